/* SPDX-License-Identifier: MIT */
#ifndef REPORT_WIRE_H
#define REPORT_WIRE_H

#include "report/offence.h"

/**
 * Write a message line by line, as it went over the wire, but harmless and cut to the
 * screen; the line of the offence is marked with '>'. Of a long message the first
 * lines, and the marked one, are written.
 *
 * @param bytes  the message, its credentials struck out where they should be
 * @param line   the marked one, from 0; SIZE_MAX: none
 */
void wire_write_lines(struct buf *out, struct str bytes, size_t line,
		      size_t width);

#endif
