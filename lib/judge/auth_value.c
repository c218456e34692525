/* SPDX-License-Identifier: MIT */
#include "judge/auth.h"
#include "judge/look.h"
#include "sip/field.h"

/*
 * Whether digests are right. One over the body is judged by auth-int, each
 * other one by auth-response-valid; auth-noqop only tells which form was used.
 */

static bool is_over_body(const struct auth_use *use)
{
	return digest_qop_find(digest_text(&use->digest, DIGEST_QOP)) ==
	       DIGEST_QOP_AUTH_INT;
}

static enum look say_digest(struct view *view, const struct auth_use *use,
			    enum check_id check, enum auth_digest digest)
{
	static const char expected[] =
		"the digest of user, password and request, in lower case";
	bool is_doubtful =
		is_over_body(use) && look_is_proxied(view, use->request);

	switch (digest) {
	case AUTH_DIGEST_RIGHT: break;
	case AUTH_DIGEST_OPEN:
		return auth_say(view, use, check, OUTCOME_INCONCLUSIVE,
				expected, "a digest of no account we know");
	case AUTH_DIGEST_UPPER:
		return auth_say(view, use, check, OUTCOME_FAIL, expected,
				"the right digest, but in upper case,");
	case AUTH_DIGEST_WRONG:
		if (is_doubtful)
			return auth_say(view, use, check, OUTCOME_INCONCLUSIVE,
					expected,
					"a digest over a body that a proxy "
					"may have changed");
		return auth_say(view, use, check, OUTCOME_FAIL, expected,
				"a wrong digest for the password we have");
	}
	return LOOK_GOOD;
}

/** Whether other checks say already why it cannot be computed. */
static bool lacks_something(const struct auth_use *use)
{
	return !digest_has(&use->digest, DIGEST_URI) ||
	       !auth_is_equal(&use->digest, &use->challenge->digest,
			      DIGEST_REALM);
}

static enum look look_value(struct view *view, const struct auth *auth,
			    const struct auth_use *use)
{
	if (is_over_body(use) || lacks_something(use))
		return LOOK_NONE;
	return say_digest(view, use, CHECK_ID_auth_response_valid,
			  auth_verify(view, auth, use));
}

void check_auth_response_valid(struct view *view)
{
	auth_each_use(view, CHECK_ID_auth_response_valid,
		      "the digest of user, password and request", look_value);
}

static enum look look_noqop(struct view *view, const struct auth *auth,
			    const struct auth_use *use)
{
	static const char expected[] = "a digest that is right, of either form";
	struct str offered = digest_text(&use->challenge->digest, DIGEST_QOP);
	bool has_qop = str_trim(digest_text(&use->digest, DIGEST_QOP)).size > 0;
	enum auth_digest digest;

	if (str_trim(offered).size > 0 || lacks_something(use))
		return LOOK_NONE;
	digest = auth_verify(view, auth, use);
	if (digest == AUTH_DIGEST_OPEN)
		return auth_say(view, use, CHECK_ID_auth_noqop,
				OUTCOME_INCONCLUSIVE, expected,
				"a digest of no account we know");
	if (digest != AUTH_DIGEST_RIGHT)
		return auth_say(view, use, CHECK_ID_auth_noqop, OUTCOME_INFO,
				expected,
				has_qop ? "qop, and a digest that is not right"
					: "no qop, and a digest that is not "
					  "right");
	return auth_say(view, use, CHECK_ID_auth_noqop, OUTCOME_PASS, expected,
			has_qop ? "qop, as RFC 8760 has it,"
				: "no qop, as RFC 2617 has it,");
}

void check_auth_noqop(struct view *view)
{
	auth_each_use(view, CHECK_ID_auth_noqop,
		      "a digest that is right, of either form", look_noqop);
}

static enum look look_int(struct view *view, const struct auth *auth,
			  const struct auth_use *use)
{
	if (!field_has(digest_text(&use->challenge->digest, DIGEST_QOP),
		       STR("auth-int")) ||
	    lacks_something(use))
		return LOOK_NONE;
	/* "auth,auth-int" leaves the choice; auth-qop judges it */
	if (!is_over_body(use))
		return LOOK_GOOD;
	return say_digest(view, use, CHECK_ID_auth_int,
			  auth_verify(view, auth, use));
}

/** A client that does not know auth-int rightly gives up. */
static enum look look_int_asked(struct view *view, struct refusal *refusal)
{
	const struct auth *auth = auth_of(view);
	const struct auth_challenge *challenge = NULL;

	while ((challenge = auth_next(auth, refusal, challenge)) != NULL) {
		if (field_has(digest_text(&challenge->digest, DIGEST_QOP),
			      STR("auth-int")) &&
		    auth_answer(view, auth, refusal) == NULL)
			return auth_no_answer(view, refusal, CHECK_ID_auth_int,
					      "a digest over the body");
	}
	return LOOK_NONE;
}

void check_auth_int(struct view *view)
{
	auth_each_use(view, CHECK_ID_auth_int, "a digest over the body",
		      look_int);
	refusal_each_challenged(view, CHECK_ID_auth_int,
				"a digest over the body", look_int_asked);
}
