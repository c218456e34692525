/* SPDX-License-Identifier: MIT */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdio.h>

#include "report/results.h"

/**
 * The reports: one writer a format, all from the same results. A writer needs memory for
 * one case at a time beside the results.
 */

/** Fetch the messages of a result. @return 0, ENOMEM or the store's error */
typedef int report_messages_f(void *arg, struct result_messages *messages,
			      const struct result *result);

struct report {
	const struct results *results; /* what is shown, already chosen */
	report_messages_f *messages;
	void *arg;
	bool is_redacted; /* credentials are struck out */
	bool is_coloured; /* the text reports colour verdicts, for a terminal */
	size_t width;     /* columns of that terminal; 0: 80 */
};

/**
 * Write a report.
 *
 * @return 0, ENOMEM, what the messages function says, or what the file says
 */
typedef int report_write_f(FILE *out, const struct report *report);

/**
 * The formats: id, name as of an option, what it is.
 */
#define REPORT_MAP(X)                                                        \
	X(text, "text", "for people: the matrix, then what went wrong")      \
	X(json, "json",                                                      \
	  "everything, by the schema of gamut schema "                       \
	  "results")                                                         \
	X(junit, "junit", "JUnit XML for CI servers")                        \
	X(tap, "tap", "Test Anything Protocol 13")                           \
	X(markdown, "markdown", "a summary and the statement of compliance") \
	X(pcap, "pcap", "the messages, for Wireshark and tshark")

#define X(id, name, text) report_write_f report_##id;
REPORT_MAP(X)
#undef X

/** One case on one screen: verdict, rule, ladder, messages, how to repeat. */
int report_case(FILE *out, const struct report *report,
		const struct result *result);

/** What changed from old results to those of the report, as text. */
int report_diff(FILE *out, const struct report *report,
		const struct results *old);

#endif
