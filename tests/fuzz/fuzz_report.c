/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "report/redact.h"
#include "report/report.h"
#include "text/plain.h"

enum { CEILING = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Hold in any build, also where assert() is compiled out. */
static void hold(bool held, const char *what)
{
	if (held)
		return;
	(void)fprintf(stderr, "broken: %s\n", what);
	abort();
}

static size_t count_lines(struct str text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.size; i++)
		count += text.p[i] == '\n';
	return count;
}

static void redact(struct str text)
{
	struct buf once, twice;

	buf_init(&once, CEILING);
	buf_init(&twice, CEILING);
	redact_add(&once, text);
	redact_add(&twice, buf_str(&once));
	hold(buf_error(&once) == 0 && buf_error(&twice) == 0, "ceiling");
	hold(count_lines(buf_str(&once)) == count_lines(text), "lines stay");
	hold(str_eq(buf_str(&once), buf_str(&twice)),
	     "what is redacted has no secret");
	buf_release(&once);
	buf_release(&twice);
}

/** The text is every message and every text of the results. */
static int messages_of(void *arg, struct result_messages *messages,
		       const struct result *result)
{
	const struct str *text = arg;
	int err = 0;

	(void)result;
	for (unsigned type = ENTRY_IN; type <= ENTRY_EXIT && !err; type++) {
		struct result_message message = {
			.type = (enum entry_type)type,
			.at_us = type,
			.is_spoilt = type == ENTRY_OUT,
		};

		if (type <= ENTRY_OUT)
			message.bytes = *text;
		err = result_messages_add(messages, &message);
	}
	return err;
}

/** Lines of what may be shown. */
static void hold_plain(struct str text)
{
	struct str line;

	while (text.size > 0) {
		(void)str_cut(text, '\n', &line, &text);
		hold(plain_is(line), "a report is harmless");
	}
}

static int write_case(FILE *out, const struct report *report)
{
	return report_case(out, report, report->results->result);
}

/** One of the formats, since all of them are slow. */
static void write_one(const struct report *report, size_t choice)
{
	static report_write_f *const write[] = { report_text, report_json,
						 report_markdown, write_case };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		return;
	hold(write[choice % ARRAY_SIZE(write)](out, report) == 0,
	     "a report is written");
	(void)fclose(out);
	hold_plain((struct str){ text, size });
	free(text);
}

static void write_reports(struct str text)
{
	struct result_finding finding = {
		.check = STR("ack-x"),
		.rfc = text,
		.rule = text,
		.outcome = OUTCOME_FAIL,
		.expected = text,
		.actual = text,
		.proof = { 1, 2, 3 },
		.proof_count = 3,
	};
	struct results results, safe;
	struct result *result;
	struct report report = {
		.results = &results,
		.messages = messages_of,
		.arg = &text,
	};
	size_t agent;

	results_init(&results);
	results_init(&safe);
	result = results_add(&results);
	if (result == NULL || results_agent(&results, text, &agent) != 0 ||
	    results_add_run(&results) == NULL)
		goto out;
	*result = (struct result){
		.scenario = text,
		.title = text,
		.rfc = text,
		.tags = text,
		.verdict = VERDICT_FAIL,
		.why = text,
		.expectation = EXPECTATION_KNOWN,
		.reason = text,
		.uri = text,
		.events = text,
		.output = text,
		.finding = &finding,
		.finding_count = 1,
	};
	report.is_redacted = text.size % 2 == 1;
	results_release(&safe);
	if (redact_results(&safe, &results) != 0)
		goto out;
	if (report.is_redacted)
		report.results = &safe;
	write_one(&report, text.size / 2);
out:
	results_release(&safe);
	results_release(&results);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };

	redact(text);
	write_reports(text);
	return 0;
}
