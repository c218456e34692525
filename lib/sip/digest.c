/* SPDX-License-Identifier: MIT */
#include "sip/digest.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/provider.h>

static const struct {
	struct str name;
	const char *hash;
	size_t digits;
	bool is_session;
} algorithms[] = {
#define X(id, name, hash, digits, is_session) \
	{ STR_INIT(name), hash, digits, is_session },
	DIGEST_ALGORITHM_MAP(X)
#undef X
};

enum digest_algorithm digest_algorithm_find(struct str name)
{
	if (name.p == NULL)
		return DIGEST_ALGORITHM_MD5;
	for (size_t i = 0; i < ARRAY_SIZE(algorithms); i++) {
		if (str_ieq(algorithms[i].name, name))
			return (enum digest_algorithm)i;
	}
	return DIGEST_ALGORITHM_UNKNOWN;
}

const char *digest_algorithm_name(enum digest_algorithm algorithm)
{
	return algorithm < DIGEST_ALGORITHM_UNKNOWN
		       ? algorithms[algorithm].name.p
		       : "unknown";
}

bool digest_algorithm_is_session(enum digest_algorithm algorithm)
{
	return algorithm < DIGEST_ALGORITHM_UNKNOWN &&
	       algorithms[algorithm].is_session;
}

size_t digest_algorithm_digits(enum digest_algorithm algorithm)
{
	return algorithm < DIGEST_ALGORITHM_UNKNOWN
		       ? algorithms[algorithm].digits
		       : 0;
}

/** A hash function, and the library of its own that MD5 may need. */
struct hasher {
	OSSL_LIB_CTX *library;
	OSSL_PROVIDER *provider;
	EVP_MD *type;
	EVP_MD_CTX *state;
	bool is_good;
};

static void hasher_release(struct hasher *hasher)
{
	EVP_MD_CTX_free(hasher->state);
	EVP_MD_free(hasher->type);
	if (hasher->provider != NULL)
		(void)OSSL_PROVIDER_unload(hasher->provider);
	OSSL_LIB_CTX_free(hasher->library);
}

/**
 * "-fips" lifts a policy of FIPS algorithms alone, which the caller's nonce and
 * password do not depend on. Where the provider with MD5 is not even loaded, it
 * is loaded beside the policy.
 */
static int hasher_init(struct hasher *hasher, const char *name)
{
	*hasher = (struct hasher){ .type = EVP_MD_fetch(NULL, name, "-fips") };
	if (hasher->type == NULL) {
		hasher->library = OSSL_LIB_CTX_new();
		if (hasher->library == NULL)
			return ENOMEM;
		hasher->provider =
			OSSL_PROVIDER_load(hasher->library, "default");
		hasher->type = EVP_MD_fetch(hasher->library, name, "-fips");
	}
	if (hasher->type == NULL)
		return ENOTSUP;
	hasher->state = EVP_MD_CTX_new();
	return hasher->state != NULL ? 0 : ENOMEM;
}

/** Hash texts with a colon between each two, into lower-case digits. */
static void hash(struct hasher *hasher, char text[DIGEST_TEXT_SIZE],
		 const struct str *part, size_t count)
{
	static const char digit[] = "0123456789abcdef";
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned size = 0;
	bool is_good = EVP_DigestInit_ex2(hasher->state, hasher->type, NULL);

	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			is_good = is_good &&
				  EVP_DigestUpdate(hasher->state, ":", 1);
		if (part[i].size > 0)
			is_good = is_good &&
				  EVP_DigestUpdate(hasher->state, part[i].p,
						   part[i].size);
	}
	is_good = is_good && EVP_DigestFinal_ex(hasher->state, bytes, &size) &&
		  2 * size < DIGEST_TEXT_SIZE;
	hasher->is_good = hasher->is_good && is_good;
	text[0] = '\0';
	for (size_t i = 0; is_good && i < size; i++) {
		text[2 * i] = digit[bytes[i] >> 4];
		text[2 * i + 1] = digit[bytes[i] & 15];
		text[2 * i + 2] = '\0';
	}
}

/** H(A1), RFC 7616 §3.4.2. */
static void hash_user(struct hasher *hasher, char text[DIGEST_TEXT_SIZE],
		      const struct digest_input *input)
{
	const struct str user[] = { input->user, input->realm,
				    input->password };
	struct str session[3] = { { NULL, 0 },
				  input->first_nonce,
				  input->first_cnonce };
	char secret[DIGEST_TEXT_SIZE];

	if (!algorithms[input->algorithm].is_session) {
		hash(hasher, text, user, ARRAY_SIZE(user));
		return;
	}
	hash(hasher, secret, user, ARRAY_SIZE(user));
	session[0] = str_from(secret);
	if (session[1].p == NULL)
		session[1] = input->nonce;
	if (session[2].p == NULL)
		session[2] = input->cnonce;
	hash(hasher, text, session, ARRAY_SIZE(session));
	OPENSSL_cleanse(secret, sizeof(secret));
}

/** H(A2), RFC 7616 §3.4.3. */
static void hash_request(struct hasher *hasher, char text[DIGEST_TEXT_SIZE],
			 const struct digest_input *input)
{
	struct str part[3] = { input->method, input->uri, { NULL, 0 } };
	char body[DIGEST_TEXT_SIZE];

	if (input->qop != DIGEST_QOP_AUTH_INT) {
		hash(hasher, text, part, 2);
		return;
	}
	hash(hasher, body, &input->body, 1);
	part[2] = str_from(body);
	hash(hasher, text, part, 3);
}

static const struct str qop_name[] = {
	[DIGEST_QOP_NONE] = STR_INIT(""),
	[DIGEST_QOP_AUTH] = STR_INIT("auth"),
	[DIGEST_QOP_AUTH_INT] = STR_INIT("auth-int"),
};

int digest_compute(char text[DIGEST_TEXT_SIZE],
		   const struct digest_input *input)
{
	char user[DIGEST_TEXT_SIZE], request[DIGEST_TEXT_SIZE];
	struct hasher hasher;
	int err;

	if (input->algorithm >= DIGEST_ALGORITHM_UNKNOWN ||
	    input->qop >= DIGEST_QOP_UNKNOWN)
		return EINVAL;
	err = hasher_init(&hasher, algorithms[input->algorithm].hash);
	if (err)
		goto out;

	hasher.is_good = true;
	hash_user(&hasher, user, input);
	hash_request(&hasher, request, input);
	if (input->qop == DIGEST_QOP_NONE)
		hash(&hasher, text,
		     (const struct str[]){ str_from(user), input->nonce,
					   str_from(request) },
		     3);
	else
		hash(&hasher, text,
		     (const struct str[]){ str_from(user), input->nonce,
					   input->nc, input->cnonce,
					   qop_name[input->qop],
					   str_from(request) },
		     6);
	err = hasher.is_good ? 0 : ENOTSUP;
	OPENSSL_cleanse(user, sizeof(user));
out:
	hasher_release(&hasher);
	return err;
}

int digest_hash_user(char text[DIGEST_TEXT_SIZE],
		     enum digest_algorithm algorithm, struct str user,
		     struct str realm)
{
	const struct str part[] = { user, realm };
	struct hasher hasher;
	int err;

	if (algorithm >= DIGEST_ALGORITHM_UNKNOWN)
		return EINVAL;
	err = hasher_init(&hasher, algorithms[algorithm].hash);
	if (!err) {
		hasher.is_good = true;
		hash(&hasher, text, part, ARRAY_SIZE(part));
		err = hasher.is_good ? 0 : ENOTSUP;
	}
	hasher_release(&hasher);
	return err;
}
