/* SPDX-License-Identifier: MIT */
#ifndef SIP_BLOCK_H
#define SIP_BLOCK_H

#include "text/str.h"

/** A block of header lines as text: each with its CRLF, folds included. */

/** Take the next header off a block, with its folds and its line end. */
bool block_next(struct str *rest, struct str *header);

/** The long name of a header. */
struct str block_name(struct str header);

/** Whether the block has a header of this name, long or compact. */
bool block_has(struct str block, struct str name);

/** Whether a comma-separated list of names has this one, long or compact. */
bool block_names(struct str names, struct str name);

#endif
