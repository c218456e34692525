/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_AUTH_H
#define JUDGE_AUTH_H

#include "judge/refusal.h"
#include "sip/digest.h"

/**
 * What the checks of authentication ask: our challenges, the client's
 * credentials, and which are for which. For the files of the judge only.
 */

/** One challenge of ours, of any scheme. */
struct auth_challenge {
	size_t exchange; /* whose request was challenged */
	size_t response; /* entry */
	struct digest digest;
	enum digest_algorithm algorithm;
	bool is_proxy;  /* of a Proxy-Authenticate */
	bool is_next;   /* nextnonce: an earlier one with another nonce */
	bool is_spoilt; /* its response has a fault on purpose */
	const struct auth_use *last; /* its newest use */
};

/** Credentials in a request of the client; not those of ACK and CANCEL. */
struct auth_use {
	size_t exchange;
	size_t request; /* entry: the first copy */
	struct digest digest;
	bool is_proxy;                    /* a Proxy-Authorization */
	struct auth_challenge *challenge; /* that its nonce is of, or NULL */
	const struct auth_use *before;    /* the use of the same before it */
	bool is_same; /* its request is one before, sent to another server */
};

struct auth {
	struct auth_challenge *challenge; /* in order of time */
	size_t challenge_count;
	struct auth_use *use; /* in order of time */
	size_t use_count;
};

/** All of a record, made once; nothing when memory is short. */
const struct auth *auth_of(struct view *view);

/** Whether two parameters are equal, with or without their escapes. */
bool auth_is_equal(const struct digest *a, const struct digest *b,
		   enum digest_param param);

/**
 * Whether a client must be able to answer a challenge: Digest, with a realm and
 * a nonce, of a known algorithm and of a known qop or none.
 */
bool auth_is_plain(const struct auth_challenge *challenge);

/** Whether a challenge is one of those of this refusal. */
bool auth_is_of(const struct refusal *refusal,
		const struct auth_challenge *challenge);

/** The next challenge of a refusal after this one (NULL: the first), or NULL. */
const struct auth_challenge *auth_next(const struct auth *auth,
				       const struct refusal *refusal,
				       const struct auth_challenge *challenge);

/**
 * The first credentials for a challenge of this refusal in a later request of
 * its method, or NULL.
 */
const struct auth_use *auth_answer(const struct view *view,
				   const struct auth *auth,
				   const struct refusal *refusal);

/**
 * The first credentials for a realm and header of this refusal in the next tries
 * of its request (method, Call-ID, From tag), whatever their nonce, or NULL.
 */
const struct auth_use *auth_try(const struct view *view,
				const struct auth *auth,
				const struct refusal *refusal);

/**
 * The credentials in the refused request itself that answered an earlier
 * challenge of a realm and a header of this refusal, or NULL.
 */
const struct auth_use *auth_had(const struct auth *auth,
				const struct refusal *refusal);

/** Whether the client is shown to have the refusal when it sent a later request. */
bool auth_is_known(const struct view *view, const struct refusal *refusal,
		   const struct exchange *later);

/** Whether a challenge of this refusal says that the nonce was stale. */
bool auth_is_stale(const struct auth *auth, const struct refusal *refusal);

/** What is known of a digest. */
enum auth_digest {
	AUTH_DIGEST_RIGHT,
	AUTH_DIGEST_UPPER, /* but for upper-case digits */
	AUTH_DIGEST_WRONG, /* for the password that we have */
	AUTH_DIGEST_OPEN,  /* no password of ours, nor a way to compute it */
};

/** Hold credentials against the accounts of the configuration. */
enum auth_digest auth_verify(const struct view *view, const struct auth *auth,
			     const struct auth_use *use);

/** What one use of a challenge is by a rule. */
typedef enum look auth_use_f(struct view *view, const struct auth *auth,
			     const struct auth_use *use);

/**
 * Look at each use of a challenge of ours that is no fault of ours. Where the
 * rule was kept by all that it applies to there is one PASS.
 */
void auth_each_use(struct view *view, enum check_id check, const char *expected,
		   auth_use_f *look);

/** A finding about credentials, with the challenge and the request as proof. */
enum look auth_say(struct view *view, const struct auth_use *use,
		   enum check_id check, enum outcome outcome,
		   const char *expected, const char *what);

/** W_AUTO and how soon is at once, in ms at T1 = 500 ms. */
enum { AUTH_AUTO_MS = 10000, AUTH_AT_ONCE_MS = 2000 };

/** The end of a check that looked for an answer in vain: INCONCLUSIVE. */
enum look auth_no_answer(struct view *view, const struct refusal *refusal,
			 enum check_id check, const char *expected);

#endif
