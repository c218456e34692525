/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "generate.h"
#include "page.h"
#include "suite/sipp.h"
#include "wish.h"

/* The bytes of templates/sipp. */
extern const struct str sipp_call_sh;
extern const struct str sipp_run_sh;

/** What is dialled for an id: no slash can be typed, and no @ stand in a user. */
static void write_user(struct buf *out, struct str id)
{
	for (size_t i = 0; i < id.size; i++) {
		if (id.p[i] == '/')
			buf_add_char(out, '.');
		else if (id.p[i] == '@')
			buf_add_text(out, "%40");
		else
			buf_add_char(out, id.p[i]);
	}
}

/** A line of callers.csv; a reason is a sentence without quotes. */
static void write_line(struct buf *list, const struct scenario *scenario,
		       const struct sipp_caller *caller)
{
	const char *transport =
		caller->is_tied ? transport_name(caller->transport) : "any";

	buf_addf(list, "%.*s,", STR_ARG(scenario->id));
	write_user(list, scenario->id);
	buf_addf(list, ",%s,", transport);
	buf_addf(list, "\"%s\"\n", caller->why != NULL ? caller->why : "");
}

static bool put_caller(struct suite_out *out, struct buf *list,
		       const struct scenario *scenario)
{
	struct sipp_caller caller;
	struct buf text;
	struct buf path;

	buf_init(&text, PAGE_MAX);
	buf_init(&path, PAGE_MAX);
	buf_addf(&path, "callers/%.*s.xml", STR_ARG(scenario->id));
	caller = sipp_write(&text, scenario);
	if (caller.why == NULL)
		suite_put(out, buf_str(&path), buf_str(&text));
	write_line(list, scenario, &caller);
	buf_release(&path);
	buf_release(&text);
	return caller.why == NULL;
}

/** @return how many callers there are */
static size_t put_callers(struct suite_out *out,
			  const struct selection *selection)
{
	size_t total = selection->sanity_first + selection->count +
		       selection->sanity_last;
	size_t count = 0;
	struct buf list;

	buf_init(&list, PAGE_MAX);
	buf_add_text(&list, "id,user,transport,why there is none\n");
	for (size_t i = 0; i < total; i++)
		count += put_caller(out, &list, selection->scenario[i]);
	suite_put(out, STR("callers.csv"), buf_str(&list));
	buf_release(&list);
	suite_put(out, STR("call.sh"), sipp_call_sh);
	suite_put(out, STR("run.sh"), sipp_run_sh);
	return count;
}

static int sipp_make(struct suite_out *out, const struct options *options,
		     int argc, char *argv[])
{
	struct library library = { .has_builtin = !options->no_builtin,
				   .dir = argv,
				   .dir_count = (size_t)argc };
	struct selection selection = { .count = 0 };
	struct suite *suite;
	int status = cmd_load(&cmd_generate, &suite, &library);
	int err;

	if (status != STATUS_OK)
		return status;
	err = wish_select(&selection, suite, options);
	if (err == EINVAL || err == ENOENT)
		status = STATUS_USAGE;
	else if (err)
		status = cmd_fail(&cmd_generate, err);
	else if (put_callers(out, &selection) == 0)
		status = cmd_usage(&cmd_generate,
				   "generate sipp: SIPp can be no client of "
				   "these cases");
	selection_release(&selection);
	suite_unref(suite);
	return status;
}

const struct generate generate_sipp = {
	.name = "sipp",
	.args = "[DIR ...]",
	.text = "SIPp scenarios of callers that do what the RFCs ask of a "
		"client, one for each case, shipped or of a DIR, that --case, "
		"--skip and --tag leave, in DIR/callers; callers.csv, which "
		"says for which cases there is none, and why; run.sh, which "
		"calls them all, through a proxy or SBC where there is one; "
		"and call.sh, which makes one call and can be the client of "
		"gamut run.",
	.uses = "",
	.make = sipp_make,
};
