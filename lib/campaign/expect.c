/* SPDX-License-Identifier: MIT */
#include "campaign/expect.h"

#include "campaign/expect_model.h"
#include "campaign/select.h"
#include "judge/check.h"

struct str expect_file_agent(const struct expect_file *file)
{
	return file->agent.text;
}

/** The first glob that fits, or NULL. */
static const struct expect_name *find_fit(const struct expect_names *names,
					  struct str id)
{
	for (size_t i = 0; i < names->count; i++) {
		if (glob_fits(names->name[i].text, id))
			return &names->name[i];
	}
	return NULL;
}

bool expect_names_fit(const struct expect_names *names, struct str id)
{
	return find_fit(names, id) != NULL;
}

/** The first of the names that is one of the case's tags, or NULL. */
static const struct expect_name *find_tag(const struct expect_names *names,
					  const struct scenario *scenario)
{
	for (size_t i = 0; i < names->count; i++) {
		for (size_t k = 0; k < scenario->tag_count; k++) {
			if (str_eq(names->name[i].text, scenario->tag[k]))
				return &names->name[i];
		}
	}
	return NULL;
}

bool expect_file_lacks(const struct expect_file *file,
		       const struct scenario *scenario, struct str *why)
{
	const struct expect_name *name = find_tag(&file->lacking, scenario);

	if (name == NULL)
		name = find_fit(&file->unsupported, scenario->id);
	if (name != NULL)
		*why = name->why;
	return name != NULL;
}

/** Whether two names are of one check; a check may have an alias. */
static bool is_same_check(struct str a, struct str b)
{
	enum check_id id = check_find(a);

	return str_eq(a, b) || (id != CHECK_COUNT && id == check_find(b));
}

/** Whether an entry covers a failing check. */
static bool covers(const struct expect_known *known, struct str check)
{
	for (size_t i = 0; i < known->checks.count; i++) {
		if (is_same_check(known->checks.name[i].text, check))
			return true;
	}
	return known->checks.count == 0;
}

/** The first entry for a case, with this check if it is not absent; or NULL. */
static const struct expect_known *find_known(const struct expect_file *file,
					     struct str id, struct str check)
{
	for (size_t i = 0; i < file->known_count; i++) {
		const struct expect_known *known = &file->known[i];

		if (expect_names_fit(&known->cases, id) &&
		    (check.p == NULL || covers(known, check)))
			return known;
	}
	return NULL;
}

/** The first entry for a case that names no check, or NULL. */
static const struct expect_known *find_any(const struct expect_file *file,
					   struct str id)
{
	/* No check is called so: only an entry without checks covers it. */
	return find_known(file, id, STR(""));
}

bool expect_file_knows(const struct expect_file *file, struct str id)
{
	return find_known(file, id, (struct str){ NULL, 0 }) != NULL;
}

bool expect_file_covers(const struct expect_file *file, struct str id,
			struct str check)
{
	return find_known(file, id, check) != NULL;
}

/** The entry that explains a failure, or NULL when something is not known. */
static const struct expect_known *explain(const struct expect_file *file,
					  const struct result *result)
{
	enum outcome outcome =
		result->verdict == VERDICT_FAIL ? OUTCOME_FAIL : OUTCOME_WARN;
	const struct expect_known *first = NULL;

	for (size_t i = 0; i < result->finding_count; i++) {
		const struct result_finding *finding = &result->finding[i];
		const struct expect_known *known;

		if (finding->outcome != outcome)
			continue;
		known = find_known(file, result->scenario, finding->check);
		if (known == NULL)
			return NULL;
		first = first != NULL ? first : known;
	}
	return first != NULL ? first : find_any(file, result->scenario);
}

void expect_file_compare(const struct expect_file *file, struct result *result)
{
	struct str none = { NULL, 0 };
	bool has_passed = result->verdict == VERDICT_PASS;
	bool has_warned = result->verdict == VERDICT_WARN;
	const struct expect_known *known;

	result->expectation = EXPECTATION_NONE;
	result->reason = STR("");
	if (!has_passed && !has_warned &&
	    expect_names_fit(&file->must_pass, result->scenario)) {
		result->expectation = EXPECTATION_MUST_PASS;
		return;
	}
	known = find_known(file, result->scenario, none);
	if (known != NULL && has_passed) {
		result->expectation = EXPECTATION_UNEXPECTED_PASS;
		result->reason = known->reason;
		return;
	}
	if (known == NULL || (!has_warned && result->verdict != VERDICT_FAIL))
		return;
	known = explain(file, result);
	if (known != NULL) {
		result->expectation = EXPECTATION_KNOWN;
		result->reason = known->reason;
	}
}
