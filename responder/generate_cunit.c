/* SPDX-License-Identifier: MIT */
#include "generate.h"
#include "page.h"
#include "suite/axes.h"
#include "suite/cunit.h"

/** The files that are the same for all, see templates/cunit. */
#define FILES(X)                                  \
	X("CMakeLists.txt", cunit_CMakeLists_txt) \
	X("main.c", cunit_main_c)                 \
	X("place_call.c", cunit_place_call_c)     \
	X("place_call.h", cunit_place_call_h)

#define X(path, bytes) extern const struct str bytes;
FILES(X)
#undef X

static int put(struct suite_out *out, const struct suite *suite,
	       const bool *has_code)
{
	struct buf cases;
	int status = STATUS_OK;

	buf_init(&cases, PAGE_MAX);
	if (cunit_write_cases(&cases, suite, has_code) == 0)
		status = cmd_usage(&cmd_generate,
				   "generate cunit: there is no such case");
	suite_put(out, STR("cases.def"), buf_str(&cases));
	buf_release(&cases);
#define X(path, bytes) suite_put(out, STR(path), bytes);
	FILES(X)
#undef X
	return status;
}

static int parse(struct axes *axes, const struct options *options)
{
	struct buf error;
	int status = STATUS_OK;

	buf_init(&error, PAGE_MAX);
	if (axes_parse_codes(axes, options->codes, &error) != 0) {
		struct str text = buf_str(&error);

		status = cmd_usage(&cmd_generate, "generate cunit: %.*s",
				   STR_ARG(text));
	}
	buf_release(&error);
	return status;
}

static int cunit_make(struct suite_out *out, const struct options *options,
		      int argc, char *argv[])
{
	const struct library library = { .has_builtin = !options->no_builtin,
					 .dir = argv,
					 .dir_count = (size_t)argc };
	struct axes axes = { .method_count = 0 };
	struct suite *suite;
	int status = parse(&axes, options);

	if (status == STATUS_OK)
		status = cmd_load(&cmd_generate, &suite, &library);
	if (status != STATUS_OK)
		return status;
	status = put(out, suite, options->codes != NULL ? axes.has_code : NULL);
	suite_unref(suite);
	return status;
}

const struct generate generate_cunit = {
	.name = "cunit",
	.args = "[DIR ...]",
	.text = "A test programme in C on libgamut and CUnit: a suite for each "
		"class of responses, a test for each shipped case and each of "
		"a DIR, its CMakeLists.txt, and in place_call.c the one "
		"function to fill in: it has your client call a URI.",
	.uses = "codes",
	.make = cunit_make,
};
