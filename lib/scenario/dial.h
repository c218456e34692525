/* SPDX-License-Identifier: MIT */
#ifndef SCENARIO_DIAL_H
#define SCENARIO_DIAL_H

#include "scenario/scenario.h"

enum { DIAL_TOKENS = 8, DIAL_STEPS_MAX = 16 };

/** A response or a pause. */
struct dial_token {
	uint16_t code; /* 100–699, 0: a pause */
	uint32_t pause_ms;
};

struct dial {
	struct dial_token token[DIAL_TOKENS];
	uint8_t count;
	uint16_t cause; /* of a "q17", then token[0] has its code; else 0 */
};

/**
 * Read the keypad grammar: tokens between `*`, `-` or `.`; digits in threes
 * without separators are codes in a row ("180486"); "q17" is a Q.850 cause.
 * One final ends it; a phone number does not match.
 *
 * @param[out] dial  written only on success
 * @return 0, or EBADMSG when it is something else
 */
int dial_parse(struct dial *dial, struct str user);

/**
 * The same from a list for scripted clients: "180, 2s, 486". A pause is a
 * duration as in a file.
 *
 * @param[out] dial  written only on success
 * @return 0, or EBADMSG when it is something else
 */
int dial_parse_list(struct dial *dial, struct str list);

/**
 * Cut off the run token that ends what is dialled in a campaign: ".r17" of
 * "final.486.r17"; 1 to 9 digits, the first not 0.
 *
 * @param[in,out] user  what stands before it, when there is one
 * @return its number, 0: there is none
 */
unsigned dial_cut_run(struct str *user);

/** The code that it is about: the last one. */
uint16_t dial_code(const struct dial *dial);

/**
 * The steps for what was dialled: a lone or last provisional rings on 2 s and
 * ends with 200; a lone 199 is 183 and 199; an answered call ends with our BYE
 * after hold; a redirect or a challenge is followed by an optional receive and a 200.
 *
 * @param[out] step  room for DIAL_STEPS_MAX
 * @return the number of steps
 */
size_t dial_steps(struct step *step, const struct dial *dial);

#endif
