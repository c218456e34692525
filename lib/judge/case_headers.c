/* SPDX-License-Identifier: MIT */
#include "judge/form.h"
#include "text/buf.h"
#include "text/pattern.h"

enum { EXPECTED_MAX = 1024 };

static bool fits(const struct demand_header *demand, struct str value)
{
	if (demand->equals.p != NULL)
		return str_eq(value, demand->equals);
	return pattern_fits(demand->pattern, value);
}

static bool is_kept(const struct demand_header *demand,
		    const struct message *message)
{
	for (size_t n = 0;; n++) {
		struct str value = message_find(message, demand->name, n);

		if (value.p == NULL)
			return demand->is_absent;
		if (demand->is_absent)
			return false;
		if (fits(demand, value))
			return true;
	}
}

static void say_broken(struct view *view, const struct demand_header *demand,
		       const char *expected, size_t entry)
{
	struct str value =
		message_find(view_entry(view, entry)->message, demand->name, 0);

	if (value.p == NULL)
		find(view, CHECK_ID_case_headers, OUTCOME_FAIL, expected,
		     "%.*s without %.*s", STR_ARG(demand->method),
		     STR_ARG(demand->name));
	else
		find(view, CHECK_ID_case_headers, OUTCOME_FAIL, expected,
		     "%.*s with %.*s: %.*s", STR_ARG(demand->method),
		     STR_ARG(demand->name), FORM_SHOW(value));
	prove(view, entry);
}

static void judge_demand(struct view *view, const struct demand_header *demand,
			 const char *expected)
{
	size_t seen = 0;

	for (size_t i = 0; i < view->record->count; i++) {
		if (!form_is_client(view, i, view->has_proxy) ||
		    view->item[i].class == CLASS_COPY ||
		    !str_eq(view_facts(view, i)->method, demand->method))
			continue;
		seen++;
		if (is_kept(demand, view_entry(view, i)->message))
			continue;
		say_broken(view, demand, expected, i);
		return;
	}
	if (seen > 0)
		find(view, CHECK_ID_case_headers, OUTCOME_PASS, expected,
		     "so in %zu of them", seen);
	else
		find(view, CHECK_ID_case_headers, OUTCOME_INCONCLUSIVE,
		     expected, "no %.*s came", STR_ARG(demand->method));
}

void check_case_headers(struct view *view)
{
	const struct demands *demands = view->config->demands;
	struct buf expected;

	if (demands == NULL)
		return;
	buf_init(&expected, EXPECTED_MAX);
	for (size_t i = 0; i < demands->header_count; i++) {
		buf_truncate(&expected, 0);
		demand_write(&expected, &demands->header[i]);
		if (buf_error(&expected) == 0)
			judge_demand(view, &demands->header[i],
				     buf_str(&expected).p);
	}
	buf_release(&expected);
}
