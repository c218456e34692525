/* SPDX-License-Identifier: MIT */
#ifndef CMD_H
#define CMD_H

#include "export.h"
#include "library.h"
#include "option.h"

/** Exit status, the same for every command. */
enum status {
	STATUS_OK = 0,
	STATUS_VERDICTS = 1, /* a client did not do what it was expected to */
	STATUS_USAGE = 2,    /* an argument or the environment is wrong */
	STATUS_RUNTIME = 3,  /* a port, a file, memory */
	STATUS_NOTHING = 4   /* nothing was run, or a case was missed */
};

/** One command: one file cmd_<name>.c and one line of CMD_MAP. */
struct cmd {
	const char *name;
	const char *args;     /* "[DIR ...]", "" for none */
	const char *text;     /* one line for the list of commands */
	const char *help;     /* what it does; paragraphs */
	const char *examples; /* lines as they are typed, with what they do */
	void (*more)(struct buf *out); /* help between the two; NULL: none */

	/**
	 * @param argv  what is no option
	 * @return exit status
	 */
	int (*exec)(const struct options *options, int argc, char *argv[]);
};

/** The commands in the order of the manual. */
#define CMD_MAP(X)  \
	X(serve)    \
	X(run)      \
	X(list)     \
	X(show)     \
	X(check)    \
	X(expect)   \
	X(report)   \
	X(generate) \
	X(schema)   \
	X(ready)    \
	X(help)

#define X(name) extern const struct cmd cmd_##name;
CMD_MAP(X)
#undef X

/** The command of this name, or NULL. */
const struct cmd *cmd_find(const char *name);

/**
 * Print the manual of a command; NULL: what the program is and does.
 *
 * @return exit status
 */
int cmd_print_help(const struct cmd *cmd);

/**
 * Say on standard error that there is no such command, and which is like it.
 *
 * @return STATUS_USAGE
 */
int cmd_refuse(const char *name);

/**
 * Say on standard error what is wrong, and where to read on.
 *
 * @return STATUS_USAGE
 */
__attribute__((format(printf, 2, 3))) int cmd_usage(const struct cmd *cmd,
						    const char *format, ...);

/**
 * Load scenarios, and say on standard error what is wrong with them and what
 * overrides what.
 *
 * @param[out] suitep  written only on success; suite_unref() it
 * @return exit status
 */
int cmd_load(const struct cmd *cmd, struct suite **suitep,
	     const struct library *library);

/**
 * Say what came of an export: its messages, which are released, on standard error, its
 * counts on standard output unless it failed.
 *
 * @return exit status
 */
int cmd_exported(const struct export *export, int err);

/** Say lines on standard error; for a struct host_config, arg is not looked at. */
void cmd_say(void *arg, struct str lines);

/** Say on standard error that memory or a call failed. @return STATUS_RUNTIME */
int cmd_fail(const struct cmd *cmd, int err);

#endif
