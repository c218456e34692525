/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "case_page.h"
#include "cmd.h"
#include "page.h"
#include "scenario/suite.h"

enum { TEXT_MAX = 4096, NEAREST = 3 };

static int refuse(const struct suite *suite, const char *name)
{
	const struct scenario *nearest[NEAREST];
	size_t count = suite_nearest(suite, str_from(name), nearest, NEAREST);
	struct buf text;
	int status;

	buf_init(&text, TEXT_MAX);
	buf_addf(&text, "show: nothing is dialled by '%s'", name);
	for (size_t i = 0; i < count; i++)
		buf_addf(&text, "%s%.*s", i == 0 ? ", the nearest: " : ", ",
			 STR_ARG(nearest[i]->id));
	status = cmd_usage(&cmd_show, "%s", text.p != NULL ? text.p : name);
	buf_release(&text);
	return status;
}

static int show_exec(const struct options *options, int argc, char *argv[])
{
	static const uint64_t key[2] = { 0, 0 }; /* nobody attacks a look-up */
	const struct scenario *scenario = NULL;
	struct scenario *made = NULL;
	struct suite *suite = NULL;
	struct buf page;
	int status;
	int err;

	if (argc != 1)
		return cmd_usage(&cmd_show, "show: which case? one at a time");
	buf_init(&page, PAGE_MAX);
	err = suite_load(&suite, key);
	if (!err)
		err = suite_select(suite, str_from(argv[0]), &scenario, &made);
	if (!err)
		err = case_page_write(&page, options, scenario);

	if (err == ENOENT)
		status = refuse(suite, argv[0]);
	else if (err)
		status = cmd_fail(&cmd_show, err);
	else
		status = page_print(&page);
	buf_release(&page);
	scenario_free(made);
	suite_free(suite);
	return status;
}

const struct cmd cmd_show = {
	.name = "show",
	.args = "CASE",
	.text = "what a caller gets for a case, to the byte",
	.help = "Print all about what is dialled: the code, its RFC, its "
		"headers and where their values come from, the steps of the "
		"call, and each response as it goes on the wire. The response "
		"is made by the code that answers on the network, for an INVITE "
		"of alice at 192.0.2.1; what is random there is fixed here. "
		"Headers that a code must or should have are sent where they "
		"apply to the request; those that it may have are not.\n"
		"\n"
		"CASE is whatever can be dialled: a code, a case of 'gamut "
		"list', a Q.850 cause (q17), or a flow: codes and pauses in "
		"seconds between * - or . as in 180*3*486.",
	.examples = "gamut show 486\n"
		    "gamut show redirect/302\n"
		    "gamut show '180*3*486'\n"
		    "gamut show q17 --reason q850",
	.exec = show_exec,
};
