/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_FACTS_H
#define JUDGE_FACTS_H

#include "judge/record.h"

/**
 * What the judge asks of every message, taken from its bytes once. All texts are
 * borrowed from the message and trimmed; absent where it has none. Numbers that do not
 * parse are told by has_….
 */
struct facts {
	bool is_request;
	unsigned status;   /* of a response */
	struct str method; /* of a request; of a response that of its CSeq */
	struct str uri;    /* Request-URI */
	struct str call_id;
	struct str from; /* whole value */
	struct str from_tag;
	struct str to;
	struct str to_tag;
	bool has_cseq;
	uint64_t cseq;
	struct str cseq_method;
	struct str via; /* the top value */
	struct str branch;
	struct str oc;      /* of the top Via (RFC 7339) */
	struct str rport;   /* of the top Via; empty when it has no value */
	struct str sent_by; /* host[:port] of the top Via */
	size_t via_count;   /* values, not lines */
	size_t route_count; /* values */
};

/** Read them; a message that lacks all of them gives absent texts and zeros. */
void facts_read(struct facts *facts, const struct message *message);

/**
 * What tells in From which requests outside of a dialog belong together: its tag.
 * Nothing of a REGISTER, which may have a new one each time: its Call-ID tells (RFC
 * 3261 §10.2).
 */
struct str facts_from_tag(const struct facts *facts);

/** Whether two URIs are equal by RFC 3261 §19.1.4 (sip, sips; others byte by byte). */
bool uri_is_equal(struct str a, struct str b);

/** Whether two header values are the same but for blanks, folds and case of tokens. */
bool value_is_equal(struct str a, struct str b);

/** The nth Route or Record-Route value of a message, absent when there is none. */
struct str route_at(const struct message *message, enum header header,
		    size_t n);

#endif
