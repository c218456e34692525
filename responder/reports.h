/* SPDX-License-Identifier: MIT */
#ifndef REPORTS_H
#define REPORTS_H

#include "option.h"
#include "report/report.h"

/** The reports that a command is asked for, all of the same results. */
struct reports {
	const struct report_files *files;
	struct report report; /* colours and width are set for each */
	/** Writes the text; NULL: report_text() */
	int (*write_text)(void *arg, FILE *out, const struct report *report);
	void *arg;
};

/** How many are asked for, and how many of these on standard output. */
size_t reports_count(const struct report_files *files);
size_t reports_screens(const struct report_files *files);

/**
 * Write them, each whole or not at all. What goes wrong is said on standard error.
 *
 * @return exit status
 */
int reports_write(const struct reports *reports);

#endif
