/* SPDX-License-Identifier: MIT */
#include "cmd.h"

static int help_exec(const struct options *options, int argc, char *argv[])
{
	const struct cmd *cmd = NULL;

	(void)options;
	if (argc > 1)
		return cmd_usage(&cmd_help, "help: one command at a time");
	if (argc == 1) {
		cmd = cmd_find(argv[0]);
		if (cmd == NULL)
			return cmd_refuse(argv[0]);
	}

	return cmd_print_help(cmd);
}

const struct cmd cmd_help = {
	.name = "help",
	.args = "[COMMAND]",
	.text = "what the program or a command does",
	.help = "Print what the program does and which commands it has, or "
		"what one command does and takes. It is the same as "
		"'gamut COMMAND --help'.",
	.examples = "gamut help\n"
		    "gamut help serve",
	.exec = help_exec,
};
