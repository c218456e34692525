/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "expect_change.h"
#include "expectation.h"
#include "page.h"

/** Say what is wrong, and end with it. */
static int refuse(int err, const struct buf *messages)
{
	if (err == ENOMEM)
		return cmd_fail(&cmd_expect, err);
	(void)fwrite(messages->p, 1, messages->size, stderr);
	return err == EBADMSG ? STATUS_USAGE : STATUS_RUNTIME;
}

static int check(const char *path, const struct suite *suite)
{
	struct expect_file *file = NULL;
	struct buf messages;
	int err;

	buf_init(&messages, PAGE_MAX);
	err = expectation_load(&file, path, suite, &messages);
	expect_file_free(file);
	if (err) {
		int status = refuse(err, &messages);

		buf_release(&messages);
		return status;
	}
	buf_addf(&messages, "%s: no fault\n", path);
	return page_print(&messages);
}

static int exec_check(const struct options *options, int argc, char *argv[])
{
	struct library library = {
		.has_builtin = !options->no_builtin,
		.dir = argv,
		.dir_count = (size_t)argc,
	};
	struct suite *suite = NULL;
	int status = cmd_load(&cmd_expect, &suite, &library);

	if (status == STATUS_OK)
		status = check(options->expect, suite);
	suite_unref(suite);
	return status;
}

/** What can be done with an expectation file. */
static const struct {
	const char *name;
	int (*exec)(const struct options *options, int argc, char *argv[]);
} table[] = {
	{ "check", exec_check },
	{ "update", expect_change },
};

static int expect_exec(const struct options *options, int argc, char *argv[])
{
	if (argc == 0)
		return cmd_usage(&cmd_expect, "expect: check or update?");
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (strcmp(table[i].name, argv[0]) != 0)
			continue;
		if (options->expect == NULL)
			return cmd_usage(&cmd_expect,
					 "expect %s: which file? --expect FILE",
					 argv[0]);
		return table[i].exec(options, argc - 1, argv + 1);
	}
	return cmd_usage(&cmd_expect,
			 "expect: '%s' is neither check nor update", argv[0]);
}

const struct cmd cmd_expect = {
	.name = "expect",
	.args = "check [DIR ...] | update RESULTS ... [DIR ...]",
	.text = "whether an expectation file is right; write it anew",
	.help = "An expectation file says what a client is known to fail and "
		"must pass, see gamut-expect(5).\n"
		"\n"
		"check says what is wrong with it: the file, the line, the "
		"column; also a pattern that fits no case, shipped or in a "
		"DIR. Status 2 when there is a fault.\n"
		"\n"
		"update takes out of the file what passes by the RESULTS of "
		"'gamut run' and adds what fails and is not known, with a "
		"reason to fill in. Comments, order and quotes stay. A file "
		"that is not there is made. A DIR has more cases.",
	.examples = "gamut expect check --expect baresip.yaml\n"
		    "gamut expect update results.db --expect baresip.yaml\n"
		    "gamut expect update results.db --expect baresip.yaml "
		    "--dry-run",
	.exec = expect_exec,
};
