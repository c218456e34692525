/* SPDX-License-Identifier: MIT */
#ifndef REPORT_ESCAPE_H
#define REPORT_ESCAPE_H

#include "text/buf.h"

/** Where a text is put. */
enum escape {
	ESCAPE_XML,       /* between tags */
	ESCAPE_ATTRIBUTE, /* of XML, between double quotes */
	ESCAPE_YAML,      /* between double quotes, on one line */
	ESCAPE_TAP,       /* a description or a reason, on one line */
};

/**
 * Add any bytes so that the format holds and every reader gets the same text: UTF-8
 * stays as it is; what is no UTF-8, control characters and those that a reader
 * may refuse, take for a line end or turn text around with are shown byte by
 * byte, as \x01. CRLF is a line end, as LF is; so are they as text of XML and in an
 * attribute, elsewhere they are shown as \n.
 */
void escape_add(struct buf *out, struct str text, enum escape escape);

#endif
