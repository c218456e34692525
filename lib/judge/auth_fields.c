/* SPDX-License-Identifier: MIT */
#include "judge/auth.h"
#include "judge/form.h"
#include "judge/look.h"
#include "sip/field.h"

/* The parameters of credentials (RFC 3261 §22.4, RFC 7616 §3.4, RFC 8760). */

static const char echo_rule[] =
	"realm, nonce, opaque and algorithm of the challenge";

static enum look say_other(struct view *view, const struct auth_use *use,
			   enum outcome outcome, const char *name,
			   enum digest_param param)
{
	struct str had = use->challenge->digest.value[param].written;
	struct str has = use->digest.value[param].written;

	if (had.p == NULL)
		had = STR("none");
	if (has.p == NULL)
		has = STR("none");
	find(view, CHECK_ID_auth_echo, outcome, echo_rule,
	     "%s is \"%.*s\", not \"%.*s\"", name, FORM_SHOW(has),
	     FORM_SHOW(had));
	prove(view, use->challenge->response);
	prove(view, use->request);
	return LOOK_SAID;
}

/** Left out is MD5 (RFC 7616 §3.3). */
static bool is_algorithm_kept(const struct auth_use *use)
{
	struct str had = digest_text(&use->challenge->digest, DIGEST_ALGORITHM);
	struct str has = digest_text(&use->digest, DIGEST_ALGORITHM);

	return str_ieq(had.p != NULL ? had : STR("MD5"),
		       has.p != NULL ? has : STR("MD5"));
}

static enum look look_echo(struct view *view, const struct auth *auth,
			   const struct auth_use *use)
{
	const struct digest *had = &use->challenge->digest;
	const struct digest *has = &use->digest;

	(void)auth;
	if (!auth_is_equal(had, has, DIGEST_REALM))
		return say_other(view, use, OUTCOME_FAIL, "realm",
				 DIGEST_REALM);
	if (!is_algorithm_kept(use))
		return say_other(view, use, OUTCOME_FAIL, "algorithm",
				 DIGEST_ALGORITHM);
	/* what a nextnonce brings along it does not say */
	if (!use->challenge->is_next &&
	    !auth_is_equal(had, has, DIGEST_OPAQUE) &&
	    (digest_has(had, DIGEST_OPAQUE) ||
	     digest_text(has, DIGEST_OPAQUE).size > 0))
		return say_other(view, use, OUTCOME_WARN, "opaque",
				 DIGEST_OPAQUE);
	return LOOK_GOOD;
}

/** Credentials for our realm, but not for any challenge that stands. */
static enum look look_nonce(struct view *view, struct refusal *refusal)
{
	const struct auth *auth = auth_of(view);
	const struct auth_use *try = auth_try(view, auth, refusal);
	bool is_known;

	/* an old nonce after a stale one is judged by auth-stale */
	if (try == NULL || auth_answer(view, auth, refusal) != NULL ||
	    auth_is_stale(auth, refusal) ||
	    (try->challenge != NULL &&
	     try->challenge->response > refusal->final))
		return LOOK_NONE;
	/* a proxy in between may ask for the same realm with its own nonce */
	is_known = !refusal->is_proxied &&
		   auth_is_known(view, refusal, &view->exchange[try->exchange]);
	find(view, CHECK_ID_auth_echo,
	     is_known ? OUTCOME_FAIL : OUTCOME_INCONCLUSIVE,
	     "the nonce of the challenge",
	     "credentials for its realm with %s nonce%s",
	     try->challenge != NULL ? "an older" : "another",
	     is_known
		     ? ""
		     : ", but ours may not have arrived, or be of another hop");
	prove(view, refusal->final);
	prove(view, try->request);
	return LOOK_SAID;
}

void check_auth_echo(struct view *view)
{
	auth_each_use(view, CHECK_ID_auth_echo, echo_rule, look_echo);
	refusal_each_challenged(view, CHECK_ID_auth_echo, echo_rule,
				look_nonce);
}

static enum look look_uri(struct view *view, const struct auth *auth,
			  const struct auth_use *use)
{
	const struct digest_value *uri = &use->digest.value[DIGEST_URI];
	struct str asked = view_facts(view, use->request)->uri;

	(void)auth;
	if (uri->written.p == NULL)
		return auth_say(view, use, CHECK_ID_auth_uri, OUTCOME_FAIL,
				"uri, in quotes", "there is no uri");
	if (!uri->is_quoted)
		return auth_say(view, use, CHECK_ID_auth_uri, OUTCOME_FAIL,
				"uri, in quotes", "uri is not in quotes");
	if (str_eq(uri->text, asked) || str_eq(uri->written, asked) ||
	    uri_is_equal(uri->text, asked))
		return LOOK_GOOD;
	/* on its way a Request-URI may be changed (RFC 8760 §2.6 item 6) */
	if (look_is_proxied(view, use->request))
		return LOOK_NONE;
	find(view, CHECK_ID_auth_uri, OUTCOME_WARN,
	     "the Request-URI of the request as uri",
	     "uri is \"%.*s\", not \"%.*s\"", FORM_SHOW(uri->written),
	     FORM_SHOW(asked));
	prove(view, use->request);
	return LOOK_SAID;
}

void check_auth_uri(struct view *view)
{
	auth_each_use(view, CHECK_ID_auth_uri,
		      "the Request-URI of the request as uri, in quotes",
		      look_uri);
}

/** The name of a parameter that stands in quotes or without them wrongly. */
static const char *wrong_quotes(const struct digest *digest)
{
	static const struct {
		enum digest_param param;
		bool is_quoted;
		const char *text;
	} rule[] = {
		{ DIGEST_QOP, false, "qop in quotes" },
		{ DIGEST_NC, false, "nc in quotes" },
		{ DIGEST_ALGORITHM, false, "algorithm in quotes" },
		{ DIGEST_USERNAME, true, "username without quotes" },
		{ DIGEST_REALM, true, "realm without quotes" },
		{ DIGEST_NONCE, true, "nonce without quotes" },
		{ DIGEST_CNONCE, true, "cnonce without quotes" },
		{ DIGEST_OPAQUE, true, "opaque without quotes" },
		{ DIGEST_RESPONSE, true, "response without quotes" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rule); i++) {
		if (digest_has(digest, rule[i].param) &&
		    digest->value[rule[i].param].is_quoted != rule[i].is_quoted)
			return rule[i].text;
	}
	return NULL;
}

static const char qop_rule[] = "a qop that was offered, with cnonce and nc";

static enum look look_qop(struct view *view, const struct auth *auth,
			  const struct auth_use *use)
{
	struct str offered = digest_text(&use->challenge->digest, DIGEST_QOP);
	struct str qop = digest_text(&use->digest, DIGEST_QOP);
	const char *wrong = NULL;

	(void)auth;
	if (str_trim(offered).size == 0 || !auth_is_plain(use->challenge))
		return LOOK_NONE;
	if (str_trim(qop).size == 0)
		wrong = "no qop";
	else if (!field_has(offered, str_trim(qop)))
		wrong = "a qop that was not offered";
	else if (!digest_has(&use->digest, DIGEST_CNONCE))
		wrong = "qop without cnonce";
	else if (!digest_has(&use->digest, DIGEST_NC))
		wrong = "qop without nc";
	if (wrong != NULL)
		return auth_say(view, use, CHECK_ID_auth_qop, OUTCOME_FAIL,
				qop_rule, wrong);
	wrong = wrong_quotes(&use->digest);
	if (wrong != NULL)
		return auth_say(view, use, CHECK_ID_auth_qop, OUTCOME_WARN,
				"quotes where RFC 7616 §3.4 has them", wrong);
	return LOOK_GOOD;
}

void check_auth_qop(struct view *view)
{
	auth_each_use(view, CHECK_ID_auth_qop, qop_rule, look_qop);
}
