/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_RELIABLE_H
#define JUDGE_RELIABLE_H

#include "judge/view.h"

/**
 * The provisional responses that a client must acknowledge with PRACK (RFC
 * 3262). For the files of the judge only.
 */

/**
 * A reliable provisional response of ours: 101 to 199 with RSeq and Require:
 * 100rel, that we did not spoil. Copies have the same RSeq and tag.
 */
struct reliable {
	const struct exchange *invite;
	struct str tag;
	uint64_t rseq;
	size_t first;    /* entry of its first copy */
	size_t sends;    /* copies, the first included */
	bool is_offered; /* the INVITE lists 100rel in Supported or Require */
	bool is_known;   /* a response before it had its tag */
	bool is_forked;  /* a reliable one before it had another tag */
	bool is_next;    /* in its dialog it is the first one, or its RSeq is
			  * one above that of the one before it */
	bool is_sure;    /* the one before it was acknowledged before it went
			  * out: the client had that one; or it is the first */
	const struct exchange *prack; /* the first PRACK for it, or NULL */
};

/**
 * The next one in order of time.
 *
 * @param[in,out] at  0 at first; an entry of the record
 */
bool reliable_next(struct reliable *reliable, const struct view *view,
		   size_t *at);

/** RSeq of a response. @return whether it has one */
bool reliable_read_rseq(const struct view *view, size_t entry, uint64_t *rseq);

/** What a RAck names; the method is borrowed. */
struct rack {
	uint64_t rseq;
	uint64_t cseq;
	struct str method;
};

/** @return whether a PRACK has a RAck with two numbers and a method */
bool reliable_read_rack(struct rack *rack, const struct view *view,
			size_t prack);

/** Whether a RAck names this response by all its parts. */
bool reliable_is_named(const struct view *view, const struct reliable *reliable,
		       const struct rack *rack);

/** Whether a request lists an option tag in Supported or Require. */
bool reliable_offers(const struct view *view, size_t request, struct str tag);

#endif
