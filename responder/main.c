/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "page.h"

enum { ERROR_MAX = 4096 };

static int print_version(void)
{
	struct buf page;

	buf_init(&page, PAGE_MAX);
	buf_add_text(&page, "gamut " GAMUT_VERSION "\n");
	return page_print(&page);
}

static int run(const struct cmd *cmd, int argc, char *argv[])
{
	struct options options;
	struct buf error;
	int err;

	buf_init(&error, ERROR_MAX);
	err = options_parse(&options, cmd->name, &argc, argv, &error);
	if (err) {
		struct str text = buf_str(&error);

		(void)cmd_usage(cmd, "%.*s", STR_ARG(text));
	}
	buf_release(&error);
	if (err)
		return STATUS_USAGE;
	if (options.help)
		return cmd_print_help(cmd);
	return cmd->exec(&options, argc, argv);
}

int main(int argc, char *argv[])
{
	const struct cmd *cmd;

	if (argc < 2) {
		(void)fprintf(stderr, "gamut: which command?\n"
				      "try: gamut help\n");
		return STATUS_USAGE;
	}
	if (strcmp(argv[1], "--version") == 0)
		return print_version();
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return cmd_print_help(NULL);

	cmd = cmd_find(argv[1]);
	if (cmd == NULL)
		return cmd_refuse(argv[1]);
	return run(cmd, argc - 2, argv + 2);
}
