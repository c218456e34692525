/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_UAS_OWN_H
#define ENGINE_UAS_OWN_H

#include "engine/call.h"

/** What the files of the UAS core share; nobody else includes this. */

/*
 * uas_select.c
 */

enum { UAS_PLAIN_SIZE = 64 };

/**
 * The user that selects a case.
 *
 * @param plain  room for a tel: number without its visual separators
 */
struct str uas_user(const url_t *url, char *plain, size_t size);

/**
 * The scenario for a request: the first of all ways that selects one.
 *
 * @param[out] madep  the scenario when it was made for this request, else NULL
 * @return 0, ENOENT when nothing selects one, or ENOMEM
 */
int uas_select(struct transaction *tx, struct str user,
	       const struct scenario **scenariop, struct scenario **madep);

/** The code of the case that the user selects, for a request that is no INVITE; 0: none. */
unsigned uas_selected_code(struct transaction *tx);

/*
 * uas_refuse.c
 */

/**
 * RFC 3261 §8.2.2.3: refuse a request that requires what we cannot do.
 *
 * @param steps  the flow that would answer it; NULL: none
 * @return whether it was refused
 */
bool uas_refuse_required(struct transaction *tx, const struct steps *steps,
			 uint64_t now_us);

/** Nothing matches the user: say so, and what would have. */
void uas_refuse_unmatched(struct transaction *tx, struct str user,
			  uint64_t now_us);

/** RFC 4320: these do not exist for requests other than INVITE. */
void uas_refuse_impossible(struct transaction *tx, unsigned code,
			   uint64_t now_us);

/*
 * uas.c
 */

/** The token of the Contact of ours that a request is to, by URI or Route; 0: none. */
uint64_t uas_child(const sip_t *sip, struct str user);

/** A request that a call of ours caused goes on with it: a redirect, credentials. */
bool uas_continue(struct transaction *tx, uint64_t child, uint64_t now_us);

/** The call of an open run that this request follows, though it does not wait. */
struct call *uas_followed(const struct transaction *tx, uint64_t child);

/**
 * Play a scenario, which was selected for this request.
 *
 * @param made  as uas_select() has it; taken
 */
void uas_play(struct transaction *tx, const struct scenario *scenario,
	      struct scenario *made, struct run_choice choice, uint64_t now_us);

#endif
