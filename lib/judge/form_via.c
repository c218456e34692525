/* SPDX-License-Identifier: MIT */
#include "judge/form.h"
#include "judge/look.h"

#include "sip/field.h"

/* The Via that the client puts on top (RFC 3261 §8.1.1.7, RFC 3581 §3). */

/**
 * Take "SIP/2.0/UDP host" apart; blanks may stand around the slashes.
 *
 * @return false when it is not SIP/2.0 and a transport
 */
static bool parse_protocol(struct str via, struct str *transport)
{
	struct str name, version, rest;

	if (!str_cut(via, '/', &name, &rest) ||
	    !str_cut(rest, '/', &version, &rest))
		return false;

	rest = str_trim(rest);
	*transport = rest;
	for (size_t i = 0; i < rest.size; i++) {
		if (rest.p[i] != ' ' && rest.p[i] != '\t' &&
		    rest.p[i] != '\r' && rest.p[i] != '\n')
			continue;
		*transport = str_sub(rest, 0, i);
		break;
	}
	return str_ieq(str_trim(name), STR("SIP")) &&
	       str_eq(str_trim(version), STR("2.0")) &&
	       field_is_token(*transport);
}

/** Whether a box that ends TLS or WebSocket may stand before our TCP. */
static bool is_wrapped(struct str transport, enum transport used)
{
	return transport_is_stream(used) && (str_ieq(transport, STR("TLS")) ||
					     str_ieq(transport, STR("WS")) ||
					     str_ieq(transport, STR("WSS")));
}

static enum form judge_transport(struct view *view,
				 const struct form_rule *rule, size_t entry)
{
	enum transport used = view_entry(view, entry)->local->transport;
	struct str via = form_via(view, entry), transport;
	enum outcome outcome = OUTCOME_FAIL;

	if (!parse_protocol(via, &transport)) {
		find(view, rule->check, OUTCOME_FAIL, rule->expected,
		     "Via: %.*s", FORM_SHOW(via));
		prove(view, entry);
		return FORM_FOUND;
	}
	if (str_ieq(transport, str_from(transport_via(used))))
		return FORM_GOOD;

	if (is_wrapped(transport, used))
		outcome = OUTCOME_INCONCLUSIVE;
	find(view, rule->check, outcome, rule->expected,
	     "the Via says %.*s, the %.*s came over %s", FORM_SHOW(transport),
	     FORM_SHOW(view_facts(view, entry)->method), transport_via(used));
	prove(view, entry);
	return FORM_FOUND;
}

static enum form judge_branch(struct view *view, const struct form_rule *rule,
			      size_t entry)
{
	struct str branch = look_client_branch(view, entry);

	if (str_starts(branch, STR("z9hG4bK")))
		return FORM_GOOD;

	/* Tokens have no case (§7.3.1), and yet others compare the bytes. */
	find(view, rule->check,
	     str_istarts(branch, STR("z9hG4bK")) ? OUTCOME_WARN : OUTCOME_FAIL,
	     rule->expected, "%.*s with %s%.*s",
	     FORM_SHOW(view_facts(view, entry)->method),
	     branch.size > 0 ? "branch " : "no branch", FORM_SHOW(branch));
	prove(view, entry);
	return FORM_FOUND;
}

static enum form judge_via(struct view *view, const struct form_rule *rule,
			   size_t entry, bool has_proxy)
{
	if (form_via(view, entry).size == 0)
		return FORM_NONE;
	if (!has_proxy && judge_transport(view, rule, entry) == FORM_FOUND)
		return FORM_FOUND;
	return judge_branch(view, rule, entry);
}

static const struct form_rule via_rule = {
	.check = CHECK_ID_req_via_branch,
	.expected = "Via: SIP/2.0/ and the transport in use; branch z9hG4bK…",
	.good = "so in every request",
	.judge = judge_via,
};

void check_req_via_branch(struct view *view)
{
	form_run(view, &via_rule);
}

/** Proxies fill rport in (§4), and boxes that rewrite addresses may. */
static enum form judge_rport(struct view *view, const struct form_rule *rule,
			     size_t entry, bool has_proxy)
{
	struct str rport = view_facts(view, entry)->rport;

	if (has_proxy || rport.p == NULL)
		return FORM_NONE;
	if (rport.size == 0)
		return FORM_GOOD;

	find(view, rule->check,
	     form_is_straight(view, entry) ? OUTCOME_FAIL
					   : OUTCOME_INCONCLUSIVE,
	     rule->expected, "%.*s with rport=%.*s%s",
	     FORM_SHOW(view_facts(view, entry)->method), FORM_SHOW(rport),
	     form_is_straight(view, entry) ? "" : ", from behind a middlebox");
	prove(view, entry);
	return FORM_FOUND;
}

static const struct form_rule rport_rule = {
	.check = CHECK_ID_req_rport_flag,
	.expected = "rport without a value",
	.good = "so in every request that has rport",
	.judge = judge_rport,
};

void check_req_rport_flag(struct view *view)
{
	form_run(view, &rport_rule);
}
