/* SPDX-License-Identifier: MIT */
#ifndef SIP_SDP_H
#define SIP_SDP_H

#include "text/buf.h"

/**
 * Session descriptions (RFC 4566) as far as an answerer without media needs
 * them (RFC 3264). The offer comes from the network: any bytes are taken, the
 * cost is linear in its size, and what is not understood is rejected per m= line.
 */
struct sdp_local {
	struct str host; /* numeric address for o= and c= */
	bool is_ip6;
	uint16_t port;    /* where media may be sent; even */
	uint64_t session; /* o= session id */
	uint64_t version; /* o= version: another one for another description */
};

/** Whether a body can be answered: it has v=0 and an m= line. */
bool sdp_is_offer(struct str body);

/**
 * Write the answer: one m= line for each of the offer in order. An audio line
 * over RTP/AVP or RTP/AVPF keeps its first codec that is PCMU, PCMA, G722, opus or any
 * with an rtpmap, and telephone-event; other lines and a second audio line get port 0.
 * Direction answers direction (sendonly by recvonly …). BUNDLE groups, mids and
 * rtcp-mux are answered as offered.
 *
 * @return 0, ENOMEM, EMSGSIZE or EBADMSG when it is no offer
 */
int sdp_write_answer(struct buf *out, struct str offer,
		     const struct sdp_local *local);

/** An offer of our own: one audio line with PCMU, PCMA and telephone-event. */
void sdp_write_offer(struct buf *out, const struct sdp_local *local);

/** What we can do, ports 0 (RFC 3264 §9), as in a 200 to OPTIONS or a 488. */
void sdp_write_capabilities(struct buf *out, const struct sdp_local *local);

/**
 * The body of a 580 (RFC 3312 §8): the m= lines of the offer with port 0 and
 * `a=des:qos failure …` for each mandatory precondition of it, or for e2e
 * sendrecv where it has none.
 *
 * @return 0, ENOMEM, EMSGSIZE or EBADMSG when it is no offer
 */
int sdp_write_failure(struct buf *out, struct str offer,
		      const struct sdp_local *local);

#endif
