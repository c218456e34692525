/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_AGAIN_H
#define JUDGE_AGAIN_H

#include "judge/refusal.h"

/** What the client tries after a refusal. For the files of the judge only. */

/*
 * Exchanges between a refusal and its retry: a client that has thousands refused in
 * the window would have each compared with all.
 */
enum { APART_MAX = 100 };

/**
 * Whether a later request is another try of the same one: same method, Call-ID
 * and From tag, outside of a dialog, higher CSeq.
 */
bool again_is_retry(const struct view *view, const struct exchange *first,
		    const struct exchange *later);

/**
 * Whether a later INVITE is a call of its own to the Request-URI of an earlier
 * one.
 */
bool again_is_new_call(const struct view *view, const struct exchange *first,
		       const struct exchange *later);

/** Whether both requests came to the same address and port of ours. */
bool again_is_same_server(const struct view *view, const struct exchange *first,
			  const struct exchange *later);

/**
 * Whether both requests come from the same client: from the same host, and with
 * the same port or the same From.
 */
bool again_is_same_client(const struct view *view, const struct exchange *first,
			  const struct exchange *later);

/** Whether two exchanges ask for the same Request-URI. */
bool again_is_same_uri(const struct view *view, const struct exchange *first,
		       const struct exchange *later);

/**
 * Whether two requests are the same: start line, headers and body, but for
 * Via, CSeq, Max-Forwards, Date and Timestamp. Those that are more than APART_MAX
 * exchanges apart are not compared.
 */
bool again_is_unmodified(const struct view *view, const struct exchange *first,
			 const struct exchange *later);

/**
 * The number of Max-Forwards. @return false where there is none that can be
 * read
 */
bool again_max_forwards(const struct view *view,
			const struct exchange *exchange, uint64_t *hops);

/**
 * Read Retry-After of a response: its seconds, not the comment and the
 * parameters.
 *
 * @return false where it has none, or none that can be read
 */
bool again_retry_after(const struct view *view, size_t response,
		       uint64_t *seconds);

/**
 * The first retry of the refused request to the same server within 35 s, or
 * NULL.
 */
const struct exchange *again_first(const struct view *view,
				   const struct refusal *refusal);

/** Seconds from the refusal to the request. */
double again_wait(const struct view *view, const struct refusal *refusal,
		  const struct exchange *later);

/**
 * Whether a request came within so many ms after the refusal, or less if T1 is
 * short.
 */
bool again_is_within(const struct view *view, const struct refusal *refusal,
		     const struct exchange *later, unsigned ms);

/** A finding with the refusal and the later request as its proof. */
enum look again_say(struct view *view, const struct refusal *refusal,
		    const struct exchange *later, enum check_id check,
		    enum outcome outcome, const char *expected,
		    const char *what);

#endif
