/* SPDX-License-Identifier: MIT */
#include "results_same.h"

#include <string.h>

#include "check.h"
#include "results_sample.h"

void results_same_str(size_t row, struct str have, struct str want)
{
	CHECK(row, (have.p == NULL) == (want.p == NULL));
	CHECK_INT(row, have.size, want.size);
	CHECK(row, str_eq(have, want));
}

static void same_finding(size_t row, const struct result_finding *have,
			 const struct result_finding *want)
{
	results_same_str(row, have->check, want->check);
	results_same_str(row, have->level, want->level);
	results_same_str(row, have->rfc, want->rfc);
	results_same_str(row, have->rule, want->rule);
	results_same_str(row, have->expected, want->expected);
	results_same_str(row, have->actual, want->actual);
	CHECK_INT(row, have->outcome, want->outcome);
	CHECK_INT(row, have->proof_count, want->proof_count);
	CHECK(row, memcmp(have->proof, want->proof,
			  want->proof_count * sizeof(want->proof[0])) == 0);
}

static void same_result(size_t row, const struct result *have,
			const struct result *want)
{
	results_same_str(row, have->scenario, want->scenario);
	results_same_str(row, have->title, want->title);
	results_same_str(row, have->rfc, want->rfc);
	results_same_str(row, have->tags, want->tags);
	results_same_str(row, have->why, want->why);
	results_same_str(row, have->reason, want->reason);
	results_same_str(row, have->uri, want->uri);
	results_same_str(row, have->events, want->events);
	results_same_str(row, have->output, want->output);
	CHECK_INT(row, have->code, want->code);
	CHECK_INT(row, have->verdict, want->verdict);
	CHECK_INT(row, have->expectation, want->expectation);
	CHECK_INT(row, have->start_us, want->start_us);
	CHECK_INT(row, have->duration_us, want->duration_us);
	CHECK_INT(row, have->is_prereq_missing, want->is_prereq_missing);
	CHECK_INT(row, have->command_status, want->command_status);
	CHECK_INT(row, have->run, want->run);
	CHECK_INT(row, have->agent, want->agent);
	if (CHECK_INT(row, have->finding_count, want->finding_count) &&
	    want->finding_count > 0)
		same_finding(row, have->finding, want->finding);
}

static void same_end(size_t row, const struct endpoint *have,
		     const struct endpoint *want)
{
	CHECK_TEXT(row, have->host, want->host);
	CHECK_INT(row, have->port, want->port);
	CHECK_INT(row, have->transport, want->transport);
}

static void same_messages(size_t row, const struct result_messages *have,
			  const struct result_messages *want)
{
	if (!CHECK_INT(row, have->count, want->count))
		return;
	for (size_t i = 0; i < want->count; i++) {
		const struct result_message *a = &have->message[i];
		const struct result_message *b = &want->message[i];

		CHECK_INT(row, a->type, b->type);
		CHECK_INT(row, a->at_us, b->at_us);
		CHECK_INT(row, a->is_spoilt, b->is_spoilt);
		same_end(row, &a->local, &b->local);
		same_end(row, &a->remote, &b->remote);
		results_same_str(row, a->bytes, b->bytes);
	}
}

void results_same_run(size_t row, const struct result_run *have,
		      const struct result_run *want, const char *path)
{
	CHECK_STR(row, have->file, path);
	CHECK_INT(row, have->start_us, want->start_us);
	CHECK_INT(row, have->end_us, want->end_us);
	results_same_str(row, have->version, want->version);
	results_same_str(row, have->command, want->command);
	CHECK_INT(row, have->t1_ms, want->t1_ms);
	CHECK_INT(row, have->selected, want->selected);
	results_same_str(row, have->fault, want->fault);
	CHECK_INT(row, (long long)have->seed, (long long)want->seed);
}

void results_same(struct archive *archive, size_t from,
		  const struct results *want)
{
	const struct results *have = archive_results(archive);

	if (!CHECK(from, have->count >= from + want->count))
		return;
	for (size_t i = 0; i < want->count; i++) {
		const struct result *result = &have->result[from + i];
		struct result_messages messages[2];

		CHECK_INT(i, result->id, from + i + 1);
		same_result(i, result, &want->result[i]);
		result_messages_init(&messages[0]);
		result_messages_init(&messages[1]);
		CHECK_INT(i, archive_messages(archive, &messages[0], result),
			  0);
		CHECK_INT(i,
			  results_sample_messages(NULL, &messages[1],
						  &want->result[i]),
			  0);
		same_messages(i, &messages[0], &messages[1]);
		result_messages_release(&messages[0]);
		result_messages_release(&messages[1]);
	}
}
