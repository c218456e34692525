/* SPDX-License-Identifier: MIT */
#include "judge/form.h"
#include "judge/refusal.h"
#include "sip/field.h"

/*
 * The ACK for a refusal: its Via, and what it may not have (RFC 3261
 * §17.1.1.3).
 */

/**
 * Via parameters that need not be the same: what a server adds (§18.2.1, RFC
 * 3581 §4), and what is agreed hop by hop for each request anew (RFC 6223, RFC
 * 7339).
 */
static bool is_free_param(struct str name)
{
	return str_ieq(name, STR("received")) || str_ieq(name, STR("keep")) ||
	       str_istarts(name, STR("oc"));
}

/* Whether each parameter of a stands in b with the same value. */
static bool has_params(struct str a, struct str b)
{
	struct str part;

	(void)field_next_part(&a, &part);
	while (field_next_part(&a, &part)) {
		struct str name, value, found;

		(void)str_cut(part, '=', &name, &value);
		name = str_trim(name);
		if (name.size == 0 || is_free_param(name))
			continue;
		if (!field_param(b, name, &found))
			return false;
		if (!str_ieq(name, STR("rport")) &&
		    !str_ieq(str_trim(value), found))
			return false;
	}
	return true;
}

static bool via_is_equal(struct str a, struct str b)
{
	struct str rest_a = a;
	struct str rest_b = b;
	struct str sent_a, sent_b;

	if (str_eq(a, b))
		return true;
	if (!field_next_part(&rest_a, &sent_a) ||
	    !field_next_part(&rest_b, &sent_b))
		return false;
	return value_is_equal(sent_a, sent_b) && has_params(a, b) &&
	       has_params(b, a);
}

static enum look say_via(struct view *view, const struct refusal *refusal,
			 size_t ack)
{
	const struct facts *have = view_facts(view, ack);
	const struct facts *want = view_facts(view, refusal->exchange->request);

	find(view, CHECK_ID_ack_non2xx_same_branch,
	     refusal->is_proxied ? OUTCOME_INCONCLUSIVE : OUTCOME_FAIL,
	     "one Via, equal to the top Via of the INVITE",
	     "INVITE with Via %.*s; ACK for the %u with %zu Via, the first "
	     "%.*s",
	     FORM_SHOW(want->via), refusal->status, have->via_count,
	     FORM_SHOW(have->via));
	prove(view, refusal->exchange->request);
	prove(view, refusal->final);
	prove(view, ack);
	return LOOK_SAID;
}

static enum look look_branch(struct view *view, struct refusal *refusal)
{
	const struct exchange *exchange = refusal->exchange;
	const struct facts *want = view_facts(view, exchange->request);

	/* A branch of RFC 2543 is none to match by (§17.2.3). */
	if (refusal->ack == NOTHING ||
	    !str_istarts(want->branch, STR("z9hG4bK")))
		return LOOK_NONE;

	for (size_t i = 0; i < exchange->ack_count; i++) {
		size_t ack = exchange->ack[i];
		const struct facts *have = view_facts(view, ack);

		if (!is_failure_ack(view, ack))
			continue;
		if ((have->via_count > 1 && want->via_count == 1) ||
		    !via_is_equal(want->via, have->via))
			return say_via(view, refusal, ack);
	}
	return LOOK_GOOD;
}

void check_ack_non2xx_same_branch(struct view *view)
{
	refusal_each(view, CHECK_ID_ack_non2xx_same_branch,
		     "one Via, equal to the top Via of the INVITE",
		     look_branch);
}

static enum look say_extra(struct view *view, const struct refusal *refusal,
			   size_t ack, enum outcome outcome, const char *what)
{
	find(view, CHECK_ID_ack_non2xx_no_require,
	     refusal->is_proxied ? OUTCOME_INCONCLUSIVE : outcome,
	     "an ACK without Require, Proxy-Require and body",
	     "the ACK for the %u has %s", refusal->status, what);
	prove(view, ack);
	return LOOK_SAID;
}

static enum look look_extra(struct view *view, struct refusal *refusal)
{
	const struct exchange *exchange = refusal->exchange;

	for (size_t i = 0; i < exchange->ack_count; i++) {
		size_t ack = exchange->ack[i];
		const struct message *message = view_entry(view, ack)->message;

		if (!is_failure_ack(view, ack))
			continue;
		if (message_header(message, HEADER_REQUIRE, 0).p)
			return say_extra(view, refusal, ack, OUTCOME_FAIL,
					 "Require");
		if (message_header(message, HEADER_PROXY_REQUIRE, 0).p)
			return say_extra(view, refusal, ack, OUTCOME_FAIL,
					 "Proxy-Require");
		if (message->body.size > 0)
			return say_extra(view, refusal, ack, OUTCOME_WARN,
					 "a body (NOT RECOMMENDED)");
	}
	return refusal->ack == NOTHING ? LOOK_NONE : LOOK_GOOD;
}

void check_ack_non2xx_no_require(struct view *view)
{
	refusal_each(view, CHECK_ID_ack_non2xx_no_require,
		     "an ACK without Require, Proxy-Require and body",
		     look_extra);
}
