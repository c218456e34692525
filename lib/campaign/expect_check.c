/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "campaign/expect_model.h"
#include "campaign/select.h"
#include "judge/check.h"

enum { NEAR_DISTANCE = 2 }; /* edits beyond which two names are not alike */

/** Add a fault, and what may be meant. */
static void refuse(struct diags *diags, const struct expect_name *name,
		   const char *what, struct str meant)
{
	bool has_meant = meant.p != NULL;

	diags_add(diags, name->line, name->column, "%s '%.*s'%s%.*s%s", what,
		  STR_ARG(name->text), has_meant ? ", did you mean '" : "",
		  (int)meant.size, has_meant ? meant.p : "",
		  has_meant ? "'?" : "");
}

static bool is_fitting(const struct suite *suite, struct str glob)
{
	for (size_t i = 0; i < suite_count(suite); i++) {
		if (glob_fits(glob, suite_at(suite, i)->id))
			return true;
	}
	return false;
}

/** The case that a text would dial, else one whose name is like it; or absent. */
static struct str meant_case(const struct suite *suite, struct str text)
{
	const struct scenario *near;

	for (size_t i = 0; !glob_is(text) && i < suite_count(suite); i++) {
		if (case_fits(text, suite_at(suite, i)))
			return suite_at(suite, i)->id;
	}
	if (!glob_is(text) && suite_nearest(suite, text, &near, 1) == 1)
		return near->id;
	return (struct str){ NULL, 0 };
}

static void check_cases(const struct expect_names *names,
			const struct suite *suite, struct diags *diags)
{
	for (size_t i = 0; i < names->count; i++) {
		const struct expect_name *name = &names->name[i];

		if (!is_fitting(suite, name->text))
			refuse(diags, name,
			       glob_is(name->text) ? "no case fits"
						   : "there is no case",
			       meant_case(suite, name->text));
	}
}

/** Keep the name that is most like the text. */
static void look_at(struct str text, struct str name, struct str *best,
		    unsigned *least)
{
	unsigned distance = str_distance(text, name);

	if (distance < *least && distance <= name.size / 2) {
		*least = distance;
		*best = name;
	}
}

static void check_feature(const struct expect_name *name,
			  const struct suite *suite, struct diags *diags)
{
	struct str best = { NULL, 0 };
	unsigned least = NEAR_DISTANCE + 1;

	for (size_t i = 0; i < suite_count(suite); i++) {
		const struct scenario *scenario = suite_at(suite, i);

		for (size_t k = 0; k < scenario->tag_count; k++)
			look_at(name->text, scenario->tag[k], &best, &least);
	}
	if (least > 0)
		refuse(diags, name, "no case has the tag", best);
}

static void check_checks(const struct expect_names *names, struct diags *diags)
{
	for (size_t i = 0; i < names->count; i++) {
		struct str text = names->name[i].text;

		if (check_find(text) == CHECK_COUNT)
			refuse(diags, &names->name[i], "there is no check",
			       check_nearest(text));
	}
}

int expect_file_check(const struct expect_file *file, const struct suite *suite,
		      struct diags *diags)
{
	size_t before = diags->count + diags->more;

	for (size_t i = 0; i < file->features.count; i++)
		check_feature(&file->features.name[i], suite, diags);
	check_cases(&file->unsupported, suite, diags);
	for (size_t i = 0; i < file->known_count; i++) {
		check_cases(&file->known[i].cases, suite, diags);
		check_checks(&file->known[i].checks, diags);
	}
	check_cases(&file->must_pass, suite, diags);
	if (diags_error(diags))
		return ENOMEM;
	return diags->count + diags->more > before ? EBADMSG : 0;
}
