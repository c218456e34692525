/* SPDX-License-Identifier: MIT */
#include "report/report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../report/results_sample.h"
#include "check.h"
#include "report/markdown_text.h"

enum { MAX = 65536, MESSAGES_ERROR = EBADMSG };

static int fail_messages(void *arg, struct result_messages *messages,
			 const struct result *result)
{
	(void)messages;
	(void)result;
	return *(const int *)arg;
}

static int write_case(FILE *out, const struct report *report)
{
	return report_case(out, report, &report->results->result[3]);
}

static int write_diff(FILE *out, const struct report *report)
{
	struct results old;
	int err = results_sample_next(&old);

	if (!err)
		err = report_diff(out, report, &old);
	results_release(&old);
	return err;
}

/** All writers, and whether they ask for messages and know colours. */
static const struct {
	report_write_f *write;
	bool has_messages;
	bool has_colours;
} writer[] = {
	{ report_text, false, true },      { report_json, true, false },
	{ report_markdown, false, false }, { write_case, true, true },
	{ write_diff, false, true },
};

static void errors(void)
{
	struct results results;
	int code = MESSAGES_ERROR;
	struct report report = {
		.results = &results,
		.messages = fail_messages,
		.arg = &code,
	};

	CHECK_INT(0, results_sample(&results), 0);
	for (size_t i = 0; i < ARRAY_SIZE(writer); i++) {
		FILE *null = fopen("/dev/null", "w");
		FILE *full = fopen("/dev/full", "w");

		if (!CHECK(i, null != NULL && full != NULL))
			return;
		report.messages = fail_messages;
		CHECK_INT(i, writer[i].write(null, &report),
			  writer[i].has_messages ? MESSAGES_ERROR : 0);
		report.messages = results_sample_messages;
		CHECK_INT(i, setvbuf(full, NULL, _IONBF, 0), 0);
		CHECK_INT(i, writer[i].write(full, &report), ENOSPC);
		(void)fclose(null);
		(void)fclose(full);
	}
	results_release(&results);
}

static void colours(void)
{
	struct results results;
	struct report report = {
		.results = &results,
		.messages = results_sample_messages,
	};

	CHECK_INT(0, results_sample(&results), 0);
	for (size_t i = 0; i < ARRAY_SIZE(writer) * 2; i++) {
		char *text = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&text, &size);

		if (!CHECK(i, out != NULL))
			return;
		report.is_coloured = i % 2 == 1;
		CHECK_INT(i, writer[i / 2].write(out, &report), 0);
		(void)fclose(out);
		CHECK_INT(i, strstr(text, "\033[31mfail\033[0m") != NULL,
			  report.is_coloured && writer[i / 2].has_colours);
		free(text);
	}
	results_release(&results);
}

static void markdown(void)
{
	static const struct {
		const char *text;
		const char *want;
	} row[] = {
		{ "plain, ä (b)", "plain, ä (b)" },
		{ "a|b", "a&#124;b" },
		{ "a\\|b", "a\\\\&#124;b" },
		{ "`x` *y* _z_ ~", "\\`x\\` \\*y\\* \\_z\\_ \\~" },
		{ "<b>&amp;", "&lt;b&gt;&amp;amp;" },
		{ "[a](http://x)", "\\[a\\](http&#58;//x)" },
		{ "WWW.x a@b", "WWW&#46;x a&#64;b" },
		{ "a\r\n# b\x1b", "a\\\\r\\\\n\\# b\\\\x1b" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct buf out;

		buf_init(&out, MAX);
		markdown_add(&out, str_from(row[i].text));
		CHECK_STR(i, buf_str(&out), row[i].want);
		buf_release(&out);
	}
}

CU_TestInfo test_report[] = {
	{ "a report says what keeps it from being written", errors },
	{ "colours are there when they are asked for", colours },
	{ "text in Markdown stands for itself", markdown },
	CU_TEST_INFO_NULL,
};
