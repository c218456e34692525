/* SPDX-License-Identifier: MIT */
#ifndef SIP_RESPONSE_H
#define SIP_RESPONSE_H

#include "sip/endpoint.h"
#include "sip/message.h"

/** Overload control (RFC 7339), for a client whose top Via offers it. */
struct overload {
	bool is_given;
	unsigned loss;        /* oc: percent of its requests not to be sent */
	uint32_t validity_ms; /* oc-validity */
	int64_t at_s;         /* oc-seq: the time, in seconds … */
	uint32_t at_us;       /* … and what is over */
};

/** A response as text, without what is copied from the request. */
struct response {
	unsigned code;
	struct str phrase;
	struct str to_tag;  /* for a request without one; not in a 100 */
	struct str headers; /* whole lines with CRLF, may be empty; one that is
				  * written anyway is then not written */
	struct str content_type; /* absent when there is no body */
	struct str body;
	struct str without; /* names of headers not to write, comma-separated */
	struct overload overload;
};

/**
 * Write a response (RFC 3261 §8.2.6): the status line; every Via of the request
 * in order, the first with `received` and `rport` (§18.2.1, RFC 3581 §4); From,
 * To, Call-ID, CSeq; the given headers; Content-Type, Content-Length and body.
 * It works on the lines of the request and so on one that does not parse:
 * what is missing there is missing here.
 *
 * @param source  where the request came from
 * @return 0, ENOMEM, EMSGSIZE, or EBADMSG when the request has no Via
 */
int response_write(struct buf *out, const struct message *request,
		   const struct endpoint *source,
		   const struct response *response);

/**
 * Its Via lines alone, each with CRLF, the first one stamped.
 *
 * @param overload  NULL: nothing is said of it
 */
void response_write_vias(struct buf *out, const struct message *request,
			 const struct endpoint *source,
			 const struct overload *overload);

/**
 * Where a UDP response goes (RFC 3261 §18.2.2, RFC 3581 §4): always the address that
 * the request came from; its port with rport, else the port of the Via
 * (5060 when it has none). A port of 0 or no number gives the source port;
 * maddr is ignored: a packet must not aim our answers elsewhere.
 */
uint16_t response_port(const struct message *request,
		       const struct endpoint *source);

/** The code of a text that begins with a status line, 0 for any other text. */
unsigned response_status(struct str text);

#endif
