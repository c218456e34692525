/* SPDX-License-Identifier: MIT */
#ifndef CATALOGUE_CHALLENGE_H
#define CATALOGUE_CHALLENGE_H

#include "text/str.h"

/** How a challenge in a 401 or 407 differs from the usual one. */
struct challenge {
	struct str
		algorithms; /* "SHA-256, MD5": a header each, in order; absent: MD5 */
	struct str qop;   /* "auth,auth-int"; "": none; absent: auth */
	struct str realm; /* absent: the usual one */
	bool is_stale;
	bool is_given; /* false: nothing differs */
};

#endif
