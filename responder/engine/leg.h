/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_LEG_H
#define ENGINE_LEG_H

#include "sip/dialog.h"

struct call;
struct transaction;

/**
 * A dialog that our answers to an INVITE made, or to a SUBSCRIBE or REFER. A call has
 * one, or one for each tag that its scenario gave the answers to an INVITE, as if that
 * had been forked.
 */
struct leg {
	struct leg *next; /* of the same call, older */
	struct dialog *dialog;
	bool is_accepted; /* a 2xx went out in it */
	bool is_acked;    /* and its ACK came */
	bool is_ended;    /* by a BYE or the last NOTIFY: nothing more of it */
	bool is_ours;     /* our BYE went */
	bool has_offered; /* a reliable provisional had our offer */
	uint32_t rseq;    /* of its last reliable provisional, 0: none */
	uint32_t owed;    /* bit n: a PRACK for rseq - n is owed */
};

/**
 * The dialog that the last answer to the newest request outside of a dialog made,
 * listed from now on; or NULL.
 */
struct leg *leg_current(struct call *call);

/** The dialog that an answer with this tag to a request makes or made, or NULL. */
struct leg *leg_for(struct call *call, struct transaction *tx, struct str tag);

/** The tag of ours in the dialog that a request is in, or that its answers make. */
struct str leg_tag(const struct transaction *tx);

/** The dialog with this tag of ours, or NULL. */
struct leg *leg_find(struct call *call, struct str tag);

/** The dialog that a request is in by all its ids, or NULL. */
struct leg *leg_of(struct call *call, struct message *request);

/**
 * The dialog that a request of ours goes in: that with the tag, else the newest
 * with an ACK, else the current one; NULL when there is none that has not ended.
 *
 * @param tag  absent: any
 */
struct leg *leg_pick(struct call *call, struct str tag);

/** Whether a dialog with an ACK is there that has not ended. */
bool leg_is_talking(const struct call *call);

/** Whether every dialog has ended that was accepted, or that is there at all. */
bool leg_all_ended(struct call *call);

/**
 * The RSeq of the next reliable provisional (RFC 3262 §3): the first by chance.
 *
 * @param step  what it is above the last one; 0: the same again
 */
uint32_t leg_next_rseq(struct leg *leg, uint32_t random, uint32_t step);

/** Whether a PRACK with this RAck was owed; it is no more. */
bool leg_prove(struct leg *leg, const struct transaction *invite,
	       struct str rack);

void leg_free_all(struct leg *leg); /* NULL is fine */

#endif
