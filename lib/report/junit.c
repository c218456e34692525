/* SPDX-License-Identifier: MIT */
#include "report/report.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "report/ci.h"
#include "text/iso_time.h"

/*
 * What the schemas of Jenkins (xunit plugin, junit-10) and of Maven Surefire have in
 * common, but for the root: a file of Surefire has one suite.
 */

/** Results of one run and agent. */
struct suite_span {
	const struct result *const *result;
	size_t count;
};

struct totals {
	size_t tests;
	size_t failures;
	size_t errors;
	size_t skipped;
	uint64_t time_us;
};

/** By run, then by agent, then as they stand in the results. */
static int compare(const void *a, const void *b)
{
	const struct result *x = *(const struct result *const *)a;
	const struct result *y = *(const struct result *const *)b;

	if (x->run != y->run)
		return x->run < y->run ? -1 : 1;
	if (x->agent != y->agent)
		return x->agent < y->agent ? -1 : 1;
	return (x > y) - (x < y);
}

/** All results in that order, or NULL when memory is short. */
static const struct result **sorted(struct arena *arena,
				    const struct results *results)
{
	const struct result **list =
		arena_array(arena, results->count + 1, sizeof(struct result *));

	for (size_t i = 0; list != NULL && i < results->count; i++)
		list[i] = &results->result[i];
	if (list != NULL)
		qsort(list, results->count, sizeof(struct result *), compare);
	return list;
}

static struct totals count(struct suite_span span)
{
	struct totals totals = { .tests = span.count };

	for (size_t i = 0; i < span.count; i++) {
		totals.time_us += span.result[i]->duration_us;
		switch (ci_state(span.result[i])) {
		case CI_PASSED: break;
		case CI_FAILED: totals.failures++; break;
		case CI_ERROR: totals.errors++; break;
		case CI_SKIPPED:
		case CI_KNOWN: totals.skipped++; break;
		}
	}
	return totals;
}

static void add_time(struct buf *out, uint64_t time_us)
{
	buf_addf(out, " time=\"%" PRIu64 ".%03" PRIu64 "\"", time_us / 1000000,
		 time_us / 1000 % 1000);
}

static void add_attribute(struct ci *ci, const char *name, struct str value)
{
	buf_addf(&ci->out, " %s=\"", name);
	escape_add(&ci->out, value, ESCAPE_ATTRIBUTE);
	buf_add_char(&ci->out, '"');
}

static struct str agent_name(const struct ci *ci, const struct result *result)
{
	struct str name = ci->report->results->agent[result->agent].name;

	return name.size > 0 ? name : STR("client");
}

/**
 * "baresip v1_0.final" for final/486: a dot stands between names of packages, so
 * those of the agent's name make way.
 */
static void add_class(struct ci *ci, const struct result *result)
{
	struct buf *text = &ci->text;
	size_t folder = result->scenario.size;

	while (folder > 0 && result->scenario.p[folder - 1] != '/')
		folder--;
	buf_add_str(text, agent_name(ci, result));
	for (size_t i = 0; i < text->size; i++) {
		if (text->p[i] == '.' || text->p[i] == '/')
			text->p[i] = '_';
	}
	for (size_t i = 0; i + 1 < folder; i++) {
		char c = result->scenario.p[i];

		if (i == 0)
			buf_add_char(text, '.');
		buf_add_char(text, c == '/' ? '.' : c);
	}
	add_attribute(ci, "classname", buf_str(text));
	buf_truncate(text, 0);
}

/** A failure or an error, with all that there is to say of it. */
static int add_trouble(struct ci *ci, const struct result *result,
		       const char *tag)
{
	struct result_messages messages;
	int err;

	result_messages_init(&messages);
	err = ci->report->messages(ci->report->arg, &messages, result);
	if (err == 0) {
		buf_addf(&ci->out, "<%s", tag);
		buf_add_text(&ci->out, " message=\"");
		ci_add_message(ci, result, ESCAPE_ATTRIBUTE);
		buf_add_char(&ci->out, '"');
		add_attribute(ci, "type", ci_type(result));
		buf_add_char(&ci->out, '>');
		ci_add_details(ci, result, &messages, ESCAPE_XML);
		buf_addf(&ci->out, "</%s>\n", tag);
	}
	result_messages_release(&messages);
	return err;
}

static int add_state(struct ci *ci, const struct result *result)
{
	switch (ci_state(result)) {
	case CI_PASSED: return 0;
	case CI_FAILED: return add_trouble(ci, result, "failure");
	case CI_ERROR: return add_trouble(ci, result, "error");
	case CI_SKIPPED:
	case CI_KNOWN: break;
	}
	buf_add_text(&ci->out, "<skipped message=\"");
	ci_add_message(ci, result, ESCAPE_ATTRIBUTE);
	buf_add_text(&ci->out, "\"/>\n");
	return 0;
}

/** A passed case's warnings, and what the command printed. */
static void add_output(struct ci *ci, const struct result *result)
{
	bool is_warning = result->verdict == VERDICT_WARN &&
			  ci_state(result) == CI_PASSED;

	if (!is_warning && result->output.size == 0)
		return;
	buf_add_text(&ci->out, "<system-out>");
	if (is_warning) {
		ci_add_message(ci, result, ESCAPE_XML);
		buf_add_char(&ci->out, '\n');
		ci_add_details(ci, result, NULL, ESCAPE_XML);
	}
	escape_add(&ci->out, result->output, ESCAPE_XML);
	buf_add_text(&ci->out, "</system-out>\n");
}

static int write_case(struct ci *ci, const struct result *result)
{
	int err;

	buf_add_text(&ci->out, "<testcase");
	add_class(ci, result);
	add_attribute(ci, "name",
		      result->scenario.size > 0 ? result->scenario
						: STR("unnamed"));
	add_time(&ci->out, result->duration_us);
	buf_add_text(&ci->out, ">\n");
	err = add_state(ci, result);
	if (err)
		return err;
	add_output(ci, result);
	buf_add_text(&ci->out, "</testcase>\n");
	return ci_flush(ci);
}

static void add_totals(struct buf *out, const struct totals *totals)
{
	buf_addf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"",
		 totals->tests, totals->failures, totals->errors);
	add_time(out, totals->time_us);
}

static void add_property(struct ci *ci, const char *name, struct str value)
{
	if (value.size == 0)
		return;
	buf_add_text(&ci->out, "<property");
	add_attribute(ci, "name", str_from(name));
	add_attribute(ci, "value", value);
	buf_add_text(&ci->out, "/>\n");
}

/** What --fault drew from, where there were faults. */
static void add_seed(struct ci *ci, const struct result_run *run)
{
	char seed[24];

	if (run->fault.size == 0)
		return;
	(void)snprintf(seed, sizeof(seed), "%llu",
		       (unsigned long long)run->seed);
	add_property(ci, "gamut.seed", str_from(seed));
}

static int write_suite(struct ci *ci, struct suite_span span)
{
	const struct result *first = span.result[0];
	const struct result_run *run = &ci->report->results->run[first->run];
	struct totals totals = count(span);
	int err = 0;

	buf_add_text(&ci->out, "<testsuite");
	add_attribute(ci, "name", agent_name(ci, first));
	add_totals(&ci->out, &totals);
	buf_addf(&ci->out, " skipped=\"%zu\"", totals.skipped);
	buf_add_text(&ci->out, " timestamp=\"");
	iso_time_write_seconds(&ci->out, run->start_us);
	buf_add_text(&ci->out, "\">\n<properties>\n");
	add_property(ci, "gamut.version", run->version);
	add_property(ci, "gamut.command", run->command);
	add_property(ci, "gamut.results", run->file);
	add_property(ci, "gamut.fault", run->fault);
	add_seed(ci, run);
	buf_add_text(&ci->out, "</properties>\n");
	for (size_t i = 0; i < span.count && err == 0; i++)
		err = write_case(ci, span.result[i]);
	buf_add_text(&ci->out, "</testsuite>\n");
	return err;
}

/** How many from here on are of one run and agent. */
static size_t span_count(struct suite_span rest)
{
	size_t size = 1;

	while (size < rest.count &&
	       rest.result[size]->run == rest.result[0]->run &&
	       rest.result[size]->agent == rest.result[0]->agent)
		size++;
	return size;
}

static int write_suites(struct ci *ci, struct suite_span all)
{
	struct totals totals = count(all);
	int err = 0;

	buf_add_text(&ci->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			       "<testsuites name=\"gamut\"");
	add_totals(&ci->out, &totals);
	buf_add_text(&ci->out, ">\n");
	while (all.count > 0 && err == 0) {
		size_t size = span_count(all);

		err = write_suite(ci, (struct suite_span){ all.result, size });
		all.result += size;
		all.count -= size;
	}
	buf_add_text(&ci->out, "</testsuites>\n");
	return err != 0 ? err : ci_flush(ci);
}

int report_junit(FILE *out, const struct report *report)
{
	const struct result **list;
	struct arena arena;
	struct ci ci;
	int err = ENOMEM;

	arena_init(&arena);
	ci_init(&ci, out, report);
	list = sorted(&arena, report->results);
	if (list != NULL)
		err = write_suites(&ci, (struct suite_span){
						list, report->results->count });
	ci_release(&ci);
	arena_release(&arena);
	return err;
}
