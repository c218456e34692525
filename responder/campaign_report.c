/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "campaign.h"
#include "cmd.h"
#include "reports.h"

enum { ERROR_MAX = 4096 };

static int write_all(const struct campaign *campaign, struct archive *archive)
{
	const struct reports reports = {
		.files = &campaign->options.reports,
		.report = { .results = archive_results(archive),
			    .messages = archive_messages,
			    .arg = archive,
			    .is_redacted = campaign->options.redact },
	};

	return reports_write(&reports);
}

int campaign_report(const struct campaign *campaign)
{
	char *path = campaign->path;
	struct archive *archive = NULL;
	struct buf error;
	int status = STATUS_RUNTIME;

	if (reports_count(&campaign->options.reports) == 0)
		return STATUS_OK;
	buf_init(&error, ERROR_MAX);
	if (archive_open(&archive, &path, 1, ARCHIVE_LAST_RUN, &error) == 0)
		status = write_all(campaign, archive);
	else
		(void)fprintf(stderr, "gamut: %.*s\n",
			      STR_ARG(buf_str(&error)));
	archive_close(archive);
	buf_release(&error);
	return status;
}
