/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>

#include "store/store_own.h"
#include "store/tables.h"

enum { DIGITS_MAX = 20, PROOF_SIZE = FINDING_PROOFS * (DIGITS_MAX + 1) };

/** A name where there has to be one. */
static struct str named(struct str name)
{
	return name.p != NULL ? name : STR("");
}

/** The id that a statement finds, 0 for none. @return SQLite's code */
static int find_id(sqlite3_stmt *statement, int64_t *id)
{
	int code = sqlite3_step(statement);

	*id = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
	(void)sqlite3_reset(statement);
	return code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
}

static int agent_id(struct store *store, struct str name, int64_t *id)
{
	sqlite3_stmt *find = store->statement[STATEMENT_FIND_AGENT];
	sqlite3_stmt *add = store->statement[STATEMENT_ADD_AGENT];
	int code;

	sql_bind_text(find, 0, name);
	code = find_id(find, id);
	if (code != SQLITE_OK || *id != 0)
		return code;
	sql_bind_text(add, AGENT_NAME, name);
	code = sql_do(add);
	*id = sqlite3_last_insert_rowid(store->db);
	return code;
}

/** The same texts are the parameters of both. */
static void bind_rule(sqlite3_stmt *statement, int from,
		      const struct result_finding *finding)
{
	sql_bind_text(statement, from, named(finding->check));
	sql_bind_text(statement, from + 1, named(finding->level));
	sql_bind_text(statement, from + 2, named(finding->rfc));
	sql_bind_text(statement, from + 3, named(finding->rule));
}

static int rule_id(struct store *store, const struct result_finding *finding,
		   int64_t *id)
{
	sqlite3_stmt *find = store->statement[STATEMENT_FIND_RULE];
	sqlite3_stmt *add = store->statement[STATEMENT_ADD_RULE];
	int code;

	*id = rules_find(&store->rules, finding);
	if (*id != 0)
		return SQLITE_OK;
	bind_rule(find, 0, finding);
	code = find_id(find, id);
	if (code == SQLITE_OK && *id == 0) {
		bind_rule(add, RULE_CHECK, finding);
		code = sql_do(add);
		*id = sqlite3_last_insert_rowid(store->db);
	}
	if (code == SQLITE_OK)
		rules_keep(&store->rules, finding, *id);
	return code;
}

static int add_case(struct store *store, const struct result *result,
		    int64_t agent)
{
	sqlite3_stmt *to = store->statement[STATEMENT_ADD_CASE];

	if (result->id != 0)
		sql_bind_number(to, CASE_ID, result->id);
	else
		(void)sqlite3_bind_null(to, CASE_ID + 1);
	sql_bind_number(to, CASE_RUN, (uint64_t)store->run);
	sql_bind_number(to, CASE_AGENT, (uint64_t)agent);
	sql_bind_text(to, CASE_SCENARIO, result->scenario);
	sql_bind_text(to, CASE_TITLE, result->title);
	sql_bind_text(to, CASE_RFC, result->rfc);
	sql_bind_text(to, CASE_TAGS, result->tags);
	sql_bind_number(to, CASE_CODE, result->code);
	sql_bind_text(to, CASE_VERDICT,
		      str_from(verdict_name(result->verdict)));
	sql_bind_text(to, CASE_WHY, result->why);
	sql_bind_text(to, CASE_EXPECTATION,
		      str_from(expectation_name(result->expectation)));
	sql_bind_text(to, CASE_REASON, result->reason);
	sql_bind_text(to, CASE_URI, result->uri);
	sql_bind_text(to, CASE_EVENTS, result->events);
	sql_bind_number(to, CASE_START_US, result->start_us);
	sql_bind_number(to, CASE_DURATION_US, result->duration_us);
	sql_bind_number(to, CASE_IS_PREREQ_MISSING, result->is_prereq_missing);
	sql_bind_number(to, CASE_COMMAND_STATUS,
			(uint64_t)(int64_t)result->command_status);
	sql_bind_text(to, CASE_OUTPUT, result->output);
	return sql_do(to);
}

/** "1,4"; there are twenty findings a case, too many for printf. */
static struct str write_proof(char text[PROOF_SIZE],
			      const struct result_finding *finding)
{
	char *at = text + PROOF_SIZE;

	for (size_t i = finding->proof_count; i > 0; i--) {
		size_t number = finding->proof[i - 1];

		if (i < finding->proof_count)
			*--at = ',';
		do {
			*--at = (char)('0' + number % 10);
			number /= 10;
		} while (number > 0);
	}
	return (struct str){ at, (size_t)(text + PROOF_SIZE - at) };
}

static int add_finding(struct store *store, int64_t result, size_t number,
		       const struct result_finding *finding)
{
	sqlite3_stmt *to = store->statement[STATEMENT_ADD_FINDING];
	char proof[PROOF_SIZE];
	int64_t rule;
	int code = rule_id(store, finding, &rule);

	if (code != SQLITE_OK)
		return code;
	sql_bind_number(to, FINDING_CASE, (uint64_t)result);
	sql_bind_number(to, FINDING_NUMBER, number);
	sql_bind_number(to, FINDING_RULE, (uint64_t)rule);
	sql_bind_text(to, FINDING_OUTCOME,
		      str_from(outcome_name(finding->outcome)));
	sql_bind_text(to, FINDING_EXPECTED, finding->expected);
	sql_bind_text(to, FINDING_ACTUAL, finding->actual);
	sql_bind_text(to, FINDING_PROOF, write_proof(proof, finding));
	return sql_do(to);
}

static struct str entry_name(enum entry_type type)
{
	static const char *const name[] = {
#define X(id, text) [ENTRY_##id] = #id,
		ENTRY_MAP(X)
#undef X
	};

	return str_from(name[type]);
}

static int add_message(struct store *store, int64_t result, size_t number,
		       const struct result_message *message)
{
	sqlite3_stmt *to = store->statement[STATEMENT_ADD_MESSAGE];
	const struct endpoint *local = &message->local;
	const struct endpoint *remote = &message->remote;

	sql_bind_number(to, MESSAGE_CASE, (uint64_t)result);
	sql_bind_number(to, MESSAGE_NUMBER, number);
	sql_bind_text(to, MESSAGE_TYPE, entry_name(message->type));
	sql_bind_number(to, MESSAGE_AT_US, message->at_us);
	sql_bind_text(to, MESSAGE_TRANSPORT,
		      str_from(transport_name(local->transport)));
	sql_bind_text(to, MESSAGE_LOCAL_HOST, str_from(local->host));
	sql_bind_number(to, MESSAGE_LOCAL_PORT, local->port);
	sql_bind_text(to, MESSAGE_REMOTE_HOST, str_from(remote->host));
	sql_bind_number(to, MESSAGE_REMOTE_PORT, remote->port);
	sql_bind_number(to, MESSAGE_IS_SPOILT, message->is_spoilt);
	sql_bind_bytes(to, MESSAGE_BYTES, message->bytes);
	return sql_do(to);
}

/** Take the case out that is to be replaced, with all that belongs to it. */
static int drop(struct store *store, const struct result *result)
{
	static const enum statement_id parts[] = { STATEMENT_DROP_FINDINGS,
						   STATEMENT_DROP_MESSAGES,
						   STATEMENT_DROP_CASE };
	int code = SQLITE_OK;

	for (size_t i = 0; code == SQLITE_OK && i < ARRAY_SIZE(parts); i++) {
		sqlite3_stmt *statement = store->statement[parts[i]];

		sql_bind_number(statement, 0, result->id);
		sql_bind_number(statement, 1, (uint64_t)store->run);
		code = sql_do(statement);
	}
	return code;
}

/** @param[out] id  of the case */
static int put(struct store *store, const struct result *result,
	       struct str agent, const struct result_messages *messages,
	       int64_t *id)
{
	int64_t agent_row;
	int code = agent_id(store, named(agent), &agent_row);

	if (code == SQLITE_OK && result->id != 0)
		code = drop(store, result);
	if (code == SQLITE_OK)
		code = add_case(store, result, agent_row);
	*id = sqlite3_last_insert_rowid(store->db);
	for (size_t i = 0; code == SQLITE_OK && i < result->finding_count; i++)
		code = add_finding(store, *id, i + 1, &result->finding[i]);
	for (size_t i = 0; code == SQLITE_OK && i < messages->count; i++)
		code = add_message(store, *id, i + 1, &messages->message[i]);
	return code;
}

int store_put(struct store *store, struct result *result, struct str agent,
	      const struct result_messages *messages)
{
	sqlite3_stmt *const *statement = store->statement;
	int64_t id = 0;
	int code;
	int err;

	assert(store->run != 0);
	code = sql_do(statement[STATEMENT_BEGIN]);
	if (code != SQLITE_OK)
		return store_fail(store, code);
	code = put(store, result, agent, messages, &id);
	if (code == SQLITE_OK)
		code = sql_do(statement[STATEMENT_COMMIT]);
	err = store_fail(store, code);
	if (!err) {
		result->id = (uint64_t)id;
		return 0;
	}
	/* SQLite takes some back by itself, and rules that it does not have any
	 * more are not known any more. */
	if (sqlite3_get_autocommit(store->db) == 0)
		(void)sql_do(statement[STATEMENT_ROLLBACK]);
	rules_release(&store->rules);
	return err;
}
