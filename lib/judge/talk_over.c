/* SPDX-License-Identifier: MIT */
#include "judge/look.h"

/*
 * After BYE the dialog is over, whatever the answer to it (RFC 3261 §15.1.1).
 */

enum { QUIET_T1 = 20 }; /* 10 s */

static const char over_rule[] = "nothing more of the call in this dialog";

/** Requests that belong to the call; other usages of the dialog may go on. */
static bool is_of_call(struct str method)
{
	return str_eq(method, STR("INVITE")) || str_eq(method, STR("UPDATE")) ||
	       str_eq(method, STR("INFO")) || str_eq(method, STR("PRACK")) ||
	       str_eq(method, STR("BYE"));
}

/**
 * When the client knows the dialog to be over: it had a 481 or a 408, or
 * nothing at all until its transaction ended.
 *
 * @param[out] over_us  written only on success
 */
static bool find_over(struct view *view, const struct exchange *bye,
		      uint64_t *over_us)
{
	unsigned final = exchange_final(view, bye);
	uint64_t start_us = look_start_us(view, bye);
	uint64_t slack_us = look_t1_us(view);

	if (final == 481 || final == 408) {
		*over_us = view_at_us(view, (size_t)bye->final) + slack_us;
		return true;
	}
	if (bye->response_count > 0 ||
	    look_window(view, start_us, view_64t1_us(view)) != WINDOW_OVER)
		return false;
	*over_us = start_us + view_64t1_us(view) + slack_us;
	return true;
}

/** Whether copies of the BYE show that our answer did not get there by then. */
static bool is_answer_lost(const struct view *view, const struct exchange *bye,
			   uint64_t over_us)
{
	size_t last = bye->copy[bye->copy_count - 1];

	return bye->final != NOTHING && view_at_us(view, last) > over_us;
}

/**
 * The first request of the call that was made after the BYE's end, or NOTHING.
 */
static long find_more(const struct view *view, const struct exchange *bye,
		      uint64_t over_us)
{
	uint64_t cseq = view_facts(view, bye->request)->cseq;

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *other = &view->exchange[i];
		const struct facts *facts = view_facts(view, other->request);

		if (other->dialog == bye->dialog &&
		    look_is_in_dialog(view, other) &&
		    is_of_call(facts->method) && facts->cseq > cseq &&
		    other->class != CLASS_AUTH &&
		    look_start_us(view, other) > over_us)
			return (long)other->request;
	}
	return NOTHING;
}

static void judge_bye(struct view *view, const struct exchange *bye)
{
	uint64_t over_us;
	long more;

	if (!find_over(view, bye, &over_us))
		return;

	more = find_more(view, bye, over_us);
	if (more != NOTHING) {
		bool is_lost = is_answer_lost(view, bye, over_us);

		find(view, CHECK_ID_bye_error_final,
		     is_lost ? OUTCOME_INCONCLUSIVE : OUTCOME_FAIL, over_rule,
		     "%.*s %.1f s after the BYE%s",
		     STR_ARG(view_facts(view, (size_t)more)->method),
		     look_seconds(look_start_us(view, bye),
				  view_at_us(view, (size_t)more)),
		     is_lost ? ", whose copies show that it had no answer"
			     : "");
		prove(view, bye->request);
		prove(view, (size_t)more);
		return;
	}
	if (look_window(view, over_us, QUIET_T1 * look_t1_us(view)) ==
	    WINDOW_OPEN)
		return;
	find(view, CHECK_ID_bye_error_final, OUTCOME_PASS, over_rule,
	     "nothing came");
	prove(view, bye->request);
	if (bye->final != NOTHING)
		prove(view, (size_t)bye->final);
}

void check_bye_error_final(struct view *view)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *bye = &view->exchange[i];

		if (bye->dialog != NOTHING &&
		    look_is_client(view, bye, STR("BYE")))
			judge_bye(view, bye);
	}
}
