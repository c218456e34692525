/* SPDX-License-Identifier: MIT */
#ifndef SIP_DIALOG_H
#define SIP_DIALOG_H

#include "sip/endpoint.h"
#include "sip/message.h"

/**
 * A dialog as its UAS keeps it (RFC 3261 §12.1.1). One block of memory; owns
 * its texts.
 */
struct dialog {
	struct str call_id;
	struct str
		local; /* our From in requests we send: the To with our tag */
	struct str
		remote; /* our To in requests we send: the From with its tag */
	struct str local_tag;
	struct str remote_tag;
	struct str target; /* the URI of the Contact; From's URI without one */
	struct str
		routes; /* Record-Route values in order, comma-separated; or empty */
	uint32_t local_cseq;
	uint32_t remote_cseq;
};

/**
 * The dialog that a request creates when it is answered with local_tag.
 *
 * @param[out] dialogp  written only on success; dialog_free() it
 * @return 0, ENOMEM or EBADMSG (the request is malformed)
 */
int dialog_new(struct dialog **dialogp, struct message *request,
	       struct str local_tag);

/**
 * What requests outside of every dialog are written from, to the sender of a request:
 * to its Contact, without a tag and a route, with a Call-ID of their own.
 *
 * @param uri    ours
 * @param token  our tag, and the Call-ID
 * @return 0 or ENOMEM
 */
int dialog_new_outside(struct dialog **dialogp, const struct message *request,
		       struct str uri, struct str token);

void dialog_free(struct dialog *dialog); /* NULL is fine */

/**
 * A target refresh (re-INVITE, UPDATE) came: its Contact is where requests go
 * from now on (RFC 3261 §12.2.2). The route set stays.
 *
 * @param[in,out] dialogp  replaced on success
 * @return 0, ENOMEM, or EBADMSG when the request has no Contact
 */
int dialog_refresh(struct dialog **dialogp, const struct message *request);

/** Whether a request with a To tag belongs here: Call-ID and both tags. */
bool dialog_has(const struct dialog *dialog, struct message *request);

/** A request of ours inside a dialog. */
struct dialog_request {
	struct str method;
	struct str branch;
	struct str headers; /* whole lines with CRLF; may be empty */
	struct str body;    /* its Content-Type stands in headers */
	uint32_t cseq;      /* an ACK: that of its INVITE; 0: the next one */
};

/**
 * Write it (RFC 3261 §12.2.1.1), and count its CSeq: Request-URI, Route and strict
 * routing by the route set, Via with branch and rport, Max-Forwards, From, To,
 * Call-ID, CSeq, then headers, Content-Length, body.
 *
 * @param local  sent-by of the Via
 * @return 0, ENOMEM or EMSGSIZE
 */
int dialog_write_request(struct buf *out, struct dialog *dialog,
			 const struct endpoint *local,
			 const struct dialog_request *request);

/**
 * The URI that the next request is sent to: the first Route, else the target.
 *
 * @param[out] host  numeric address or name, without brackets
 * @param[out] port  0 when the URI has none
 * @return whether it is a sip or sips URI
 */
bool dialog_next_hop(const struct dialog *dialog, struct str *host,
		     uint16_t *port);

#endif
