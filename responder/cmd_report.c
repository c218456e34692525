/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "campaign/select.h"
#include "cmd.h"
#include "report/diff.h"
#include "reports.h"
#include "store/store.h"

enum { ERROR_MAX = 4096 };

/** Results files, and what is left of them. */
struct choice {
	struct archive *archive;
	struct results results; /* borrowed, but for the arena */
};

/** All of one call of the command. */
struct job {
	const struct options *options;
	struct choice current;
	struct choice old; /* of --diff */
};

static bool is_chosen(const struct texts *only, struct str scenario)
{
	struct str pattern;
	size_t at = 0;

	if (only->size == 0)
		return true;
	while (texts_next(only, &at, &pattern)) {
		if (glob_fits(pattern, scenario))
			return true;
	}
	return false;
}

/** Keep the results of the cases that are asked for, in another array. */
static int choose(struct choice *choice, const struct texts *only)
{
	const struct results *all = archive_results(choice->archive);
	struct results *results = &choice->results;

	*results = *all;
	arena_init(&results->arena);
	results->count = 0;
	results->result = arena_array(&results->arena, all->count,
				      sizeof(*results->result));
	for (size_t i = 0; results->result != NULL && i < all->count; i++) {
		if (is_chosen(only, all->result[i].scenario))
			results->result[results->count++] = all->result[i];
	}
	return arena_error(&results->arena);
}

/** @return exit status */
static int choice_open(struct choice *choice, const struct options *options,
		       char *const *path, size_t count)
{
	struct buf error;
	int err;

	buf_init(&error, ERROR_MAX);
	err = archive_open(&choice->archive, path, count,
			   options->all ? ARCHIVE_ALL : ARCHIVE_NEWEST, &error);
	if (!err)
		err = choose(choice, &options->only);
	else if (err != ENOMEM)
		(void)fprintf(stderr, "gamut: %s\n",
			      error.size > 0 ? error.p : strerror(err));
	buf_release(&error);
	switch (err) {
	case 0: return STATUS_OK;
	case ENOMEM: return cmd_fail(&cmd_report, err);
	case EBADMSG:
	case ENOENT:
	case EISDIR: return STATUS_USAGE;
	default: return STATUS_RUNTIME;
	}
}

static void choice_close(struct choice *choice)
{
	arena_release(&choice->results.arena);
	archive_close(choice->archive);
}

/** The text report: what changed, a single case, or all. */
static int write_text(void *arg, FILE *out, const struct report *report)
{
	const struct job *job = arg;
	const struct results *results = report->results;

	if (job->options->diff != NULL)
		return report_diff(out, report, &job->old.results);
	if (job->options->only.size > 0 && results->count == 1)
		return report_case(out, report, &results->result[0]);
	return report_text(out, report);
}

/** Write what is asked for; the text on standard output when nothing is. */
static int write_all(struct job *job)
{
	const struct options *options = job->options;
	const struct report_files text = { .text = "-" };
	const struct reports reports = {
		.files = reports_count(&options->reports) > 0
				 ? &options->reports
				 : &text,
		.report = { .results = &job->current.results,
			    .messages = archive_messages,
			    .arg = job->current.archive,
			    .is_redacted = options->redact },
		.write_text = write_text,
		.arg = job,
	};

	return reports_write(&reports);
}

/** The status of the results, or of what became of them. */
static int judge_all(const struct job *job)
{
	bool is_strict = job->options->strict;
	const struct results *results = &job->current.results;
	struct diff diff;
	bool is_worse;
	int err;

	if (job->options->diff == NULL || results->count == 0)
		return results_status(results, is_strict);
	err = diff_make(&diff, &job->old.results, results);
	is_worse = !err && diff_is_worse(&diff, is_strict);
	diff_release(&diff);
	if (err)
		return cmd_fail(&cmd_report, err);
	return is_worse ? STATUS_VERDICTS : STATUS_OK;
}

static int report(struct job *job, int argc, char *argv[])
{
	const struct options *options = job->options;
	char *old = (char *)options->diff;
	int status = choice_open(&job->current, options, argv, (size_t)argc);

	if (status == STATUS_OK && old != NULL)
		status = choice_open(&job->old, options, &old, 1);
	if (status == STATUS_OK)
		status = write_all(job);
	return status == STATUS_OK ? judge_all(job) : status;
}

static int report_exec(const struct options *options, int argc, char *argv[])
{
	struct job job = { .options = options };
	int status;

	if (argc == 0)
		return cmd_usage(&cmd_report, "report: which results file?");
	if (reports_screens(&options->reports) > 1)
		return cmd_usage(&cmd_report, "report: one report at most can "
					      "go to standard output");
	status = report(&job, argc, argv);
	choice_close(&job.current);
	choice_close(&job.old);
	return status;
}

const struct cmd cmd_report = {
	.name = "report",
	.args = "RESULTS ...",
	.text = "render results: text, JSON, JUnit, TAP, Markdown, pcap",
	.help = "Read results files, as gamut run --results makes them, and "
		"write reports, any mix of formats in one call. Several "
		"files become one report of cases and clients; of each case "
		"and client the newest result in a file counts. Without a "
		"format the text goes to standard output; with --case, when "
		"one result is left, it is the page of that case: the verdict, "
		"the rule, the messages. With --diff it is what changed since "
		"other results. A file is written whole or not at all.\n"
		"The exit status is that of the results: 0 as expected, 1 when "
		"a verdict is unexpected, 3 when the tester failed, 4 when a "
		"case was missed or there is no result; with --diff 1 when "
		"something got worse and else 0. It is 2 for what is no results "
		"file, and 3 too when a report cannot be written.",
	.examples = "gamut report results.db\n"
		    "gamut report results.db --case final/486\n"
		    "gamut report results.db --junit junit.xml --markdown -\n"
		    "gamut report old.db new.db --json all.json\n"
		    "gamut report new.db --diff old.db\n"
		    "gamut report results.db --pcap calls.pcap --redact",
	.exec = report_exec,
};
