/* SPDX-License-Identifier: MIT */
#ifndef TESTS_TRANSCRIPT_WRITE_H
#define TESTS_TRANSCRIPT_WRITE_H

#include "transcript_step.h"

/** What the files transcript_*.c that write messages share. */

#define SDP(address)                                   \
	"v=0\r\no=- 1 1 IN IP4 " address "\r\ns=-\r\n" \
	"c=IN IP4 " address "\r\nt=0 0\r\n"            \
	"m=audio 4000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"

/** What a message is written from. */
struct source {
	const struct transcript *transcript;
	const struct step *step;
	const struct message *invite; /* the last one of the same sender */
	const struct message *dialog; /* a response to it with a tag, or NULL */
	struct str method;            /* as it is on the wire */
	bool is_inside;               /* of the dialog */
	bool is_beside; /* the call: it has a Call-ID of its own */
};

void add_line(struct draft *draft, const char *name, struct str value);

/** @param tag  of a fork, whose ACK is another transaction; or absent */
void add_via(struct draft *draft, const struct source *source, uint64_t cseq,
	     struct str tag);

void add_cseq(struct draft *draft, uint64_t cseq, struct str method);

/** The end of the head, and the body. */
void add_body(struct draft *draft, bool has_sdp, bool is_client);

/** The Record-Route of our response, backwards, as routes of the client. */
void add_routes(struct draft *draft, const struct message *response);

/** The start line of a request. */
void add_start(struct draft *draft, struct str method, struct str uri);

/** Where this end is reached, for a Contact. */
const char *contact_uri(const struct step *step);

/** The URI of a message's Contact. */
struct str contact_of(const struct message *message);

/** What is asked for to find a response to an INVITE of the step's side, with a tag. */
struct wanted wanted_response(const struct step *step, unsigned from,
			      unsigned to);

/** Each is draft_write() for its sort. */
bool write_request(struct draft *draft, struct source *source);
bool write_ack(struct draft *draft, const struct source *source);
bool write_cancel(struct draft *draft, const struct source *source);
bool write_response(struct draft *draft, const struct transcript *transcript,
		    const struct step *step);

/** A challenge in a 401 or 407. */
void write_challenge(struct draft *draft, const struct transcript *transcript,
		     const struct step *step);

/** Credentials for the last 401 or 407. @return false: there is none */
bool write_answer(struct draft *draft, const struct transcript *transcript,
		  const struct step *step);

#endif
