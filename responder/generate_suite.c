/* SPDX-License-Identifier: MIT */
#include "generate.h"
#include "page.h"
#include "suite/lists.h"

static int parse(struct axes *axes, const struct options *options,
		 struct buf *error)
{
	int err = axes_parse_codes(axes, options->codes, error);

	if (!err)
		err = axes_parse_methods(axes, options->methods, error);
	if (!err)
		err = axes_parse_transports(axes, options->transports, error);
	if (!err)
		err = axes_parse_variants(axes, options->variants, error);
	return err;
}

static int suite_make(struct suite_out *out, const struct options *options,
		      int argc, char *argv[])
{
	struct vary vary = { options->vary, options->seed };
	struct axes axes = { .method_count = 0 };
	struct buf error;
	int status = STATUS_OK;

	(void)argc;
	(void)argv;
	buf_init(&error, PAGE_MAX);
	if (parse(&axes, options, &error) != 0) {
		struct str text = buf_str(&error);

		status = cmd_usage(&cmd_generate, "generate suite: %.*s",
				   STR_ARG(text));
	} else if (suite_generate(out, &axes, &vary) == 0) {
		status = cmd_usage(&cmd_generate,
				   "generate suite: no such case makes sense");
	}
	buf_release(&error);
	return status;
}

const struct generate generate_suite = {
	.name = "suite",
	.args = "",
	.text = "Scenario files, one for each code, method, transport and "
		"variant that make sense together, in DIR/cases; "
		"manifest.csv, a line for each; dial.csv and dial.html, what "
		"a person with a telephone dials for each.",
	.uses = "codes methods transports variants",
	.make = suite_make,
};
