/* SPDX-License-Identifier: MIT */
#include "campaign/fresh.h"

#include <errno.h>

#include "judge/check.h"
#include "text/utf8.h"

enum { REASON_MAX = 300, REASON_ROOM = 1000 }; /* bytes */

/** What is being found. */
struct search {
	struct arena *arena;
	const struct expect_file *file;
	struct str date;
	struct fresh *first;
	struct fresh *last;
};

static struct fresh_name *add_name(struct arena *arena,
				   struct fresh_name **first, struct str text)
{
	struct fresh_name *name = arena_alloc(arena, sizeof(*name));

	while (*first != NULL)
		first = &(*first)->next;
	if (name != NULL) {
		name->text = text;
		*first = name;
	}
	return name;
}

static bool has_name(const struct fresh_name *name, struct str text)
{
	while (name != NULL && !str_eq(name->text, text))
		name = name->next;
	return name != NULL;
}

static bool is_same(const struct fresh_name *a, const struct fresh_name *b)
{
	while (a != NULL && b != NULL && str_eq(a->text, b->text)) {
		a = a->next;
		b = b->next;
	}
	return a == NULL && b == NULL;
}

/** Whether what was found before covers it: the case failed so in another client. */
static bool is_found(const struct search *search, struct str id,
		     struct str check)
{
	const struct fresh *fresh = search->first;

	while (fresh != NULL &&
	       (!has_name(fresh->cases, id) ||
		(fresh->checks != NULL && !has_name(fresh->checks, check))))
		fresh = fresh->next;
	return fresh != NULL;
}

/** Whether neither the file nor what was found before has this failure. */
static bool is_new(const struct search *search, struct str id, struct str check)
{
	return !expect_file_covers(search->file, id, check) &&
	       !is_found(search, id, check);
}

/** One line that stands between double quotes; what came from the network is in it. */
static void add_plain(struct buf *out, struct str text)
{
	uint32_t code;

	while (text.size > 0 && out->size < REASON_MAX) {
		size_t size = utf8_next(text, &code);

		/* Of what is beyond the first plane YAML takes all but its ends. */
		if (size == 0 || code < ' ' || (code >= 0x7f && code < 0xa0) ||
		    code == 0x2028 || code == 0x2029 || code == 0xfeff ||
		    (code & 0xfffe) == 0xfffe)
			buf_add_char(out, '?');
		else
			buf_add(out, text.p, size);
		text = str_sub(text, size > 0 ? size : 1, text.size);
	}
	if (text.size > 0)
		buf_add_text(out, "...");
}

static struct str make_reason(struct search *search, struct str actual)
{
	struct buf reason;
	struct str copy;

	buf_init(&reason, REASON_ROOM);
	buf_add_text(&reason, "new, ");
	buf_add_str(&reason, search->date);
	if (str_trim(actual).size > 0)
		buf_add_text(&reason, ": ");
	add_plain(&reason, str_trim(actual));
	if (buf_error(&reason))
		search->arena->error = ENOMEM;
	copy = arena_copy(search->arena, buf_str(&reason));
	buf_release(&reason);
	return copy;
}

/** Add a case to those that failed alike, or as one of its own. */
static void add_case(struct search *search, struct str id,
		     struct fresh_name *checks, struct str reason)
{
	struct fresh *fresh = search->first;

	while (fresh != NULL && (!is_same(fresh->checks, checks) ||
				 !str_eq(fresh->reason, reason)))
		fresh = fresh->next;
	if (fresh == NULL) {
		fresh = arena_alloc(search->arena, sizeof(*fresh));
		if (fresh == NULL)
			return;
		fresh->checks = checks;
		fresh->reason = reason;
		if (search->last != NULL)
			search->last->next = fresh;
		else
			search->first = fresh;
		search->last = fresh;
	}
	add_name(search->arena, &fresh->cases, id);
	fresh->case_count++;
}

/** A failure with findings: those checks that are new. */
static void take_findings(struct search *search, const struct result *result)
{
	const struct result_finding *first = NULL;
	struct fresh_name *checks = NULL;
	bool has_unknown = false;

	for (size_t i = 0; i < result->finding_count; i++) {
		const struct result_finding *finding = &result->finding[i];

		if (finding->outcome != OUTCOME_FAIL ||
		    !is_new(search, result->scenario, finding->check))
			continue;
		first = first != NULL ? first : finding;
		has_unknown |= check_find(finding->check) == CHECK_COUNT;
		if (!has_name(checks, finding->check))
			add_name(search->arena, &checks, finding->check);
	}
	/* A check of another version cannot be named. */
	if (first != NULL)
		add_case(search, result->scenario, has_unknown ? NULL : checks,
			 make_reason(search, first->actual));
}

static bool has_failed_check(const struct result *result)
{
	for (size_t i = 0; i < result->finding_count; i++) {
		if (result->finding[i].outcome == OUTCOME_FAIL)
			return true;
	}
	return false;
}

static void take_result(struct search *search, const struct result *result)
{
	if (has_failed_check(result))
		take_findings(search, result);
	else if (is_new(search, result->scenario, STR("")))
		add_case(search, result->scenario, NULL,
			 make_reason(search, result->why));
}

int fresh_find(struct fresh **first, struct arena *arena,
	       const struct expect_file *file, const struct outcomes *outcomes,
	       const struct suite *suite, struct str date)
{
	struct search search = { .arena = arena, .file = file, .date = date };

	for (size_t i = 0; i < outcomes->count; i++) {
		const struct result *result = outcomes->result[i];
		const struct scenario *scenario =
			suite_find(suite, result->scenario);

		if (result->verdict != VERDICT_FAIL || scenario == NULL ||
		    !str_eq(scenario->id, result->scenario) ||
		    expect_names_fit(&file->must_pass, result->scenario))
			continue;
		take_result(&search, result);
	}
	*first = search.first;
	return arena_error(arena);
}
