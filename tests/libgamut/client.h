/* SPDX-License-Identifier: MIT */
#ifndef LIBGAMUT_CLIENT_H
#define LIBGAMUT_CLIENT_H

/**
 * A SIP client of a few lines, to be called by test programmes: it sends an INVITE over
 * UDP, waits for the final response, acknowledges it, and hangs up what was answered.
 */

enum client_fault {
	CLIENT_CORRECT,
	CLIENT_NO_ACK, /* it never sends an ACK */
};

/**
 * Call sip:USER@A.B.C.D:PORT.
 *
 * @return the status code of the final response, -1 when there was none in 10 s
 */
int client_call(const char *uri, enum client_fault fault);

#endif
