/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "campaign.h"
#include "cmd.h"
#include "reports.h"

enum { ERROR_MAX = 4096 };

/** The results of the newest run of a file, which is this one. */
static int choose(struct results *newest, const struct results *all)
{
	*newest = *all;
	arena_init(&newest->arena);
	newest->count = 0;
	newest->result = arena_array(&newest->arena, all->count,
				     sizeof(*newest->result));
	for (size_t i = 0; newest->result != NULL && i < all->count; i++) {
		if (all->result[i].run + 1 == all->run_count)
			newest->result[newest->count++] = all->result[i];
	}
	return arena_error(&newest->arena);
}

static int write_all(const struct campaign *campaign, struct archive *archive)
{
	struct results newest;
	const struct reports reports = {
		.files = &campaign->options.reports,
		.report = { .results = &newest,
			    .messages = archive_messages,
			    .arg = archive,
			    .is_redacted = campaign->options.redact },
	};
	int err = choose(&newest, archive_results(archive));
	int status = err ? cmd_fail(&cmd_run, err) : reports_write(&reports);

	arena_release(&newest.arena);
	return status;
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
	if (archive_open(&archive, &path, 1, true, &error) == 0)
		status = write_all(campaign, archive);
	else
		(void)fprintf(stderr, "gamut: %.*s\n",
			      STR_ARG(buf_str(&error)));
	archive_close(archive);
	buf_release(&error);
	return status;
}
