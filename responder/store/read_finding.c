/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/reader.h"

static int add_rule(struct reader *reader, sqlite3_stmt *row)
{
	struct arena *arena = &reader->archive->results.arena;
	void *rule = reader->rule;
	int err = reader_grow(&rule, reader->rule_count, &reader->rule_room,
			      sizeof(*reader->rule));

	reader->rule = rule;
	if (err)
		return err;
	reader->rule[reader->rule_count++] = (struct known_rule){
		.id = sqlite3_column_int64(row, RULE_ID),
		.finding = {
			.check = arena_copy(arena, sql_text(row, RULE_CHECK)),
			.level = arena_copy(arena, sql_text(row, RULE_LEVEL)),
			.rfc = arena_copy(arena, sql_text(row, RULE_RFC)),
			.rule = arena_copy(arena, sql_text(row, RULE_TEXT)),
		},
	};
	return arena_error(arena);
}

int reader_rules(struct reader *reader)
{
	sqlite3_stmt *row = NULL;
	int err = reader_prepare(reader, TABLE_RULE, "ORDER BY id", &row);
	int code;

	while (!err) {
		code = sqlite3_step(row);
		err = reader_fail(reader, code);
		if (err || code == SQLITE_DONE)
			break;
		err = add_rule(reader, row);
	}
	(void)sqlite3_finalize(row);
	return err;
}

static int compare_rule(const void *a, const void *b)
{
	int64_t key = *(const int64_t *)a;
	int64_t id = ((const struct known_rule *)b)->id;

	return (key > id) - (key < id);
}

static struct known_rule *rule_find(const struct reader *reader, int64_t id)
{
	if (reader->rule_count == 0)
		return NULL;
	return bsearch(&id, reader->rule, reader->rule_count,
		       sizeof(*reader->rule), compare_rule);
}

/** "1,4": numbers of messages; @return whether it is that */
static bool read_proof(struct result_finding *finding, struct str text)
{
	struct str number;

	finding->proof_count = 0;
	while (text.size > 0) {
		uint64_t value;

		(void)str_cut(text, ',', &number, &text);
		if (finding->proof_count == FINDING_PROOFS ||
		    str_parse_uint(number, UINT32_MAX, &value) != 0 ||
		    value == 0)
			return false;
		finding->proof[finding->proof_count++] = (size_t)value;
	}
	return true;
}

/** A text that is mostly the one that was there. */
static void keep(struct arena *arena, struct str *kept, struct str text)
{
	bool is_same =
		(kept->p == NULL) == (text.p == NULL) && str_eq(*kept, text);

	if (!is_same)
		*kept = arena_copy(arena, text);
}

static int read_finding(struct reader *reader, struct result_finding *finding)
{
	struct arena *arena = &reader->archive->results.arena;
	sqlite3_stmt *row = reader->findings;
	struct str outcome = sql_text(row, FINDING_OUTCOME);
	struct str proof = sql_text(row, FINDING_PROOF);
	struct known_rule *rule =
		rule_find(reader, sqlite3_column_int64(row, FINDING_RULE));

	if (rule == NULL)
		return reader_damaged(reader, "a finding is without its",
				      STR("rule"));
	if (!outcome_find(&rule->finding.outcome, outcome))
		return reader_damaged(reader, "no outcome is", outcome);
	if (!read_proof(&rule->finding, proof))
		return reader_damaged(reader, "no proof is", proof);
	keep(arena, &rule->finding.expected, sql_text(row, FINDING_EXPECTED));
	keep(arena, &rule->finding.actual, sql_text(row, FINDING_ACTUAL));
	*finding = rule->finding;
	return arena_error(arena);
}

/** Read them all into the reader's own array. */
static int collect(struct reader *reader, size_t *count)
{
	int err = 0;

	for (*count = 0; !err; (*count)++) {
		int code = sqlite3_step(reader->findings);
		void *finding = reader->finding;

		err = reader_fail(reader, code);
		if (err || code == SQLITE_DONE)
			break;
		err = reader_grow(&finding, *count, &reader->finding_room,
				  sizeof(*reader->finding));
		reader->finding = finding;
		if (!err)
			err = read_finding(reader, &reader->finding[*count]);
	}
	return err;
}

int reader_findings(struct reader *reader, int64_t id, struct result *result)
{
	struct arena *arena = &reader->archive->results.arena;
	size_t count;
	int err;

	sql_bind_number(reader->findings, 0, (uint64_t)id);
	err = collect(reader, &count);
	(void)sqlite3_reset(reader->findings);
	if (err || count == 0)
		return err;
	result->finding = arena_array(arena, count, sizeof(*result->finding));
	if (result->finding == NULL)
		return ENOMEM;
	memcpy(result->finding, reader->finding,
	       count * sizeof(*result->finding));
	result->finding_count = count;
	return 0;
}
