/* SPDX-License-Identifier: MIT */
#include "judge/again.h"
#include "judge/auth.h"

/*
 * A second challenge: a stale nonce is replaced (RFC 7616 §3.3), credentials
 * that were refused are not sent again (RFC 3261 §22.1).
 */

static enum look look_stale(struct view *view, struct refusal *refusal)
{
	static const char expected[] = "the new nonce instead of the stale one";
	const struct auth *auth = auth_of(view);
	const struct auth_use *try;
	bool is_known;

	if (!auth_is_stale(auth, refusal))
		return LOOK_NONE;
	if (auth_answer(view, auth, refusal) != NULL)
		return LOOK_GOOD;
	try = auth_try(view, auth, refusal);
	if (try == NULL || try->challenge == NULL ||
	    try->challenge->response > refusal->final)
		return auth_no_answer(view, refusal, CHECK_ID_auth_stale,
				      expected);
	is_known = auth_is_known(view, refusal, &view->exchange[try->exchange]);
	find(view, CHECK_ID_auth_stale,
	     is_known ? OUTCOME_FAIL : OUTCOME_INCONCLUSIVE, expected,
	     "the old nonce again %.3f s after the %u%s",
	     again_wait(view, refusal, &view->exchange[try->exchange]),
	     refusal->status, is_known ? "" : ", which may not have arrived");
	prove(view, try->challenge->response);
	prove(view, refusal->final);
	prove(view, try->request);
	return LOOK_SAID;
}

void check_auth_stale(struct view *view)
{
	refusal_each_challenged(view, CHECK_ID_auth_stale,
				"the new nonce instead of the stale one",
				look_stale);
}

enum { ROUNDS_MAX = 3 };

static const char rule[] =
	"no second try with the credentials that were just refused";

/**
 * Whether a refusal can only mean that the credentials were wrong: the request
 * answered the newest challenge, with a nonce that was not used before. Of an
 * older nonce we should have said that it is stale.
 */
static bool is_fresh(const struct view *view, const struct refusal *refusal,
		     const struct auth_use *had)
{
	const struct auth_challenge *challenge = had->challenge;
	const struct exchange *first = &view->exchange[challenge->exchange];

	return had->before == NULL && !challenge->is_next &&
	       !challenge->is_spoilt && challenge->exchange < refusal->index &&
	       view_facts(view, challenge->response)->status ==
		       refusal->status &&
	       again_is_same_server(view, first, refusal->exchange);
}

/** How often the client has tried by itself, up to this answer. */
static size_t count_rounds(const struct view *view, const struct auth *auth,
			   const struct auth_use *answer)
{
	size_t rounds = 0;
	struct refusal refusal;

	while (answer != NULL && rounds <= ROUNDS_MAX &&
	       refusal_read_challenged(&refusal, view,
				       answer->challenge->exchange)) {
		const struct auth_use *had = auth_had(auth, &refusal);

		if (had == NULL || auth_is_stale(auth, &refusal) ||
		    !is_fresh(view, &refusal, had) ||
		    !again_is_within(view, &refusal,
				     &view->exchange[answer->exchange],
				     AUTH_AT_ONCE_MS))
			break;
		rounds++;
		answer = had;
	}
	return rounds;
}

/** What a second try is: the same for sure, a new one, or not to be known. */
static enum outcome grade(const struct view *view, const struct auth *auth,
			  const struct auth_use *had,
			  const struct auth_use *answer)
{
	enum auth_digest before = auth_verify(view, auth, had);
	enum auth_digest after = auth_verify(view, auth, answer);

	if (had->challenge->algorithm != answer->challenge->algorithm)
		return OUTCOME_INCONCLUSIVE;
	if (!auth_is_equal(&had->digest, &answer->digest, DIGEST_USERNAME) ||
	    (before == AUTH_DIGEST_WRONG && after == AUTH_DIGEST_RIGHT))
		return OUTCOME_PASS;
	if (before == AUTH_DIGEST_RIGHT && after == AUTH_DIGEST_RIGHT)
		return OUTCOME_FAIL;
	return OUTCOME_INCONCLUSIVE;
}

static enum look say(struct view *view, const struct refusal *refusal,
		     const struct auth_use *answer, enum outcome outcome,
		     const char *what)
{
	find(view, CHECK_ID_auth_no_repeat, outcome, rule,
	     "credentials %.3f s after the second %u: %s",
	     again_wait(view, refusal, &view->exchange[answer->exchange]),
	     refusal->status, what);
	prove(view, refusal->exchange->request);
	prove(view, refusal->final);
	prove(view, answer->request);
	return LOOK_SAID;
}

static enum look look_repeat(struct view *view, struct refusal *refusal)
{
	const struct auth *auth = auth_of(view);
	const struct auth_use *had = auth_had(auth, refusal);
	const struct auth_use *answer;
	const struct exchange *later;
	enum outcome outcome;

	if (had == NULL || auth_is_stale(auth, refusal) ||
	    !is_fresh(view, refusal, had))
		return LOOK_NONE;
	answer = auth_answer(view, auth, refusal);
	if (answer == NULL)
		return look_quiet(view, refusal, CHECK_ID_auth_no_repeat,
				  refusal->at_us,
				  scaled_us(view, AUTH_AT_ONCE_MS));
	later = &view->exchange[answer->exchange];
	if (!again_is_within(view, refusal, later, AUTH_AT_ONCE_MS))
		return say(view, refusal, answer, OUTCOME_INCONCLUSIVE,
			   "its user may have been asked");
	if (count_rounds(view, auth, answer) > ROUNDS_MAX)
		return say(view, refusal, answer, OUTCOME_FAIL,
			   "more than three rounds, faster than anybody types");
	outcome = grade(view, auth, had, answer);
	if (outcome == OUTCOME_PASS)
		return LOOK_GOOD;
	return say(view, refusal, answer, outcome,
		   outcome == OUTCOME_FAIL
			   ? "the same user and password"
			   : "whether they are the same is not to be seen");
}

void check_auth_no_repeat(struct view *view)
{
	refusal_each_challenged(view, CHECK_ID_auth_no_repeat, rule,
				look_repeat);
}
