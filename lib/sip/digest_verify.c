/* SPDX-License-Identifier: MIT */
#include "sip/digest.h"

#include <errno.h>
#include <openssl/crypto.h>

const char *digest_result_text(enum digest_result result)
{
	static const char *const text[] = {
#define X(id, words) [DIGEST_##id] = (words),
		DIGEST_RESULT_MAP(X)
#undef X
	};

	return text[result];
}

/** Whether an ext-value of RFC 5987, UTF-8'en'J%C3%A4s, stands for a text. */
static bool is_extended(struct str value, struct str text)
{
	struct str charset, rest, language;
	size_t at = 0;

	if (!str_cut(value, '\'', &charset, &rest) ||
	    !str_cut(rest, '\'', &language, &rest) ||
	    !str_ieq(charset, STR("UTF-8")))
		return false;
	for (size_t i = 0; i < rest.size; i++, at++) {
		int byte = (unsigned char)rest.p[i];

		if (byte == '%' && i + 2 < rest.size) {
			int high = str_hex_digit(rest.p[i + 1]);
			int low = str_hex_digit(rest.p[i + 2]);

			if (high < 0 || low < 0)
				return false;
			byte = high << 4 | low;
			i += 2;
		}
		if (at >= text.size || (unsigned char)text.p[at] != byte)
			return false;
	}
	return at == text.size;
}

bool digest_is_user(const struct digest *credentials, struct str user,
		    struct str realm)
{
	const struct digest_value *name = &credentials->value[DIGEST_USERNAME];
	struct str extended = digest_text(credentials, DIGEST_USERNAME_EXT);
	struct str algorithm = digest_text(credentials, DIGEST_ALGORITHM);
	char text[DIGEST_TEXT_SIZE];

	if (str_ieq(digest_text(credentials, DIGEST_USERHASH), STR("true")))
		return digest_hash_user(text, digest_algorithm_find(algorithm),
					user, realm) == 0 &&
		       str_ieq(name->text, str_from(text));
	if (name->written.p == NULL)
		return extended.p != NULL && is_extended(extended, user);
	return str_eq(name->text, user) || str_eq(name->written, user);
}

/** What RFC 7616 §3.4 asks for, and qop its own. */
static bool is_whole(const struct digest *credentials, enum digest_qop qop)
{
	static const enum digest_param always[] = {
		DIGEST_REALM,
		DIGEST_NONCE,
		DIGEST_URI,
		DIGEST_RESPONSE,
	};

	for (size_t i = 0; i < ARRAY_SIZE(always); i++) {
		if (!digest_has(credentials, always[i]))
			return false;
	}
	if (credentials->is_twice ||
	    digest_has(credentials, DIGEST_USERNAME) ==
		    digest_has(credentials, DIGEST_USERNAME_EXT))
		return false;
	return qop == DIGEST_QOP_NONE ||
	       (digest_has(credentials, DIGEST_NC) &&
		digest_has(credentials, DIGEST_CNONCE));
}

/** Equal but for the case of letters, wherever the first difference is. */
static enum digest_result compare(struct str have, struct str want)
{
	char lower[DIGEST_TEXT_SIZE] = "";
	bool has_upper = false;

	if (have.size != want.size || want.size >= sizeof(lower))
		return DIGEST_WRONG;
	for (size_t i = 0; i < have.size; i++) {
		bool is_upper = have.p[i] >= 'A' && have.p[i] <= 'F';

		lower[i] = is_upper ? (char)(have.p[i] - 'A' + 'a') : have.p[i];
		has_upper = has_upper || is_upper;
	}
	if (CRYPTO_memcmp(lower, want.p, want.size) != 0)
		return DIGEST_WRONG;
	return has_upper ? DIGEST_UPPER_CASE : DIGEST_RIGHT;
}

/** A parameter with its escapes removed, or as it was written. */
static struct str text_of(const struct digest *credentials,
			  enum digest_param param, bool is_written)
{
	return is_written ? credentials->value[param].written
			  : credentials->value[param].text;
}

static enum digest_result verify(const struct digest *credentials,
				 const struct digest_proof *proof,
				 enum digest_qop qop, bool is_written)
{
	const struct digest *from = credentials;
	struct digest_input input = {
		.algorithm = digest_algorithm_find(
			digest_text(from, DIGEST_ALGORITHM)),
		.qop = qop,
		.user = proof->account->name,
		.realm = text_of(from, DIGEST_REALM, is_written),
		.password = proof->account->password,
		.nonce = text_of(from, DIGEST_NONCE, is_written),
		.nc = digest_text(from, DIGEST_NC),
		.cnonce = text_of(from, DIGEST_CNONCE, is_written),
		.first_nonce = proof->first_nonce,
		.first_cnonce = proof->first_cnonce,
		.method = proof->method,
		.uri = text_of(from, DIGEST_URI, is_written),
		.body = proof->body,
	};
	char text[DIGEST_TEXT_SIZE];

	if (is_written &&
	    str_eq(digest_text(from, DIGEST_USERNAME), proof->account->name))
		input.user = text_of(from, DIGEST_USERNAME, true);
	if (digest_compute(text, &input) != 0)
		return DIGEST_UNAVAILABLE;
	return compare(digest_text(from, DIGEST_RESPONSE), str_from(text));
}

/** Whether any of the texts that are hashed had an escape. */
static bool has_escapes(const struct digest *credentials)
{
	for (size_t i = 0; i < DIGEST_PARAM_COUNT; i++) {
		const struct digest_value *value = &credentials->value[i];

		if (value->text.size != value->written.size)
			return true;
	}
	return false;
}

/** Whether they are for whom and what the proof says, before any hash. */
static enum digest_result match(const struct digest *credentials,
				const struct digest_proof *proof,
				enum digest_qop qop)
{
	struct str algorithm = digest_text(credentials, DIGEST_ALGORITHM);

	if (!digest_is_digest(credentials) || qop == DIGEST_QOP_UNKNOWN ||
	    digest_algorithm_find(algorithm) == DIGEST_ALGORITHM_UNKNOWN)
		return DIGEST_UNKNOWN;
	if (!is_whole(credentials, qop))
		return DIGEST_LACKING;
	if (!str_eq(digest_text(credentials, DIGEST_REALM), proof->realm))
		return DIGEST_OTHER_REALM;
	if (!digest_is_user(credentials, proof->account->name, proof->realm))
		return DIGEST_OTHER_USER;
	if (proof->uri.p != NULL &&
	    !str_eq(digest_text(credentials, DIGEST_URI), proof->uri))
		return DIGEST_OTHER_URI;
	return DIGEST_RIGHT;
}

enum digest_result digest_verify(const struct digest *credentials,
				 const struct digest_proof *proof)
{
	enum digest_qop qop =
		digest_qop_find(digest_text(credentials, DIGEST_QOP));
	enum digest_result result = match(credentials, proof, qop);

	if (result != DIGEST_RIGHT)
		return result;
	result = verify(credentials, proof, qop, false);
	if (result == DIGEST_WRONG && has_escapes(credentials))
		result = verify(credentials, proof, qop, true);
	/* RFC 8760 §2.6 item 8: qop that is left out is "auth" */
	if (result == DIGEST_WRONG && qop == DIGEST_QOP_NONE &&
	    digest_has(credentials, DIGEST_NC) &&
	    digest_has(credentials, DIGEST_CNONCE))
		result = verify(credentials, proof, DIGEST_QOP_AUTH, false);
	return result;
}
