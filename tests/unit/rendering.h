/* SPDX-License-Identifier: MIT */
#ifndef TESTS_RENDERING_H
#define TESTS_RENDERING_H

#include "report/report.h"

/** A few results of one run and agent "phone", rendered by a writer. */
struct rendering {
	struct result *result; /* borrowed */
	size_t count;
	const struct result_message *message; /* of each result; borrowed */
	size_t message_count;
	int messages_error; /* what fetching them says */
	bool is_redacted;
};

/**
 * The bytes that a writer makes; a failed test if it fails.
 *
 * @return to be freed; never NULL
 */
char *rendering_write(const struct rendering *rendering, report_write_f *write,
		      size_t *size);

/** What a writer returns for a file. */
int rendering_error(const struct rendering *rendering, report_write_f *write,
		    FILE *out);

/** A device that is full, unbuffered. */
FILE *rendering_open_full(void);

#endif
