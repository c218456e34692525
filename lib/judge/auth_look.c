/* SPDX-License-Identifier: MIT */
#include "judge/again.h"
#include "judge/auth.h"
#include "judge/look.h"
#include "sip/field.h"

/* Questions about challenges and credentials. */

static bool has_known_qop(struct str list)
{
	return str_trim(list).size == 0 || field_has(list, STR("auth")) ||
	       field_has(list, STR("auth-int"));
}

bool auth_is_plain(const struct auth_challenge *challenge)
{
	const struct digest *digest = &challenge->digest;

	return digest_is_digest(digest) && !digest->is_twice &&
	       digest_has(digest, DIGEST_REALM) &&
	       digest_text(digest, DIGEST_NONCE).size > 0 &&
	       challenge->algorithm != DIGEST_ALGORITHM_UNKNOWN &&
	       has_known_qop(digest_text(digest, DIGEST_QOP));
}

bool auth_is_of(const struct refusal *refusal,
		const struct auth_challenge *challenge)
{
	return challenge != NULL && challenge->response == refusal->final;
}

const struct auth_challenge *auth_next(const struct auth *auth,
				       const struct refusal *refusal,
				       const struct auth_challenge *challenge)
{
	size_t at = challenge != NULL
			    ? (size_t)(challenge - auth->challenge) + 1
			    : 0;

	for (; at < auth->challenge_count; at++) {
		if (auth_is_of(refusal, &auth->challenge[at]))
			return &auth->challenge[at];
	}
	return NULL;
}

static bool is_method(const struct view *view, const struct auth_use *use,
		      const struct refusal *refusal)
{
	return str_eq(view_facts(view, use->request)->method,
		      view_facts(view, refusal->exchange->request)->method);
}

const struct auth_use *auth_answer(const struct view *view,
				   const struct auth *auth,
				   const struct refusal *refusal)
{
	for (size_t i = 0; i < auth->use_count; i++) {
		const struct auth_use *use = &auth->use[i];

		if (use->request > refusal->final &&
		    auth_is_of(refusal, use->challenge) &&
		    is_method(view, use, refusal))
			return use;
	}
	return NULL;
}

/** Whether credentials are in the header and for a realm of a refusal. */
static bool is_for(const struct auth *auth, const struct refusal *refusal,
		   const struct auth_use *use)
{
	const struct auth_challenge *challenge = NULL;

	while ((challenge = auth_next(auth, refusal, challenge)) != NULL) {
		if (auth_is_plain(challenge) &&
		    challenge->is_proxy == use->is_proxy &&
		    auth_is_equal(&challenge->digest, &use->digest,
				  DIGEST_REALM))
			return true;
	}
	return false;
}

const struct auth_use *auth_try(const struct view *view,
				const struct auth *auth,
				const struct refusal *refusal)
{
	const struct facts *request =
		view_facts(view, refusal->exchange->request);

	for (size_t i = 0; i < auth->use_count; i++) {
		const struct auth_use *use = &auth->use[i];
		const struct facts *later = view_facts(view, use->request);

		if (use->request > refusal->final &&
		    digest_is_digest(&use->digest) &&
		    is_method(view, use, refusal) &&
		    str_eq(later->call_id, request->call_id) &&
		    str_eq(facts_from_tag(later), facts_from_tag(request)) &&
		    is_for(auth, refusal, use))
			return use;
	}
	return NULL;
}

const struct auth_use *auth_had(const struct auth *auth,
				const struct refusal *refusal)
{
	for (size_t i = 0; i < auth->use_count; i++) {
		const struct auth_use *use = &auth->use[i];
		const struct auth_challenge *challenge = NULL;

		if (use->exchange != refusal->index || use->challenge == NULL)
			continue;
		while ((challenge = auth_next(auth, refusal, challenge)) !=
		       NULL) {
			if (challenge->is_proxy == use->is_proxy &&
			    auth_is_equal(&challenge->digest, &use->digest,
					  DIGEST_REALM))
				return use;
		}
	}
	return NULL;
}

bool auth_is_known(const struct view *view, const struct refusal *refusal,
		   const struct exchange *later)
{
	const struct exchange *exchange = refusal->exchange;

	if (look_is_stream(view, refusal->final))
		return true;
	if (look_is_client(view, exchange, STR("INVITE")))
		return refusal->ack != NOTHING &&
		       (size_t)refusal->ack < later->request;
	/* a copy would have come, or the client gave up */
	return exchange->copy[exchange->copy_count - 1] < refusal->final &&
	       look_start_us(view, later) <
		       look_start_us(view, exchange) + view_64t1_us(view) / 2;
}

bool auth_is_stale(const struct auth *auth, const struct refusal *refusal)
{
	const struct auth_challenge *challenge = NULL;

	while ((challenge = auth_next(auth, refusal, challenge)) != NULL) {
		if (digest_is_stale(&challenge->digest))
			return true;
	}
	return false;
}

/** RFC 3261 §22.2: a name that needs no account. */
static const struct account anonymous = { STR_INIT("anonymous"),
					  STR_INIT(""),
					  { NULL, 0 } };

/** The account that credentials are of, or NULL. */
static const struct account *find_account(const struct view *view,
					  const struct auth_use *use)
{
	const struct judge_config *config = view->config;
	struct str realm = digest_text(&use->challenge->digest, DIGEST_REALM);

	for (size_t i = 0; i < config->account_count; i++) {
		const struct account *account = &config->accounts[i];

		if ((account->realm.p == NULL ||
		     str_eq(account->realm, realm)) &&
		    digest_is_user(&use->digest, account->name, realm))
			return account;
	}
	return digest_is_user(&use->digest, anonymous.name, realm) ? &anonymous
								   : NULL;
}

static enum digest_result verify(const struct view *view,
				 const struct auth_use *use,
				 const struct account *account,
				 const struct auth_use *first)
{
	struct digest_proof proof = {
		.account = account,
		.realm = digest_text(&use->digest, DIGEST_REALM),
		.method = view_facts(view, use->request)->method,
		.body = view_entry(view, use->request)->message->body,
	};

	if (first != NULL) {
		proof.first_nonce = digest_text(&first->digest, DIGEST_NONCE);
		proof.first_cnonce = digest_text(&first->digest, DIGEST_CNONCE);
	}
	return digest_verify(&use->digest, &proof);
}

/**
 * A session may have begun with any earlier answer in its realm: A1 keeps that
 * one's nonce and cnonce (RFC 7616 §3.4.2).
 */
static enum digest_result verify_session(const struct view *view,
					 const struct auth *auth,
					 const struct auth_use *use,
					 const struct account *account)
{
	enum { SESSIONS_MAX = 50 };
	enum digest_result result = verify(view, use, account, NULL);
	size_t n = 0;

	if (!digest_algorithm_is_session(digest_algorithm_find(
		    digest_text(&use->digest, DIGEST_ALGORITHM))))
		return result;
	for (const struct auth_use *first = use; result == DIGEST_WRONG &&
						 first-- > auth->use &&
						 n < SESSIONS_MAX;) {
		if (first->challenge == NULL ||
		    !auth_is_equal(&first->digest, &use->digest, DIGEST_REALM))
			continue;
		result = verify(view, use, account, first);
		n++;
	}
	return result;
}

enum auth_digest auth_verify(const struct view *view, const struct auth *auth,
			     const struct auth_use *use)
{
	const struct account *account = find_account(view, use);
	enum digest_result result;

	if (account == NULL)
		return AUTH_DIGEST_OPEN;
	result = verify_session(view, auth, use, account);
	if (result == DIGEST_RIGHT)
		return AUTH_DIGEST_RIGHT;
	if (result == DIGEST_UPPER_CASE)
		return AUTH_DIGEST_UPPER;
	return result == DIGEST_WRONG && account != &anonymous
		       ? AUTH_DIGEST_WRONG
		       : AUTH_DIGEST_OPEN;
}

enum look auth_say(struct view *view, const struct auth_use *use,
		   enum check_id check, enum outcome outcome,
		   const char *expected, const char *what)
{
	const struct facts *request = view_facts(view, use->request);

	find(view, check, outcome, expected, "%s in %.*s %llu", what,
	     STR_ARG(request->method), (unsigned long long)request->cseq);
	if (use->challenge != NULL)
		prove(view, use->challenge->response);
	prove(view, use->request);
	return LOOK_SAID;
}

void auth_each_use(struct view *view, enum check_id check, const char *expected,
		   auth_use_f *look)
{
	const struct auth *auth = auth_of(view);
	const struct auth_use *first = NULL;
	bool is_said = false;

	for (size_t i = 0; i < auth->use_count; i++) {
		const struct auth_use *use = &auth->use[i];
		enum look seen;

		if (use->challenge == NULL || use->challenge->is_spoilt ||
		    use->is_same || !digest_is_digest(&use->digest))
			continue;
		seen = look(view, auth, use);
		is_said = is_said || seen == LOOK_SAID;
		if (seen == LOOK_GOOD && first == NULL)
			first = use;
	}
	if (first != NULL && !is_said)
		(void)auth_say(view, first, check, OUTCOME_PASS, expected,
			       "kept");
}

enum look auth_no_answer(struct view *view, const struct refusal *refusal,
			 enum check_id check, const char *expected)
{
	bool is_over = quiet_is_over(view, refusal->at_us,
				     scaled_us(view, AUTH_AUTO_MS));

	find(view, check, OUTCOME_INCONCLUSIVE, expected,
	     is_over ? "no credentials after the %u: no account for it, or it "
		       "asks its user"
		     : "no credentials after the %u so far",
	     refusal->status);
	prove(view, refusal->exchange->request);
	prove(view, refusal->final);
	return LOOK_SAID;
}
