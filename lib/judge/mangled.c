/* SPDX-License-Identifier: MIT */
#include "judge/mangled.h"

#include "judge/look.h"

/*
 * Responses that a client has to drop (RFC 3261 §8.1.3.3, §17.1.3, §18.1.2,
 * §18.3). They are acted upon when the client does before any good response
 * what only a response can cause.
 */

enum { WINDOW_MS = 5000 };

static enum outcome grade(const struct view *view,
			  const struct mangled *mangled,
			  const struct reaction *reaction)
{
	/* a proxy in between took it, or passed on what it makes of it */
	if (reaction->is_unclear ||
	    look_is_proxied(view, mangled->invite->request))
		return OUTCOME_INCONCLUSIVE;
	/* the grammar has all of three digits (extension-code, RFC 3261 §25.1),
	 * and no text says what is to be made of one of no class */
	if (mangled->rule->flaw == FLAW_STATUS &&
	    view_facts(view, mangled->first)->status > 0)
		return OUTCOME_INFO;
	/* RFC 3261 §17.1.1.2 hands a stray 2xx to the core, RFC 6026 does not */
	if (mangled->rule->flaw == FLAW_BRANCH && reaction->status / 100 == 2)
		return OUTCOME_INFO;
	return mangled->rule->bad;
}

static void say_acted(struct view *view, const struct mangled *mangled,
		      const struct reaction *reaction)
{
	const char *text = flaw_text(mangled->rule->flaw);

	if (reaction->act == NOTHING)
		find(view, mangled->rule->check, grade(view, mangled, reaction),
		     mangled->rule->expected,
		     "no more copies of the INVITE after a response that %s",
		     text);
	else
		find(view, mangled->rule->check, grade(view, mangled, reaction),
		     mangled->rule->expected, "%.*s after a response that %s%s",
		     STR_ARG(view_facts(view, (size_t)reaction->act)->method),
		     text,
		     reaction->is_unclear ? ", and another with a fault" : "");
	prove(view, mangled->invite->request);
	prove(view, mangled->first);
	if (reaction->act != NOTHING)
		prove(view, (size_t)reaction->act);
}

static void say_dropped(struct view *view, const struct mangled *mangled,
			enum outcome outcome, const char *what, long proof)
{
	find(view, mangled->rule->check, outcome, mangled->rule->expected,
	     "a response that %s: %s", flaw_text(mangled->rule->flaw), what);
	prove(view, mangled->first);
	if (proof != NOTHING)
		prove(view, (size_t)proof);
}

/** Nothing shows that it was acted upon. */
static void judge_dropped(struct view *view, const struct mangled *mangled,
			  const struct reaction *reaction)
{
	uint64_t from_us = view_at_us(view, mangled->first);
	uint64_t window_us = scaled_us(view, WINDOW_MS);
	bool has_final = mangled->final_end < view->record->count;
	long sign = view->item[mangled->first].next_sign;
	const char *unclear = NULL;

	if (has_final)
		window_us = look_t1_us(view);
	if (!view_is_over(view, from_us, window_us)) {
		if (!view->config->is_closed)
			return;
		unclear = "the record ends before the window does";
	} else if (has_final &&
		   view_at_us(view, mangled->final_end) < from_us + window_us) {
		unclear = "a good final came right behind it";
	} else if (reaction->status >= 100 && reaction->status < 200 &&
		   reaction->kept == NOTHING) {
		unclear = "nothing tells what the client made of it";
	} else if (sign == NOTHING && !look_is_stream(view, mangled->first)) {
		unclear = "unreachable: nothing shows that it arrived";
	}
	say_dropped(view, mangled,
		    unclear ? OUTCOME_INCONCLUSIVE : OUTCOME_PASS,
		    unclear ? unclear : "it was dropped",
		    unclear ? NOTHING : sign);
}

/** Judge the first response with the flaw to each INVITE. */
static void check_rule(struct view *view, const struct rule *rule)
{
	struct mangled mangled = { .rule = rule };
	struct reaction reaction;
	bool *is_said = NULL; /* of each exchange */

	for (size_t i = 0; i < view->record->count; i++) {
		long invite = NOTHING;

		if (mangled_flaw(view, i) == rule->flaw)
			invite = mangled_invite(view, i);
		if (invite == NOTHING)
			continue;
		if (is_said == NULL)
			is_said =
				arena_array(&view->arena, view->exchange_count,
					    sizeof(*is_said));
		if (is_said == NULL || is_said[invite])
			continue;
		is_said[invite] = true;
		mangled.index = (size_t)invite;
		if (!mangled_read(&mangled, view, i))
			continue;
		reaction = mangled_reaction(view, &mangled);
		if (reaction.act != NOTHING || reaction.has_stopped)
			say_acted(view, &mangled, &reaction);
		else
			judge_dropped(view, &mangled, &reaction);
	}
}

/* Each check: id, flaw, outcome when it was acted upon, what is asked for. */
#define DROP_MAP(X)                                                   \
	X(via_wrong_branch, BRANCH, FAIL,                             \
	  "a response with the branch of nobody is dropped")          \
	X(via_wrong_sentby, SENT_BY, FAIL,                            \
	  "a response with another sent-by in its Via is dropped")    \
	X(via_two, VIAS, WARN, "a response with two Vias is dropped") \
	X(cseq_wrong_method, METHOD, FAIL,                            \
	  "a response to another method is dropped")                  \
	X(clen_too_big, LENGTH, FAIL,                                 \
	  "a response that is shorter than it says is dropped")       \
	X(status_huge, STATUS, WARN,                                  \
	  "a response with an impossible status is dropped")

#define X(id, flaw, bad, expected)                                            \
	void check_##id(struct view *view)                                    \
	{                                                                     \
		static const struct rule rule = { FLAW_##flaw, CHECK_ID_##id, \
						  OUTCOME_##bad, expected };  \
		check_rule(view, &rule);                                      \
	}
DROP_MAP(X)
#undef X
