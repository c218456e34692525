/* SPDX-License-Identifier: MIT */
#ifndef CASE_TEXT_H
#define CASE_TEXT_H

#include "scenario/scenario.h"
#include "text/buf.h"

/** What a scenario says of itself, in words for people. */

/** What is dialled for it: "486, busy"; without dial strings "ring.180-486". */
void case_write_dial(struct buf *out, const struct scenario *scenario);

/** The first of that: a user that selects it. */
void case_write_user(struct buf *out, const struct scenario *scenario);

/** An id as it is typed on a phone, which has no slash: "final.486". */
void case_write_typed(struct buf *out, struct str id);

/** "RFC 3261 §21.4.24, §13.3.1.3, RFC 3326 §2"; nothing when it names none. */
void case_write_rfc(struct buf *out, const struct scenario *scenario);

/** "4xx, busy"; nothing when it has none. */
void case_write_tags(struct buf *out, const struct scenario *scenario);

/** Where it comes from: its file, the program, or nowhere. */
void case_write_origin(struct buf *out, const struct scenario *scenario);

bool case_has_tag(const struct scenario *scenario, struct str tag);

#endif
