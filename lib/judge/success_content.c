/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "judge/success.h"
#include "sip/field.h"

/* Credentials, requirements and answer in the ACK for a 2xx. */

/** Whether a message has a line of this header with this value. */
static bool has_line(const struct message *message, enum header header,
		     struct str wanted)
{
	struct str value;

	for (size_t i = 0;; i++) {
		value = message_header(message, header, i);
		if (value.p == NULL)
			return false;
		if (value_is_equal(value, wanted))
			return true;
	}
}

/** Judge one header of credentials. @return whether nothing was found wrong */
static bool check_header(struct view *view, const struct success *success,
			 size_t ack, enum header header, const char *name)
{
	size_t invite = success->invite->request;
	const struct message *had = view_entry(view, invite)->message;
	const struct message *has = view_entry(view, ack)->message;
	bool is_proxied =
		look_is_proxied(view, invite) || look_is_proxied(view, ack);
	bool is_there = message_header(has, header, 0).p != NULL;
	struct str value;

	for (size_t i = 0;; i++) {
		value = message_header(had, header, i);
		if (value.p == NULL)
			return true;
		if (!has_line(has, header, value))
			break;
	}
	find(view, CHECK_ID_ack_2xx_credentials,
	     is_proxied ? OUTCOME_INCONCLUSIVE
	     : is_there ? OUTCOME_WARN
			: OUTCOME_FAIL,
	     "the credentials of the INVITE, unchanged", "%s is %s%s", name,
	     is_there ? "another" : "missing",
	     is_proxied ? ", which a proxy may have done" : "");
	prove(view, invite);
	prove(view, ack);
	return false;
}

static enum said look_at_credentials(struct view *view,
				     const struct success *success, size_t ack)
{
	size_t invite = success->invite->request;
	bool is_right;

	if (!look_has(view, invite, HEADER_AUTHORIZATION) &&
	    !look_has(view, invite, HEADER_PROXY_AUTHORIZATION))
		return SAID_NOTHING;

	is_right = check_header(view, success, ack, HEADER_AUTHORIZATION,
				"Authorization");
	is_right = check_header(view, success, ack, HEADER_PROXY_AUTHORIZATION,
				"Proxy-Authorization") &&
		   is_right;
	return is_right ? SAID_KEPT : SAID_BROKEN;
}

void check_ack_2xx_credentials(struct view *view)
{
	success_each_ack(view, CHECK_ID_ack_2xx_credentials,
			 "the ACK has the credentials of the INVITE",
			 look_at_credentials);
}

/** The first option tag of a header that the INVITE did not have, or absent. */
static struct str find_new_tag(const struct message *invite,
			       const struct message *ack, enum header header)
{
	struct str line, tag;

	for (size_t i = 0;; i++) {
		line = message_header(ack, header, i);
		if (line.p == NULL)
			return line;
		while (field_next(&line, &tag)) {
			if (tag.size > 0 &&
			    !message_lists(invite, HEADER_REQUIRE, tag) &&
			    !message_lists(invite, HEADER_PROXY_REQUIRE, tag))
				return tag;
		}
	}
}

static enum said look_at_require(struct view *view,
				 const struct success *success, size_t ack)
{
	const struct message *invite =
		view_entry(view, success->invite->request)->message;
	const struct message *message = view_entry(view, ack)->message;
	struct str tag = find_new_tag(invite, message, HEADER_REQUIRE);

	if (tag.p == NULL)
		tag = find_new_tag(invite, message, HEADER_PROXY_REQUIRE);
	if (tag.p == NULL)
		return SAID_KEPT;

	find(view, CHECK_ID_ack_2xx_require, OUTCOME_FAIL,
	     "no option tag in Require that the INVITE did not require",
	     "the ACK requires %.*s", STR_ARG(tag));
	prove(view, success->invite->request);
	prove(view, ack);
	return SAID_BROKEN;
}

void check_ack_2xx_require(struct view *view)
{
	success_each_ack(view, CHECK_ID_ack_2xx_require,
			 "the ACK requires nothing new", look_at_require);
}

/**
 * Whether a reliable 1xx of ours carried the offer: then PRACK has the answer.
 */
static bool had_offer(const struct view *view, const struct success *success)
{
	for (size_t i = 0; i < success->invite->response_count; i++) {
		size_t entry = success->invite->response[i];
		const struct message *message =
			view_entry(view, entry)->message;

		if (entry < success->first && look_has_sdp(view, entry) &&
		    message_find(message, STR("RSeq"), 0).p != NULL)
			return true;
	}
	return false;
}

static enum said look_at_answer(struct view *view,
				const struct success *success, size_t ack)
{
	if (look_has_sdp(view, success->invite->request) ||
	    !look_has_sdp(view, success->first) || had_offer(view, success))
		return SAID_NOTHING;
	if (look_has_sdp(view, ack))
		return SAID_KEPT;

	find(view, CHECK_ID_ack_2xx_answer, OUTCOME_FAIL,
	     "the answer to the offer of our 2xx", "the ACK has no SDP");
	prove(view, success->invite->request);
	prove(view, success->first);
	prove(view, ack);
	return SAID_BROKEN;
}

void check_ack_2xx_answer(struct view *view)
{
	success_each_ack(view, CHECK_ID_ack_2xx_answer,
			 "the ACK answers the offer of the 2xx",
			 look_at_answer);
}
