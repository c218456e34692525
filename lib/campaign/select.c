/* SPDX-License-Identifier: MIT */
#include "campaign/select.h"

#include <errno.h>
#include <stdlib.h>

static bool is_sanity(const struct scenario *scenario)
{
	return str_starts(scenario->id, STR("sanity/"));
}

static bool is_last(const struct scenario *scenario)
{
	return str_eq(scenario->id, STR("sanity/last"));
}

static bool fits_any(const struct str *pattern, size_t count,
		     const struct scenario *scenario)
{
	for (size_t i = 0; i < count; i++) {
		if (case_fits(pattern[i], scenario))
			return true;
	}
	return false;
}

static bool has_any_tag(const struct str *tag, size_t count,
			const struct scenario *scenario)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < scenario->tag_count; k++) {
			if (str_eq(scenario->tag[k], tag[i]))
				return true;
		}
	}
	return false;
}

static bool is_wanted(const struct wish *wish, const struct scenario *scenario)
{
	if (fits_any(wish->skip, wish->skip_count, scenario))
		return false;
	if (is_sanity(scenario))
		return true;
	return (wish->only_count == 0 ||
		fits_any(wish->only, wish->only_count, scenario)) &&
	       (wish->tag_count == 0 ||
		has_any_tag(wish->tag, wish->tag_count, scenario));
}

/** The first of the patterns that fits no case, or absent. */
static struct str find_stale(const struct suite *suite,
			     const struct str *pattern, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t n = 0;

		while (n < suite_count(suite) &&
		       !case_fits(pattern[i], suite_at(suite, n)))
			n++;
		if (n == suite_count(suite))
			return pattern[i];
	}
	return (struct str){ NULL, 0 };
}

/** What stands where in a selection. */
enum part { PART_FIRST, PART_REST, PART_LAST };

static enum part part_of(const struct scenario *scenario)
{
	if (is_last(scenario))
		return PART_LAST;
	return is_sanity(scenario) ? PART_FIRST : PART_REST;
}

/**
 * Whether sanity cases are of use: a client that is chosen for other requests alone
 * need not be able to call.
 */
static bool has_calls(const struct suite *suite, const struct wish *wish)
{
	bool has_others = false;

	for (size_t i = 0; i < suite_count(suite); i++) {
		const struct scenario *scenario = suite_at(suite, i);

		if (is_sanity(scenario) || !is_wanted(wish, scenario))
			continue;
		if (scenario_is_for(scenario, STR("INVITE")))
			return true;
		has_others = true;
	}
	return !has_others;
}

/** Add what is wanted of one part. @return how many */
static size_t add_part(const struct scenario **to, const struct suite *suite,
		       const struct wish *wish, enum part part)
{
	size_t count = 0;

	for (size_t i = 0; i < suite_count(suite); i++) {
		const struct scenario *scenario = suite_at(suite, i);

		if (part_of(scenario) == part && is_wanted(wish, scenario))
			to[count++] = scenario;
	}
	return count;
}

int selection_make(struct selection *selection, const struct suite *suite,
		   const struct wish *wish, struct str *stale)
{
	const struct scenario **to;

	*selection = (struct selection){ .count = 0 };
	*stale = find_stale(suite, wish->only, wish->only_count);
	if (stale->p == NULL)
		*stale = find_stale(suite, wish->skip, wish->skip_count);
	if (stale->p != NULL)
		return ENOENT;
	to = calloc(suite_count(suite) + 1, sizeof(*to));
	if (to == NULL)
		return ENOMEM;
	selection->scenario = to;
	if (has_calls(suite, wish))
		selection->sanity_first = add_part(to, suite, wish, PART_FIRST);
	to += selection->sanity_first;
	selection->count = add_part(to, suite, wish, PART_REST);
	to += selection->count;
	if (has_calls(suite, wish))
		selection->sanity_last = add_part(to, suite, wish, PART_LAST);
	return 0;
}

void selection_release(struct selection *selection)
{
	free(selection->scenario);
	*selection = (struct selection){ .count = 0 };
}
