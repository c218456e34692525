/* SPDX-License-Identifier: MIT */
#include "suite/cunit.h"

/** The suites by the hundreds of the code; the first and the last are others. */
static const char *const class_title[] = { "sanity",
					   "1xx provisional",
					   "2xx success",
					   "3xx redirection",
					   "4xx client errors",
					   "5xx server errors",
					   "6xx global errors",
					   "others" };

enum { CLASS_SANITY = 0, CLASS_OTHER = ARRAY_SIZE(class_title) - 1 };

static size_t class_of(const struct scenario *scenario)
{
	if (str_starts(scenario->id, STR("sanity/")))
		return CLASS_SANITY;
	return scenario->code >= 100 ? scenario->code / 100U : CLASS_OTHER;
}

static size_t write_class(struct buf *out, const struct suite *suite,
			  size_t class, const bool *has_code)
{
	size_t count = 0;

	for (size_t i = 0; i < suite_count(suite); i++) {
		const struct scenario *scenario = suite_at(suite, i);

		if (class_of(scenario) != class ||
		    !scenario_is_for(scenario, STR("INVITE")) ||
		    (has_code != NULL && !has_code[scenario->code]))
			continue;
		if (count++ == 0)
			buf_addf(out, "SUITE(\"%s\")\n", class_title[class]);
		buf_addf(out, "CASE(\"%.*s\", %zu)\n", STR_ARG(scenario->id),
			 scenario->attempt_count);
	}
	return count;
}

size_t cunit_write_cases(struct buf *out, const struct suite *suite,
			 const bool *has_code)
{
	size_t count = 0;

	for (size_t class = 0; class < ARRAY_SIZE(class_title); class ++)
		count += write_class(out, suite, class, has_code);
	return count;
}
