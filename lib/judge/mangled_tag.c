/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "judge/mangled.h"
#include "sip/field.h"

/* A final response without a To tag is one (RFC 3261 §12.1.2, §17.1.1.2). */

static const char rule[] = "an ACK, without a tag, within 64*T1";

/** The first final of an INVITE, if it has no tag; @return whether it has none */
static bool read_tagless(struct refusal *refusal, const struct view *view,
			 size_t index)
{
	const struct exchange *invite = &view->exchange[index];
	long final = look_response(view, invite, 200, 699);

	if (!look_is_client(view, invite, STR("INVITE")) || final == NOTHING ||
	    view->item[final].flaw != FLAW_TAG)
		return false;

	*refusal = (struct refusal){
		.exchange = invite,
		.index = index,
		.final = (size_t) final,
		.status = view_facts(view, (size_t) final)->status,
		.at_us = view_at_us(view, (size_t) final),
		.ack = NOTHING,
		.is_proxied = look_is_proxied(view, invite->request),
	};
	for (size_t i = 0; i < invite->ack_count; i++)
		if (invite->ack[i] > refusal->final && refusal->ack == NOTHING)
			refusal->ack = (long)invite->ack[i];
	return true;
}

/** Whether the ACK for a 2xx would come where the INVITE did. */
static bool is_reachable(const struct view *view, const struct refusal *refusal)
{
	const struct message *response =
		view_entry(view, refusal->final)->message;
	const struct endpoint *here =
		view_entry(view, refusal->exchange->request)->local;
	struct str host;
	unsigned port;

	if (refusal->status >= 300)
		return true;
	if (look_has(view, refusal->final, HEADER_RECORD_ROUTE))
		return false;
	look_uri_host(field_uri(message_header(response, HEADER_CONTACT, 0)),
		      &host, &port);
	return str_ieq(host, str_from(here->host)) && port == here->port;
}

static void judge_tagless(struct view *view, const struct refusal *refusal)
{
	enum doubt doubt;

	if (refusal->ack != NOTHING) {
		find(view, CHECK_ID_totag_missing, OUTCOME_PASS, rule,
		     "ACK %.3f s after the %u",
		     look_seconds(refusal->at_us,
				  view_at_us(view, (size_t)refusal->ack)),
		     refusal->status);
		prove(view, refusal->final);
		prove(view, (size_t)refusal->ack);
		return;
	}
	doubt = refusal_doubt(view, refusal);
	find(view, CHECK_ID_totag_missing,
	     doubt == DOUBT_NONE && is_reachable(view, refusal)
		     ? OUTCOME_FAIL
		     : OUTCOME_INCONCLUSIVE,
	     rule, "no ACK for the %u without a To tag; %s", refusal->status,
	     doubt_text(doubt));
	prove(view, refusal->exchange->request);
	prove(view, refusal->final);
}

void check_totag_missing(struct view *view)
{
	struct refusal refusal;

	for (size_t i = 0; i < view->exchange_count; i++)
		if (read_tagless(&refusal, view, i))
			judge_tagless(view, &refusal);
}
