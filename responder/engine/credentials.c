/* SPDX-License-Identifier: MIT */
#include "engine/credentials.h"

#include <string.h>

#include "engine/core.h"
#include "engine/issued.h"
#include "judge/facts.h"
#include "sip/digest.h"
#include "sip/field.h"

/* Lines that are looked at, and how often a wrong password is asked for again: more
 * often than the judge needs to see that nobody types them. */
enum { LINES_MAX = 16, ROUNDS_MAX = 5, NC_DIGITS = 8 };

/** A request with one of its credentials. */
struct claim {
	struct server *server;
	const struct message *request;
	struct digest digest;
	struct arena *arena;
};

static bool is_equal(struct str a, struct str b, struct str absent)
{
	return str_ieq(a.p != NULL ? a : absent, b.p != NULL ? b : absent);
}

/** With escapes or without: some clients send back what they read, some what it means. */
static bool is_echoed(const struct digest *challenge,
		      const struct digest *digest, enum digest_param param)
{
	const struct digest_value *a = &challenge->value[param];
	const struct digest_value *b = &digest->value[param];

	return b->written.p != NULL &&
	       (str_eq(a->text, b->text) || str_eq(a->written, b->written));
}

/** No less is taken than was asked for; no qop at all is left to the judge. */
static bool is_offered(const struct digest *challenge,
		       const struct digest *digest)
{
	struct str offered = digest_text(challenge, DIGEST_QOP);
	struct str qop = str_trim(digest_text(digest, DIGEST_QOP));

	return str_trim(offered).size == 0 || qop.size == 0 ||
	       field_has(offered, qop);
}

/** The challenge that is answered: nonce, realm, algorithm, a qop of it; or NULL. */
static struct asked *find_asked(const struct claim *claim,
				const struct asking *asking)
{
	const struct digest *digest = &claim->digest;
	struct digest challenge;

	for (size_t i = 0; i < asking->count; i++) {
		if (digest_parse(&challenge, claim->arena,
				 asking->asked[i].value) == 0 &&
		    is_echoed(&challenge, digest, DIGEST_NONCE) &&
		    is_echoed(&challenge, digest, DIGEST_REALM) &&
		    is_equal(digest_text(&challenge, DIGEST_ALGORITHM),
			     digest_text(digest, DIGEST_ALGORITHM),
			     STR("MD5")) &&
		    is_offered(&challenge, digest))
			return &asking->asked[i];
	}
	return NULL;
}

/** Host and port of a URI as they are written. */
static struct str place_of(struct str uri)
{
	struct str scheme, user, place;

	(void)str_cut(uri, ':', &scheme, &uri);
	if (!str_cut(uri, '@', &user, &place))
		place = uri;
	(void)str_cut(place, ';', &place, &uri);
	(void)str_cut(place, '?', &place, &uri);
	return place;
}

/**
 * RFC 3261 §22.4 item 3: the Request-URI. One that names this server and no user on
 * it, as SIPp has it, is taken too, which item 6 allows; the judge tells.
 */
static bool is_for_uri(const struct claim *claim)
{
	struct str asked = message_uri(claim->request);
	struct str uri = digest_text(&claim->digest, DIGEST_URI);

	if (uri.size == 0)
		return false;
	return str_eq(uri, asked) || uri_is_equal(uri, asked) ||
	       (str_find(uri, '@') == uri.size &&
		str_ieq(place_of(uri), place_of(asked)));
}

/** Whether the digest is that of any account. */
static bool is_verified(const struct claim *claim)
{
	const struct server_config *config = &claim->server->config;
	struct digest_proof proof = {
		.realm = digest_text(&claim->digest, DIGEST_REALM),
		.method = message_method(claim->request),
		.body = claim->request->body,
	};

	for (size_t i = 0; i < config->account_count; i++) {
		enum digest_result result;

		proof.account = &config->accounts[i];
		if (proof.account->realm.p != NULL &&
		    !str_eq(proof.account->realm, proof.realm))
			continue;
		result = digest_verify(&claim->digest, &proof);
		if (result == DIGEST_RIGHT || result == DIGEST_UPPER_CASE)
			return true;
	}
	return false;
}

/** The nonce count; 0 for one that is none. */
static uint32_t nonce_count(const struct digest *digest)
{
	struct str text = digest_text(digest, DIGEST_NC);
	uint32_t count = 0;

	if (text.size != NC_DIGITS)
		return 0;
	for (size_t i = 0; i < text.size; i++) {
		int digit = str_hex_digit(text.p[i]);

		if (digit < 0)
			return 0;
		count = count << 4 | (uint32_t)digit;
	}
	return count;
}

/** Take the use of a nonce. @return false when it was used so before */
static bool take_use(struct asked *asked, const struct digest *digest,
		     bool was_used)
{
	uint32_t count = nonce_count(digest);

	if (!digest_has(digest, DIGEST_NC))
		return !was_used;
	if (count <= asked->nc)
		return false;
	asked->nc = count;
	return true;
}

static enum proof prove(const struct claim *claim, struct asking *asking)
{
	struct asked *asked;
	bool was_used;

	if (asking == NULL)
		return PROOF_STALE;
	asked = find_asked(claim, asking);
	if (asked == NULL)
		return PROOF_WRONG;
	was_used = asked->is_used;
	asked->is_used = true;
	if (!is_for_uri(claim) || !is_verified(claim))
		return was_used ? PROOF_STALE : PROOF_WRONG;
	return take_use(asked, &claim->digest, was_used) ? PROOF_RIGHT
							 : PROOF_STALE;
}

static void read_one(struct credentials *credentials, const struct claim *claim,
		     uint64_t now_us)
{
	struct str nonce = digest_text(&claim->digest, DIGEST_NONCE);
	uint64_t token = nonce_token(claim->server, nonce);
	struct asking *asking;
	enum proof proof;

	if (token == 0)
		return;
	asking = issued_find(claim->server->issued, nonce, now_us);
	proof = prove(claim, asking);
	if (proof <= credentials->proof)
		return;
	credentials->proof = proof;
	credentials->token = token;
	memset(credentials->nonce, 0, NONCE_SIZE);
	nonce = str_sub(nonce, 0, NONCE_SIZE);
	memcpy(credentials->nonce, nonce.p, nonce.size);
	credentials->rounds = asking != NULL ? asking->rounds : 0;
}

void credentials_read(struct credentials *credentials, struct server *server,
		      const struct message *request, uint64_t now_us)
{
	static const enum header both[] = { HEADER_AUTHORIZATION,
					    HEADER_PROXY_AUTHORIZATION };
	struct arena arena;
	struct claim claim = {
		.server = server,
		.request = request,
		.arena = &arena,
	};

	*credentials = (struct credentials){ .proof = PROOF_NONE };
	arena_init(&arena);
	for (size_t i = 0; i < 2 * (size_t)LINES_MAX; i++) {
		struct str value = message_header(request, both[i / LINES_MAX],
						  i % LINES_MAX);

		if (value.p == NULL)
			continue;
		credentials->is_there = true;
		if (digest_parse(&claim.digest, &arena, value) == 0)
			read_one(credentials, &claim, now_us);
	}
	arena_release(&arena);
}

bool credentials_are_stale(const struct credentials *credentials)
{
	return credentials->is_there && credentials->proof != PROOF_WRONG;
}

unsigned credentials_rounds(const struct credentials *credentials)
{
	return credentials->proof == PROOF_WRONG ? credentials->rounds + 1 : 0;
}

bool credentials_are_hopeless(const struct credentials *credentials)
{
	return credentials_rounds(credentials) > ROUNDS_MAX;
}
