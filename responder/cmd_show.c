/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "case_page.h"
#include "cmd.h"
#include "page.h"

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

static int show(const struct options *options, const struct suite *suite,
		const char *name)
{
	const struct scenario *scenario = NULL;
	struct scenario *made = NULL;
	struct buf page;
	int status;
	int err = suite_select(suite, str_from(name), &scenario, &made);

	buf_init(&page, PAGE_MAX);
	if (!err)
		err = case_page_write(&page, options, scenario);
	if (err == ENOENT)
		status = refuse(suite, name);
	else if (err)
		status = cmd_fail(&cmd_show, err);
	else
		status = page_print(&page);
	buf_release(&page);
	scenario_free(made);
	return status;
}

static int show_exec(const struct options *options, int argc, char *argv[])
{
	struct library library = { .has_builtin = !options->no_builtin };
	struct suite *suite = NULL;
	int status;

	if (argc == 0)
		return cmd_usage(&cmd_show, "show: which case?");
	library.dir = argv + 1;
	library.dir_count = (size_t)argc - 1;
	status = cmd_load(&cmd_show, &suite, &library);
	if (status == STATUS_OK)
		status = show(options, suite, argv[0]);
	suite_unref(suite);
	return status;
}

const struct cmd cmd_show = {
	.name = "show",
	.args = "CASE [DIR ...]",
	.text = "what a caller gets for a case, to the byte",
	.help = "Print all about what is dialled: what the case is and where "
		"it comes from, the steps of the call, for each code that it "
		"sends the RFC, the headers and where their values come from, "
		"and each response as it goes on the wire. The response is made "
		"by the code that answers on the network, for a request "
		"of alice at 192.0.2.1; what is random there is fixed here. "
		"Headers that a code must or should have are sent where they "
		"apply to the request; those that it may have are not.\n"
		"\n"
		"CASE is whatever can be dialled: a code, a case of 'gamut "
		"list', a Q.850 cause (q17), or a flow: codes and pauses in "
		"seconds between * - or . as in 180*3*486. A DIR, or a file, "
		"has more cases.",
	.examples = "gamut show 486\n"
		    "gamut show redirect/302\n"
		    "gamut show '180*3*486'\n"
		    "gamut show q17 --reason q850\n"
		    "gamut show my/case my-cases",
	.exec = show_exec,
};
