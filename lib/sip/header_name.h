/* SPDX-License-Identifier: MIT */
#ifndef SIP_HEADER_NAME_H
#define SIP_HEADER_NAME_H

#include "sip/message.h"

/** Which header a name stands for, long or compact, in any case. */
enum header header_find(struct str name);

/**
 * The long name that a compact one stands for ("x": "Session-Expires"), also
 * of headers without an id; any other name is handed back as it is.
 */
struct str header_long_name(struct str name);

#endif
