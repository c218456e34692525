/* SPDX-License-Identifier: MIT */
#include "judge/again.h"
#include "judge/look.h"
#include "judge/method.h"
#include "judge/register.h"

/*
 * 503 (RFC 3261 §21.5.4): leave the server alone for Retry-After, without that
 * as 500, and try another one.
 */

enum { AT_ONCE_MS = 1000, AUTO_MS = 2000, TRY_MS = 10000, EARLY_US = 50000 };

static const char rule[] = "no new request to this server before Retry-After";

/* From when on the client had the 503: its ACK says so. */
static uint64_t known_us(const struct view *view, const struct refusal *refusal)
{
	if (refusal->ack != NOTHING)
		return view_at_us(view, (size_t)refusal->ack);
	return refusal->at_us + look_t1_us(view);
}

static enum outcome grade(const struct view *view,
			  const struct refusal *refusal,
			  const struct exchange *later)
{
	const struct exchange *first = refusal->exchange;

	if (look_is_client(view, later, STR("OPTIONS")))
		return OUTCOME_INFO; /* it may keep a binding alive */
	if (!again_is_retry(view, first, later) &&
	    look_is_client(view, later, STR("INVITE")) &&
	    !again_is_within(view, refusal, later, AUTO_MS))
		return OUTCOME_INCONCLUSIVE; /* the user insists */
	return OUTCOME_WARN;
}

static enum look say(struct view *view, const struct refusal *refusal,
		     const struct exchange *later, enum outcome outcome,
		     uint64_t wait_s)
{
	const struct facts *request = view_facts(view, later->request);

	find(view, CHECK_ID_no_requests_503, outcome, rule,
	     "%.*s %.3f s after a 503 with Retry-After: %llu",
	     STR_ARG(request->method), again_wait(view, refusal, later),
	     (unsigned long long)wait_s);
	prove(view, refusal->final);
	prove(view, later->request);
	return LOOK_SAID;
}

/* The worst new request before the time is over, or NULL. */
static const struct exchange *worst_request(const struct view *view,
					    const struct refusal *refusal,
					    uint64_t end_us,
					    enum outcome *worst)
{
	const struct exchange *found = NULL;

	for (size_t i = refusal->index + 1; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];
		uint64_t at_us = look_start_us(view, later);
		enum outcome outcome;

		if (at_us >= end_us)
			break;
		if (later->is_ours || !exchange_is_outside(later) ||
		    at_us < known_us(view, refusal) ||
		    !again_is_same_server(view, refusal->exchange, later) ||
		    !again_is_same_client(view, refusal->exchange, later))
			continue;
		outcome = grade(view, refusal, later);
		/* What the user did hides nothing that the client did. */
		if (!found || outcome == OUTCOME_WARN) {
			found = later;
			*worst = outcome;
		}
		if (outcome == OUTCOME_WARN)
			break;
	}
	return found;
}

static enum look look_requests(struct view *view, struct refusal *refusal)
{
	const struct exchange *later;
	enum outcome outcome = OUTCOME_PASS;
	uint64_t wait_s, end_us;

	if (refusal->status != 503 || !exchange_is_outside(refusal->exchange) ||
	    !again_retry_after(view, refusal->final, &wait_s))
		return LOOK_NONE;

	end_us = refusal->at_us + wait_s * 1000000;
	later = worst_request(view, refusal,
			      wait_s > 0 ? end_us - EARLY_US : end_us,
			      &outcome);
	if (later)
		return say(view, refusal, later, outcome, wait_s);
	return look_quiet(view, refusal, CHECK_ID_no_requests_503,
			  refusal->at_us, wait_s * 1000000);
}

void check_no_requests_503(struct view *view)
{
	refusal_each(view, CHECK_ID_no_requests_503, rule, look_requests);
}

static const char reg_rule[] = "no REGISTER to this server before Retry-After";

/** A REGISTER for the same address before the time is over, or NULL. */
static const struct exchange *early_register(const struct view *view,
					     const struct refusal *refusal,
					     uint64_t end_us)
{
	for (size_t i = refusal->index + 1; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];

		if (look_start_us(view, later) >= end_us)
			break;
		if (look_is_client(view, later, STR("REGISTER")) &&
		    later->class != CLASS_FAILOVER &&
		    method_has_next(view, refusal->exchange, later) &&
		    method_is_same_to(view, refusal->exchange, later) &&
		    again_is_same_server(view, refusal->exchange, later) &&
		    again_is_same_client(view, refusal->exchange, later))
			return later;
	}
	return NULL;
}

static enum look look_register(struct view *view, struct refusal *refusal)
{
	const struct exchange *later = NULL;
	uint64_t wait_s, wait_us;

	if (refusal->status != 503 || refusal->exchange->is_spoilt ||
	    !look_is_client(view, refusal->exchange, STR("REGISTER")) ||
	    !again_retry_after(view, refusal->final, &wait_s))
		return LOOK_NONE;

	wait_us = wait_s * 1000000;
	if (wait_s > 0)
		later = early_register(view, refusal,
				       refusal->at_us + wait_us - EARLY_US);
	if (later == NULL)
		return look_quiet(view, refusal, CHECK_ID_reg_503,
				  refusal->at_us, wait_us);
	/* at its end a user agent takes its bindings away */
	if (contacts_are_removed(view_entry(view, later->request)->message))
		return again_say(view, refusal, later, CHECK_ID_reg_503,
				 OUTCOME_INCONCLUSIVE, reg_rule,
				 "a removal, maybe by the user,");
	return again_say(view, refusal, later, CHECK_ID_reg_503, OUTCOME_WARN,
			 reg_rule, "REGISTER");
}

void check_reg_503(struct view *view)
{
	refusal_each_request(view, CHECK_ID_reg_503, reg_rule, look_register);
}

static enum look look_as_500(struct view *view, struct refusal *refusal)
{
	static const char as_500[] = "no retry at once after a bare 503";
	const struct exchange *later;
	uint64_t wait_s;

	if (refusal->status != 503 || !exchange_is_outside(refusal->exchange) ||
	    again_retry_after(view, refusal->final, &wait_s))
		return LOOK_NONE;

	later = again_first(view, refusal);
	if (later && again_is_within(view, refusal, later, AT_ONCE_MS) &&
	    again_is_unmodified(view, refusal->exchange, later))
		return again_say(view, refusal, later,
				 CHECK_ID_no_retry_after_503_as_500,
				 OUTCOME_WARN, as_500, "the same INVITE again");
	return look_quiet(view, refusal, CHECK_ID_no_retry_after_503_as_500,
			  refusal->at_us, scaled_us(view, AT_ONCE_MS));
}

void check_no_retry_after_503_as_500(struct view *view)
{
	refusal_each(view, CHECK_ID_no_retry_after_503_as_500,
		     "no retry at once after a bare 503", look_as_500);
}

static const char failover_rule[] = "another server is tried";

/* The next try of the same call, at a server of ours that is another, or not. */
static const struct exchange *next_try(const struct view *view,
				       const struct refusal *refusal,
				       bool is_elsewhere)
{
	for (size_t i = refusal->index + 1; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];

		if ((later->class == CLASS_FAILOVER ||
		     later->class == CLASS_RETRY ||
		     later->class == CLASS_MERGED) &&
		    later->parent == (long)refusal->index &&
		    later->request > refusal->final &&
		    again_is_within(view, refusal, later, TRY_MS) &&
		    again_is_same_server(view, refusal->exchange, later) !=
			    is_elsewhere)
			return later;
	}
	return NULL;
}

/* Nobody but the client knows what servers it knows. */
static enum look look_failover(struct view *view, struct refusal *refusal)
{
	const struct exchange *later;

	if (refusal->status != 503 || !exchange_is_outside(refusal->exchange))
		return LOOK_NONE;
	if (next_try(view, refusal, true))
		return LOOK_GOOD;

	later = next_try(view, refusal, false);
	if (later)
		return again_say(view, refusal, later, CHECK_ID_failover_503,
				 OUTCOME_INFO, failover_rule,
				 "the same server again");
	find(view, CHECK_ID_failover_503, OUTCOME_INCONCLUSIVE, failover_rule,
	     "no other address of ours was tried; it may know none");
	prove(view, refusal->final);
	return LOOK_SAID;
}

void check_failover_503(struct view *view)
{
	refusal_each(view, CHECK_ID_failover_503, failover_rule, look_failover);
}
