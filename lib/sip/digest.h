/* SPDX-License-Identifier: MIT */
#ifndef SIP_DIGEST_H
#define SIP_DIGEST_H

#include "text/arena.h"

/**
 * Digest authentication (RFC 3261 §22, RFC 7616, RFC 8760; RFC 2617 where there
 * is no qop): challenges and credentials read, responses computed and compared.
 * What is read comes from the network and may be any bytes.
 */

/** The parameters that are looked at: id, name. */
#define DIGEST_PARAM_MAP(X)                                 \
	X(USERNAME, "username")                             \
	X(USERNAME_EXT, "username*") /* RFC 7616 §3.4 */   \
	X(REALM, "realm")                                   \
	X(NONCE, "nonce")                                   \
	X(URI, "uri")                                       \
	X(RESPONSE, "response")                             \
	X(ALGORITHM, "algorithm")                           \
	X(CNONCE, "cnonce")                                 \
	X(OPAQUE, "opaque")                                 \
	X(QOP, "qop")                                       \
	X(NC, "nc")                                         \
	X(STALE, "stale")                                   \
	X(USERHASH, "userhash")                             \
	X(NEXTNONCE, "nextnonce") /* Authentication-Info */ \
	X(RSPAUTH, "rspauth")     /* the same */

enum digest_param {
#define X(id, name) DIGEST_##id,
	DIGEST_PARAM_MAP(X)
#undef X
		DIGEST_PARAM_COUNT
};

/** The algorithms: id, name, that of the hash in OpenSSL, hex digits, -sess. */
#define DIGEST_ALGORITHM_MAP(X)                                  \
	X(MD5, "MD5", "MD5", 32, false)                          \
	X(MD5_SESS, "MD5-sess", "MD5", 32, true)                 \
	X(SHA_256, "SHA-256", "SHA2-256", 64, false)             \
	X(SHA_256_SESS, "SHA-256-sess", "SHA2-256", 64, true)    \
	X(SHA_512_256, "SHA-512-256", "SHA2-512/256", 64, false) \
	X(SHA_512_256_SESS, "SHA-512-256-sess", "SHA2-512/256", 64, true)

enum digest_algorithm {
#define X(id, name, hash, digits, is_session) DIGEST_ALGORITHM_##id,
	DIGEST_ALGORITHM_MAP(X)
#undef X
		DIGEST_ALGORITHM_UNKNOWN
};

enum digest_qop {
	DIGEST_QOP_NONE, /* as RFC 2617 §3.2.2.1 has it */
	DIGEST_QOP_AUTH,
	DIGEST_QOP_AUTH_INT,
	DIGEST_QOP_UNKNOWN
};

enum { DIGEST_TEXT_SIZE = 65 }; /* 64 digits and a NUL */

/** One parameter; all absent when it is not there. */
struct digest_value {
	struct str text;    /* without quotes and escapes */
	struct str written; /* without quotes, escapes kept */
	bool is_quoted;
};

/** A challenge, credentials, or the value of an Authentication-Info. */
struct digest {
	struct str scheme; /* as written; "" for Authentication-Info */
	struct digest_value value[DIGEST_PARAM_COUNT];
	bool is_twice; /* a parameter is there more than once: the first counts */
};

/**
 * Read one header value: scheme and parameters, in any order, with blanks and
 * folds between. Quoted strings end at their quote or with the value; unknown
 * parameters are passed over, and so is what is no parameter.
 *
 * @param[out] digest  borrows from value, and from arena what had escapes
 * @param      arena   owns the texts without their escapes; ask arena_error()
 * @return 0, ENOMEM, or EBADMSG: it does not begin with a scheme (a token that
 *         a blank or the end follows); then all but the scheme is absent
 */
int digest_parse(struct digest *digest, struct arena *arena, struct str value);

/** The same for Authentication-Info: no scheme, parameters alone. */
int digest_parse_info(struct digest *digest, struct arena *arena,
		      struct str value);

/** Whether the scheme is Digest. */
bool digest_is_digest(const struct digest *digest);

bool digest_has(const struct digest *digest, enum digest_param param);

/** Text of a parameter, absent when it is not there. */
struct str digest_text(const struct digest *digest, enum digest_param param);

/** Any case; MD5 when absent (RFC 7616 §3.3). */
enum digest_algorithm digest_algorithm_find(struct str name);

const char *digest_algorithm_name(enum digest_algorithm algorithm);
bool digest_algorithm_is_session(enum digest_algorithm algorithm);

/** How many hexadecimal digits its values have. */
size_t digest_algorithm_digits(enum digest_algorithm algorithm);

/** Of credentials: one token, any case; NONE when it is absent or empty. */
enum digest_qop digest_qop_find(struct str name);

/** Whether stale is "true", any case. */
bool digest_is_stale(const struct digest *challenge);

/** What a response is computed from; all texts without quotes and escapes. */
struct digest_input {
	enum digest_algorithm algorithm;
	enum digest_qop qop;
	struct str user;
	struct str realm;
	struct str password;
	struct str nonce;
	struct str nc;           /* with qop */
	struct str cnonce;       /* with qop or -sess */
	struct str first_nonce;  /* -sess: of the challenge that began the */
	struct str first_cnonce; /* session and its answer; absent: as above */
	struct str method;       /* empty: rspauth of Authentication-Info */
	struct str uri;
	struct str body; /* with auth-int; of the response for rspauth */
};

/**
 * Compute a response (RFC 7616 §3.4.1), or rspauth (§3.5), in lower case.
 *
 * MD5 is what the caller asks for by the name of the algorithm, not what it
 * relies on: it works where OpenSSL is told to use FIPS algorithms alone, as
 * long as its default provider is installed.
 *
 * @param[out] text  terminated; written only on success
 * @return 0, EINVAL for an unknown algorithm or qop, ENOTSUP where OpenSSL has
 *         no such hash, ENOMEM
 */
int digest_compute(char text[DIGEST_TEXT_SIZE],
		   const struct digest_input *input);

/** Hash a user's name (RFC 7616 §3.4.4). @return as digest_compute() */
int digest_hash_user(char text[DIGEST_TEXT_SIZE],
		     enum digest_algorithm algorithm, struct str user,
		     struct str realm);

/** Who a password is of. */
struct account {
	struct str name;
	struct str password;
	struct str realm; /* absent: any */
};

/** What credentials are held against. */
struct digest_proof {
	const struct account *account;
	struct str realm; /* that was asked for */
	struct str method;
	struct str uri; /* the credentials must name it byte by byte; absent:
			 * compared by the caller, or by nobody (RFC 8760 §2.6
			 * item 6) */
	struct str body;
	struct str first_nonce; /* as in digest_input */
	struct str first_cnonce;
};

/** What credentials are: id, words. */
#define DIGEST_RESULT_MAP(X)                                               \
	X(RIGHT, "right")                                                  \
	X(UPPER_CASE, "right, but for its digits in upper case")           \
	X(WRONG, "not what user, password and request give")               \
	X(LACKING, "without a parameter that they must have, or twice")    \
	X(UNKNOWN, "of a scheme, an algorithm or a qop that is not known") \
	X(OTHER_USER, "of another user")                                   \
	X(OTHER_REALM, "for another realm")                                \
	X(OTHER_URI, "for another URI")                                    \
	X(UNAVAILABLE, "of an algorithm that OpenSSL does not have here")

enum digest_result {
#define X(id, text) DIGEST_##id,
	DIGEST_RESULT_MAP(X)
#undef X
};

const char *digest_result_text(enum digest_result result);

/**
 * Verify credentials. Whether their nonce is one of ours, and their count was
 * not seen before, is for the caller to know. The comparison takes the same
 * time wherever the difference is. Escapes within quoted strings count as RFC
 * 7616 has it (removed) or as RFC 2617 has it (kept).
 */
enum digest_result digest_verify(const struct digest *credentials,
				 const struct digest_proof *proof);

/**
 * Whether credentials are for a user of a realm, by name, by username* or by
 * userhash (RFC 7616 §3.4.4).
 */
bool digest_is_user(const struct digest *credentials, struct str user,
		    struct str realm);

#endif
