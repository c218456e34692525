/* SPDX-License-Identifier: MIT */
#ifndef SIP_FIELD_H
#define SIP_FIELD_H

#include "text/buf.h"

/**
 * The lexical shape that header fields share (RFC 3261 §7.3.1, §25.1): values
 * between commas, parameters behind semicolons, with quoted strings and <> kept
 * whole. CR and LF of a folded line count as blanks. Everything borrows from
 * its argument and takes any bytes.
 */

/**
 * Take the next comma-separated value off a list.
 *
 * @param[in,out] rest   what is left of the list
 * @param[out]    value  trimmed; may be empty ("a,,b")
 * @return false when the list is used up
 */
bool field_next(struct str *rest, struct str *value);

/**
 * Take the next part off at a semicolon: what stands before the parameters,
 * then each parameter ("tag=1", "lr").
 *
 * @param[in,out] rest  what is left of the value
 * @param[out]    part  trimmed; may be empty ("a;;b")
 * @return false when the value is used up
 */
bool field_next_part(struct str *rest, struct str *part);

/**
 * Find a header parameter: one outside of quotes and of <>.
 *
 * @param[out] param  its value, quotes included; size 0 with p set when it has
 *                    none (";rport"); absent when there is no such parameter
 * @return whether it is there
 */
bool field_param(struct str value, struct str name, struct str *param);

/** Whether a comma-separated list has this token, any case. */
bool field_has(struct str list, struct str token);

/** The URI of a name-addr ("Bob" <sip:b@h>;q=1) or addr-spec (sip:b@h;tag=1). */
struct str field_uri(struct str value);

/** Whether s is a token of RFC 3261 §25.1, and not empty. */
bool field_is_token(struct str s);

/** Write a header value on one line: each fold becomes one SP; NUL is left out. */
void field_unfold(struct buf *out, struct str value);

#endif
