/* SPDX-License-Identifier: MIT */
#include "judge/auth.h"
#include "judge/look.h"

#include <stdio.h>

/*
 * Credentials for several realms, and in later requests of a dialog (RFC 3261
 * §22.3).
 */

static const char rule[] = "credentials for each realm that was asked for";

/** Whether a request has credentials for the realm and header of a challenge. */
static bool is_answered(const struct auth *auth, size_t request,
			const struct digest *digest, bool is_proxy)
{
	for (size_t i = 0; i < auth->use_count; i++) {
		const struct auth_use *use = &auth->use[i];

		if (use->request == request && use->is_proxy == is_proxy &&
		    auth_is_equal(&use->digest, digest, DIGEST_REALM))
			return true;
	}
	return false;
}

/** Whether this is the first challenge of the refusal for its realm. */
static bool is_first(const struct auth *auth, const struct refusal *refusal,
		     const struct auth_challenge *challenge)
{
	const struct auth_challenge *before = NULL;

	while ((before = auth_next(auth, refusal, before)) != challenge) {
		if (auth_is_plain(before) &&
		    before->is_proxy == challenge->is_proxy &&
		    auth_is_equal(&before->digest, &challenge->digest,
				  DIGEST_REALM))
			return false;
	}
	return true;
}

/** How many realms a refusal asks for, and how many of them a request has. */
struct realms {
	size_t asked;
	size_t answered;
};

static struct realms count_realms(const struct auth *auth,
				  const struct refusal *refusal,
				  const struct auth_use *answer)
{
	const struct auth_challenge *challenge = NULL;
	struct realms realms = { 0, 0 };

	while ((challenge = auth_next(auth, refusal, challenge)) != NULL) {
		if (!auth_is_plain(challenge) ||
		    !is_first(auth, refusal, challenge))
			continue;
		realms.asked++;
		if (answer != NULL &&
		    is_answered(auth, answer->request, &challenge->digest,
				challenge->is_proxy))
			realms.answered++;
	}
	return realms;
}

/**
 * What the refused request had credentials of a realm for that the refusal does
 * not ask for any more, or NULL.
 */
static const struct auth_use *kept_before(const struct auth *auth,
					  const struct refusal *refusal)
{
	for (size_t i = 0; i < auth->use_count; i++) {
		const struct auth_use *use = &auth->use[i];
		const struct auth_challenge *challenge = NULL;
		bool is_asked = false;

		if (use->exchange != refusal->index || use->challenge == NULL)
			continue;
		while ((challenge = auth_next(auth, refusal, challenge)) !=
		       NULL)
			is_asked = is_asked ||
				   (challenge->is_proxy == use->is_proxy &&
				    auth_is_equal(&challenge->digest,
						  &use->digest, DIGEST_REALM));
		if (!is_asked)
			return use;
	}
	return NULL;
}

static enum look look_realms(struct view *view, struct refusal *refusal)
{
	const struct auth *auth = auth_of(view);
	const struct auth_use *answer = auth_answer(view, auth, refusal);
	const struct auth_use *kept = kept_before(auth, refusal);
	struct realms realms = count_realms(auth, refusal, answer);

	if (realms.asked == 0 || (realms.asked < 2 && kept == NULL))
		return LOOK_NONE;
	if (answer == NULL)
		return auth_no_answer(view, refusal, CHECK_ID_auth_multi_realm,
				      rule);
	refusal_note(view, refusal, "%zu of %zu realms answered",
		     realms.answered, realms.asked);
	if (kept == NULL ||
	    is_answered(auth, answer->request, &kept->digest, kept->is_proxy))
		return LOOK_GOOD;
	find(view, CHECK_ID_auth_multi_realm, OUTCOME_WARN, rule,
	     "the credentials of the other realm are gone after the second "
	     "challenge");
	prove(view, kept->request);
	prove(view, refusal->final);
	prove(view, answer->request);
	return LOOK_SAID;
}

void check_auth_multi_realm(struct view *view)
{
	refusal_each_challenged(view, CHECK_ID_auth_multi_realm, rule,
				look_realms);
}

/** Credentials for a challenge of ours in this request, or NULL. */
static const struct auth_use *find_use(const struct auth *auth, size_t request)
{
	for (size_t i = 0; i < auth->use_count; i++) {
		if (auth->use[i].request == request &&
		    auth->use[i].challenge != NULL)
			return &auth->use[i];
	}
	return NULL;
}

static void say_dialog(struct view *view, enum outcome outcome, size_t invite,
		       size_t request, const char *what)
{
	find(view, CHECK_ID_auth_in_dialog, outcome,
	     "credentials in the requests of the dialog too", "%s in %.*s",
	     what, STR_ARG(view_facts(view, request)->method));
	prove(view, invite);
	prove(view, request);
}

void check_auth_in_dialog(struct view *view)
{
	const struct auth *auth = auth_of(view);
	size_t invite = 0, request = 0;
	bool is_kept = false;

	if (auth->use_count == 0)
		return;
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];

		if (!look_is_in_dialog(view, exchange))
			continue;
		invite = view->exchange[view->talk[exchange->dialog].invite]
				 .request;
		if (find_use(auth, invite) == NULL)
			continue;
		request = exchange->request;
		if (find_use(auth, request) == NULL) {
			say_dialog(view, OUTCOME_INFO, invite, request, "none");
			return;
		}
		is_kept = true;
	}
	if (is_kept)
		say_dialog(view, OUTCOME_PASS, invite, request, "they are");
}
