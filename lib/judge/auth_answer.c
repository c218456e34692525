/* SPDX-License-Identifier: MIT */
#include "judge/again.h"
#include "judge/auth.h"
#include "judge/look.h"
#include "sip/field.h"

/*
 * The request that answers a challenge: whether there is one, its header, its
 * CSeq, its names (RFC 3261 §8.1.3.5, §22.2, §22.3).
 */

static bool has_plain(const struct auth *auth, const struct refusal *refusal)
{
	const struct auth_challenge *challenge = NULL;

	while ((challenge = auth_next(auth, refusal, challenge)) != NULL) {
		if (auth_is_plain(challenge))
			return true;
	}
	return false;
}

static bool has_credentials(const struct view *view,
			    const struct exchange *exchange)
{
	return look_has(view, exchange->request, HEADER_AUTHORIZATION) ||
	       look_has(view, exchange->request, HEADER_PROXY_AUTHORIZATION);
}

/** The same request again, and again without credentials. */
static const struct exchange *bare_retry(const struct view *view,
					 const struct refusal *refusal)
{
	for (size_t i = refusal->index + 1; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];

		if (!again_is_within(view, refusal, later, AUTH_AUTO_MS))
			break;
		if (later->request > refusal->final &&
		    again_is_retry(view, refusal->exchange, later) &&
		    again_is_unmodified(view, refusal->exchange, later) &&
		    !has_credentials(view, later))
			return later;
	}
	return NULL;
}

static enum look look_retry(struct view *view, struct refusal *refusal)
{
	static const char expected[] = "the request again, with credentials";
	const struct auth *auth = auth_of(view);
	const struct exchange *bare;

	/* what was refused again is another matter: auth-no-repeat */
	if (!has_plain(auth, refusal) ||
	    (auth_had(auth, refusal) != NULL && !auth_is_stale(auth, refusal)))
		return LOOK_NONE;
	if (auth_answer(view, auth, refusal) != NULL)
		return LOOK_GOOD;
	bare = bare_retry(view, refusal);
	if (bare != NULL)
		return again_say(view, refusal, bare, CHECK_ID_auth_retry,
				 OUTCOME_WARN, expected,
				 "the same request without credentials");
	return auth_no_answer(view, refusal, CHECK_ID_auth_retry, expected);
}

void check_auth_retry(struct view *view)
{
	refusal_each_challenged(view, CHECK_ID_auth_retry,
				"credentials for a challenge", look_retry);
}

/** Whether the same request has these credentials in the right header too. */
static bool has_twin(const struct auth *auth, const struct auth_use *use)
{
	for (size_t i = 0; i < auth->use_count; i++) {
		const struct auth_use *twin = &auth->use[i];

		if (twin->request == use->request &&
		    twin->challenge == use->challenge &&
		    twin->is_proxy == use->challenge->is_proxy)
			return true;
	}
	return false;
}

static enum look look_header(struct view *view, const struct auth *auth,
			     const struct auth_use *use)
{
	bool is_proxy = use->challenge->is_proxy;

	if (use->is_proxy == is_proxy)
		return LOOK_GOOD;
	return auth_say(view, use, CHECK_ID_auth_header,
			has_twin(auth, use) ? OUTCOME_WARN : OUTCOME_FAIL,
			is_proxy ? "Proxy-Authorization for a "
				   "Proxy-Authenticate"
				 : "Authorization for a WWW-Authenticate",
			is_proxy ? "its credentials are in an Authorization"
				 : "its credentials are in a "
				   "Proxy-Authorization");
}

void check_auth_header(struct view *view)
{
	auth_each_use(view, CHECK_ID_auth_header,
		      "the header that belongs to that of the challenge",
		      look_header);
}

static bool is_same_call(const struct view *view, const struct refusal *refusal,
			 const struct auth_use *answer)
{
	return str_eq(view_facts(view, refusal->exchange->request)->call_id,
		      view_facts(view, answer->request)->call_id);
}

static enum look look_cseq(struct view *view, struct refusal *refusal)
{
	const struct auth_use *answer =
		auth_answer(view, auth_of(view), refusal);
	const struct facts *first, *later;

	/* another Call-ID counts for itself, and breaks auth-ids alone */
	if (answer == NULL || !is_same_call(view, refusal, answer))
		return LOOK_NONE;
	first = view_facts(view, refusal->exchange->request);
	later = view_facts(view, answer->request);
	if (!first->has_cseq || !later->has_cseq)
		return LOOK_NONE;
	if (later->cseq > first->cseq)
		return LOOK_GOOD;
	find(view, CHECK_ID_auth_cseq,
	     refusal->is_proxied ? OUTCOME_INCONCLUSIVE : OUTCOME_FAIL,
	     "a CSeq number that is higher", "CSeq %llu after %llu%s",
	     (unsigned long long)later->cseq, (unsigned long long)first->cseq,
	     refusal->is_proxied ? "; a proxy may have added the credentials"
				 : "");
	prove(view, refusal->exchange->request);
	prove(view, refusal->final);
	prove(view, answer->request);
	return LOOK_SAID;
}

void check_auth_cseq(struct view *view)
{
	refusal_each_challenged(view, CHECK_ID_auth_cseq,
				"a CSeq number that is higher", look_cseq);
}

static bool is_party(struct str a, struct str a_tag, struct str b,
		     struct str b_tag)
{
	return value_is_equal(a, b) ||
	       (str_eq(a_tag, b_tag) &&
		(a_tag.p == NULL) == (b_tag.p == NULL) &&
		uri_is_equal(field_uri(a), field_uri(b)));
}

/** The name of what the answer has otherwise, or NULL. */
static const char *other_id(const struct facts *first,
			    const struct facts *later)
{
	if (!str_eq(first->call_id, later->call_id))
		return "Call-ID";
	if (!is_party(first->from, first->from_tag, later->from,
		      later->from_tag))
		return "From";
	return is_party(first->to, first->to_tag, later->to, later->to_tag)
		       ? NULL
		       : "To";
}

static enum look look_ids(struct view *view, struct refusal *refusal)
{
	static const char expected[] = "Call-ID, To and From as before";
	const struct auth_use *answer =
		auth_answer(view, auth_of(view), refusal);
	const struct exchange *later;
	const char *other;

	if (answer == NULL)
		return LOOK_NONE;
	later = &view->exchange[answer->exchange];
	other = other_id(view_facts(view, refusal->exchange->request),
			 view_facts(view, answer->request));
	if (other == NULL)
		return LOOK_GOOD;
	/* a user who calls again has the nonce in his cache */
	if (!again_is_within(view, refusal, later, AUTH_AUTO_MS))
		return LOOK_NONE;
	find(view, CHECK_ID_auth_ids, OUTCOME_WARN, expected,
	     "another %s %.3f s after the %u", other,
	     again_wait(view, refusal, later), refusal->status);
	prove(view, refusal->exchange->request);
	prove(view, answer->request);
	return LOOK_SAID;
}

void check_auth_ids(struct view *view)
{
	refusal_each_challenged(view, CHECK_ID_auth_ids,
				"Call-ID, To and From as before", look_ids);
}

static enum look look_reinvite(struct view *view, struct refusal *refusal)
{
	static const char expected[] =
		"the request again in the dialog, with credentials";
	const struct auth *auth = auth_of(view);
	const struct facts *first =
		view_facts(view, refusal->exchange->request);
	const struct auth_use *answer;
	const struct facts *later;

	if (!look_is_in_dialog(view, refusal->exchange) ||
	    !has_plain(auth, refusal))
		return LOOK_NONE;
	answer = auth_answer(view, auth, refusal);
	if (answer == NULL)
		return auth_no_answer(view, refusal, CHECK_ID_reinvite_401,
				      expected);
	later = view_facts(view, answer->request);
	if (!str_eq(first->call_id, later->call_id))
		return LOOK_NONE; /* a call of its own, with a cached nonce */
	if (str_eq(first->to_tag, later->to_tag) &&
	    str_eq(first->from_tag, later->from_tag))
		return LOOK_GOOD;
	find(view, CHECK_ID_reinvite_401, OUTCOME_FAIL, expected,
	     "credentials with %s",
	     later->to_tag.p == NULL ? "no To tag" : "other tags");
	prove(view, refusal->exchange->request);
	prove(view, refusal->final);
	prove(view, answer->request);
	return LOOK_SAID;
}

void check_reinvite_401(struct view *view)
{
	refusal_each_challenged(view, CHECK_ID_reinvite_401,
				"an answer in the dialog", look_reinvite);
}
