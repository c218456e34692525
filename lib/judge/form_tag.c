/* SPDX-License-Identifier: MIT */
#include "judge/form.h"

/*
 * The tags of requests outside of a dialog (RFC 3261 §8.1.1.2, §8.1.1.3,
 * §19.3).
 */

/**
 * Whether a tag is too short for 32 random bits, with at most 6 in a letter. A
 * number has fewer digits now and then, for it is written without its leading
 * zeros: one tag of seven digits proves nothing.
 */
static bool is_weak(struct str tag)
{
	return tag.size < 6;
}

static bool is_outside(const struct view *view, size_t entry)
{
	long exchange = view->item[entry].exchange;

	return exchange != NOTHING &&
	       view->exchange[exchange].request == entry &&
	       exchange_is_outside(&view->exchange[exchange]);
}

static enum form judge_from(struct view *view, const struct form_rule *rule,
			    size_t entry, bool has_proxy)
{
	const struct facts *facts = view_facts(view, entry);

	(void)has_proxy;
	if (!is_outside(view, entry) || facts->from.size == 0)
		return FORM_NONE;
	if (facts->from_tag.size > 0 && !is_weak(facts->from_tag))
		return FORM_GOOD;

	find(view, rule->check,
	     facts->from_tag.size > 0 ? OUTCOME_WARN : OUTCOME_FAIL,
	     rule->expected, "%.*s with From: %.*s", FORM_SHOW(facts->method),
	     FORM_SHOW(facts->from));
	prove(view, entry);
	return FORM_FOUND;
}

static const struct form_rule from_rule = {
	.check = CHECK_ID_req_from_tag,
	.expected = "a From tag, with 32 random bits or more",
	.good = "so in every request outside of a dialog",
	.judge = judge_from,
};

void check_req_from_tag(struct view *view)
{
	form_run(view, &from_rule);
}

enum { LOOK_BACK = 1000 }; /* entries that are searched for a tag */

/** Where the client can have a tag of ours from. */
struct origin {
	bool is_dialog;    /* a 2xx, or a request of ours */
	bool is_early;     /* a 101–199 */
	bool is_refusal;   /* 300–699 */
	bool is_ended;     /* 300–699 to an INVITE */
	bool is_registrar; /* any response to REGISTER, which makes no dialog */
	size_t entry;      /* the last one */
};

static void note_response(struct origin *origin, const struct facts *facts)
{
	if (str_eq(facts->method, STR("REGISTER")))
		origin->is_registrar = true;
	else if (facts->status >= 300 && str_eq(facts->method, STR("INVITE")))
		origin->is_refusal = origin->is_ended = true;
	else if (facts->status >= 300)
		origin->is_refusal = true;
	else if (facts->status >= 200)
		origin->is_dialog = true;
	else if (facts->status > 100)
		origin->is_early = true;
}

/** Whether a 2xx had made the dialog that a request is in. */
static bool is_confirmed(const struct view *view, size_t entry)
{
	long exchange = view->item[entry].exchange;
	long talk =
		exchange != NOTHING ? view->exchange[exchange].dialog : NOTHING;

	return talk != NOTHING && view->talk[talk].confirmed != NOTHING &&
	       view->talk[talk].confirmed < (long)entry;
}

/**
 * Whether a refusal only repeats the tag of its request, as any response does: it is
 * not where the client has it from.
 */
static bool is_echo(const struct view *view, size_t response)
{
	const struct facts *facts = view_facts(view, response);
	long exchange = view->item[response].exchange;

	return !facts->is_request && facts->status >= 300 &&
	       exchange != NOTHING &&
	       str_eq(view_facts(view, view->exchange[exchange].request)
			      ->to_tag,
		      facts->to_tag);
}

static struct origin find_origin(const struct view *view, size_t entry)
{
	const struct facts *request = view_facts(view, entry), *facts;
	struct origin origin = { .entry = entry };
	const struct entry *out;
	struct str tag;
	size_t from = entry > LOOK_BACK ? entry - LOOK_BACK : 0;

	origin.is_dialog = is_confirmed(view, entry);
	for (size_t i = entry; i-- > from && !origin.is_dialog;) {
		out = view_entry(view, i);
		if (out->type != ENTRY_OUT || out->message == NULL)
			continue;
		facts = view_facts(view, i);
		tag = facts->is_request ? facts->from_tag : facts->to_tag;
		if (!str_eq(tag, request->to_tag) ||
		    !str_eq(facts->call_id, request->call_id) ||
		    is_echo(view, i))
			continue;
		if (origin.entry == entry)
			origin.entry = i;
		if (facts->is_request)
			origin.is_dialog = true;
		else
			note_response(&origin, facts);
	}
	return origin;
}

/**
 * A refusal ends the early dialog of its INVITE, so no INVITE can be in it;
 * any other request may have crossed the refusal. REGISTER makes no dialog at
 * all (§10.2).
 */
static enum outcome grade_tag(const struct origin *origin, struct str method)
{
	if (origin->is_dialog)
		return OUTCOME_PASS;
	if (origin->is_ended && str_eq(method, STR("INVITE")))
		return OUTCOME_FAIL;
	if (origin->is_early)
		return OUTCOME_PASS;
	if (origin->is_refusal || origin->is_registrar)
		return OUTCOME_FAIL;
	return OUTCOME_INCONCLUSIVE;
}

static void report_tag(struct view *view, const struct form_rule *rule,
		       size_t entry, const struct origin *origin)
{
	const struct facts *facts = view_facts(view, entry);

	if (origin->entry == entry) {
		find(view, rule->check, OUTCOME_INCONCLUSIVE, rule->expected,
		     "%.*s with a tag that is not ours: %.*s",
		     FORM_SHOW(facts->method), FORM_SHOW(facts->to_tag));
		prove(view, entry);
		return;
	}
	find(view, rule->check, OUTCOME_FAIL, rule->expected,
	     "%.*s with To tag %.*s of our %u", FORM_SHOW(facts->method),
	     FORM_SHOW(facts->to_tag), view_facts(view, origin->entry)->status);
	prove(view, origin->entry);
	prove(view, entry);
}

/** ACK, CANCEL and BYE have checks of their own for this. */
static enum form judge_to(struct view *view, const struct form_rule *rule,
			  size_t entry, bool has_proxy)
{
	const struct facts *facts = view_facts(view, entry);
	struct origin origin;
	enum outcome outcome;

	(void)has_proxy;
	if (facts->to.size == 0 || str_eq(facts->method, STR("ACK")) ||
	    str_eq(facts->method, STR("CANCEL")) ||
	    str_eq(facts->method, STR("BYE")))
		return FORM_NONE;
	if (facts->to_tag.size == 0)
		return FORM_GOOD;

	origin = find_origin(view, entry);
	outcome = grade_tag(&origin, facts->method);
	if (outcome == OUTCOME_PASS)
		return FORM_NONE;

	report_tag(view, rule, entry, &origin);
	return FORM_FOUND;
}

static const struct form_rule to_rule = {
	.check = CHECK_ID_req_no_to_tag,
	.expected = "no To tag outside of a dialog",
	.good = "so in every request outside of a dialog",
	.judge = judge_to,
};

void check_req_no_to_tag(struct view *view)
{
	form_run(view, &to_rule);
}
