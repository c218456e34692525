/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "report/redact.h"
#include "results_sample.h"

/*
 * Print a report of the sample: report_sample FORMAT [WHAT], or `case ID`, or
 * `diff`. WHAT is all (two agents, the default), one or none; and a last word,
 * redacted.
 */
static const struct {
	const char *name;
	report_write_f *write;
} format[] = {
#define X(id, name, text) { name, report_##id },
	REPORT_MAP(X)
#undef X
};

static report_write_f *find_format(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(format); i++) {
		if (strcmp(format[i].name, name) == 0)
			return format[i].write;
	}
	return NULL;
}

static int print_case(const struct report *report, const char *id)
{
	for (size_t i = 0; i < report->results->count; i++) {
		const struct result *result = &report->results->result[i];

		if (str_eq(result->scenario, str_from(id)))
			return report_case(stdout, report, result);
	}
	return ENOENT;
}

static int print_diff(const struct report *report)
{
	struct report newer = *report;
	struct results next;
	int err = results_sample_next(&next);

	newer.results = &next;
	if (!err)
		err = report_diff(stdout, &newer, report->results);
	results_release(&next);
	return err;
}

static int print(const struct report *report, const char *name,
		 const char *what)
{
	report_write_f *write = find_format(name);

	if (write != NULL)
		return write(stdout, report);
	if (strcmp(name, "diff") == 0)
		return print_diff(report);
	return strcmp(name, "case") == 0 ? print_case(report, what) : EINVAL;
}

int main(int argc, char *argv[])
{
	const char *name = argc > 1 ? argv[1] : "";
	const char *what = argc > 2 ? argv[2] : "all";
	const char *last = argv[argc - 1];
	bool is_one = strcmp(what, "one") == 0 || strcmp(name, "diff") == 0;
	struct results results, safe;
	struct report report = {
		.results = &results,
		.messages = results_sample_messages,
		.is_redacted = strcmp(last, "redacted") == 0,
	};
	int err = is_one ? results_sample_one(&results)
			 : results_sample(&results);

	if (strcmp(what, "none") == 0)
		results.count = 0;
	results_init(&safe);
	if (!err && report.is_redacted) {
		err = redact_results(&safe, &results);
		report.results = &safe;
	}
	if (!err)
		err = print(&report, name, what);
	if (!err && fflush(stdout) != 0)
		err = errno;
	results_release(&safe);
	results_release(&results);
	if (err)
		(void)fprintf(stderr, "report_sample %s %s: %s\n", name, what,
			      strerror(err));
	return err != 0;
}
