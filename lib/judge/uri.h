/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_URI_H
#define JUDGE_URI_H

#include "text/str.h"

/** Parts of URIs, for the files of the judge only. */

/** The user of a SIP or SIPS URI as it is written, absent when there is none. */
struct str uri_user(struct str uri);

/** Whether two parts of URIs are equal but for escapes (RFC 3261 §19.1.4). */
bool uri_text_is_equal(struct str a, struct str b);

/** The same where case does not count: parameters, "foo=bar". */
bool uri_param_is_equal(struct str a, struct str b);

/** Whether a header's value is what a URI's header stands for, escapes and all (§19.1.5). */
bool uri_header_is_equal(struct str value, struct str escaped);

enum { IP6_SIZE = 16 };

/**
 * Read "[2001:db8::1]" (RFC 5954 §4.2: IPv6 addresses are compared as numbers).
 *
 * @param[out] address  written only on success
 * @return whether it is one, in its brackets
 */
bool ip6_parse(unsigned char address[IP6_SIZE], struct str text);

#endif
