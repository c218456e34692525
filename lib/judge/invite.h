/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_INVITE_H
#define JUDGE_INVITE_H

#include "judge/view.h"

/**
 * What the checks of the INVITE client transaction share (RFC 3261 §17.1.1).
 */

/** Whether this exchange is an INVITE of the client. */
bool invite_is_client(const struct view *view, const struct exchange *exchange);

/** Whether it came over UDP, so that copies of it are due. */
bool invite_is_udp(const struct view *view, const struct exchange *exchange);

/**
 * The first thing of ours behind this INVITE that the client may take for an
 * answer to it: a response with its Call-ID and CSeq number, or anything
 * spoilt; or NOTHING.
 */
long invite_answer(const struct view *view, const struct exchange *exchange);

/** The nth sound 1xx (from 0) before its final response, or NOTHING. */
long invite_provisional(const struct view *view,
			const struct exchange *exchange, size_t n);

/** How late or early a timed message may be, in µs: 500 ms, or T1 if longer. */
uint64_t invite_slack_us(const struct view *view);

/** Seconds from one time to another, to print them. */
double invite_seconds(uint64_t from_us, uint64_t to_us);

#endif
