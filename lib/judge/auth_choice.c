/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "judge/auth.h"
#include "judge/form.h"

/* Which of several challenges is answered (RFC 8760 §2.4, RFC 3261 §22.1). */

static bool is_one_place(const struct auth_challenge *a,
			 const struct auth_challenge *b)
{
	return a->is_proxy == b->is_proxy &&
	       auth_is_equal(&a->digest, &b->digest, DIGEST_REALM);
}

/** Of an algorithm that neither we nor any registry that we know has. */
static bool is_strange(const struct auth_challenge *challenge)
{
	/* RFC 3310 and RFC 4169: a client may know what we do not */
	return digest_is_digest(&challenge->digest) &&
	       challenge->algorithm == DIGEST_ALGORITHM_UNKNOWN &&
	       !str_istarts(digest_text(&challenge->digest, DIGEST_ALGORITHM),
			    STR("AKAv"));
}

/** What a refusal asks for. */
struct choice {
	size_t plain;    /* challenges that must be understood */
	size_t strange;  /* of unknown algorithms */
	size_t foreign;  /* of other schemes than Digest */
	bool is_several; /* two of them are for the same realm */
};

static struct choice read_choice(const struct auth *auth,
				 const struct refusal *refusal)
{
	const struct auth_challenge *one = NULL, *two;
	struct choice choice = { 0 };

	while ((one = auth_next(auth, refusal, one)) != NULL) {
		choice.plain += auth_is_plain(one);
		choice.strange += is_strange(one);
		choice.foreign += !digest_is_digest(&one->digest);
		two = one;
		while (auth_is_plain(one) &&
		       (two = auth_next(auth, refusal, two)) != NULL)
			choice.is_several =
				choice.is_several ||
				(auth_is_plain(two) && is_one_place(one, two));
	}
	return choice;
}

/** Credentials for a challenge that nobody can understand, or NULL. */
static const struct auth_use *strange_answer(const struct auth *auth,
					     const struct refusal *refusal)
{
	for (size_t i = 0; i < auth->use_count; i++) {
		const struct auth_use *use = &auth->use[i];

		if (auth_is_of(refusal, use->challenge) &&
		    is_strange(use->challenge))
			return use;
	}
	return NULL;
}

/** Whether the client has answered a challenge of this algorithm in this run. */
static bool is_supported(const struct auth *auth,
			 enum digest_algorithm algorithm)
{
	for (size_t i = 0; i < auth->use_count; i++) {
		if (auth->use[i].challenge != NULL &&
		    auth->use[i].challenge->algorithm == algorithm)
			return true;
	}
	return false;
}

static enum look say_lower(struct view *view, const struct auth_use *answer,
			   const struct auth_challenge *top, bool is_known)
{
	find(view, CHECK_ID_auth_algorithm,
	     is_known ? OUTCOME_WARN : OUTCOME_INFO,
	     "the topmost algorithm that the client supports", "%s, below %s%s",
	     digest_algorithm_name(answer->challenge->algorithm),
	     digest_algorithm_name(top->algorithm),
	     is_known ? ", which it supports" : "");
	prove(view, answer->challenge->response);
	prove(view, answer->request);
	return LOOK_SAID;
}

/** Compare with those that stand above it, for the same realm. */
static enum look look_order(struct view *view, struct refusal *refusal,
			    const struct auth *auth,
			    const struct auth_use *answer)
{
	const struct auth_challenge *top = NULL, *above = NULL;
	bool is_known = false;

	while ((above = auth_next(auth, refusal, above)) != NULL &&
	       above != answer->challenge) {
		if (!auth_is_plain(above) ||
		    !is_one_place(above, answer->challenge) || is_known)
			continue;
		is_known = is_supported(auth, above->algorithm);
		if (top == NULL || is_known)
			top = above;
	}
	if (top != NULL)
		return say_lower(view, answer, top, is_known);
	refusal_note(view, refusal, "%s",
		     digest_algorithm_name(answer->challenge->algorithm));
	return LOOK_GOOD;
}

static enum look look_algorithm(struct view *view, struct refusal *refusal)
{
	static const char expected[] =
		"an algorithm that is known, the topmost one";
	const struct auth *auth = auth_of(view);
	struct choice choice = read_choice(auth, refusal);
	const struct auth_use *answer;

	if (choice.strange == 0 && !choice.is_several)
		return LOOK_NONE;
	answer = strange_answer(auth, refusal);
	if (answer != NULL) {
		find(view, CHECK_ID_auth_algorithm, OUTCOME_FAIL, expected,
		     "credentials for the algorithm %.*s, which does not exist",
		     FORM_SHOW(digest_text(&answer->challenge->digest,
					   DIGEST_ALGORITHM)));
		prove(view, refusal->final);
		prove(view, answer->request);
		return LOOK_SAID;
	}
	if (choice.plain == 0)
		return look_quiet(view, refusal, CHECK_ID_auth_algorithm,
				  refusal->at_us,
				  scaled_us(view, AUTH_AUTO_MS));
	answer = auth_answer(view, auth, refusal);
	if (answer == NULL)
		return auth_no_answer(view, refusal, CHECK_ID_auth_algorithm,
				      expected);
	return look_order(view, refusal, auth, answer);
}

void check_auth_algorithm(struct view *view)
{
	refusal_each_challenged(view, CHECK_ID_auth_algorithm,
				"an algorithm that is known, the topmost one",
				look_algorithm);
}

static enum look look_schemes(struct view *view, struct refusal *refusal)
{
	static const char expected[] =
		"other schemes than Digest are passed over";
	const struct auth *auth = auth_of(view);
	struct choice choice = read_choice(auth, refusal);

	if (choice.foreign == 0)
		return LOOK_NONE;
	if (auth_answer(view, auth, refusal) != NULL)
		return LOOK_GOOD;
	if (choice.plain > 0)
		return auth_no_answer(view, refusal, CHECK_ID_auth_schemes,
				      expected);
	return look_quiet(view, refusal, CHECK_ID_auth_schemes, refusal->at_us,
			  scaled_us(view, AUTH_AUTO_MS));
}

void check_auth_schemes(struct view *view)
{
	const struct auth *auth = auth_of(view);

	for (size_t i = 0; i < auth->use_count; i++) {
		if (!str_ieq(auth->use[i].digest.scheme, STR("Basic")))
			continue;
		(void)auth_say(view, &auth->use[i], CHECK_ID_auth_schemes,
			       OUTCOME_FAIL, "no Basic credentials, ever",
			       "Basic credentials");
		return;
	}
	refusal_each_challenged(view, CHECK_ID_auth_schemes,
				"other schemes than Digest are passed over",
				look_schemes);
}
