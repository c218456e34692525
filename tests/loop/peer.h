/* SPDX-License-Identifier: MIT */
#ifndef TESTS_PEER_H
#define TESTS_PEER_H

#include "gamut_process.h"
#include "sip/message.h"

/** The options of tests in which no copy may come because the machine is slow. */
extern const char *const patient[];

/** One client socket; what it sends is text, not what a SIP stack makes. */
struct peer {
	enum place place;
	int fd;
	char host[16];   /* of both ends: "127.0.0.1", "[::1]" */
	uint16_t port;   /* its own */
	uint16_t server; /* the program's */
	uint64_t serial;
	uint64_t call; /* makes Call-ID, From tag and branch */
	struct buf in; /* of a stream, not yet taken apart */
	size_t taken;  /* bytes of it */
};

/** A request; what is zero gets the value that a good client would give it. */
struct request {
	const char *method;  /* INVITE */
	const char *user;    /* of the Request-URI and To; none */
	struct str uri;      /* Request-URI instead of that */
	unsigned cseq;       /* 1 */
	unsigned branch;     /* 0; other numbers are other branches */
	struct str to_tag;   /* none */
	const char *headers; /* more lines, with CRLF */
	const char *body;    /* SDP unless a header of headers is its type */
};

/** What came; reuse it for the next one, and reply_free() it in the end. */
struct reply {
	struct message *message; /* NULL: nothing came */
	uint64_t at_us;
};

/** A small offer: one audio line with PCMU and PCMA, and a video line. */
extern const char offer[];

/**
 * Connect to the program. Each peer starts with a call of its own.
 *
 * @return whether it is connected; a check has failed if not
 */
bool peer_open(struct peer *peer, const struct gamut *gamut, enum place place);
void peer_close(struct peer *peer);
bool peer_is_stream(const struct peer *peer);

/** What it sends from now on is another call. */
void peer_new_call(struct peer *peer);

/** Write a request of the peer's call; out is cleared before. */
void peer_write_request(struct buf *out, const struct peer *peer,
			const struct request *request);

/** Send bytes, or a request; @return the time just before */
uint64_t peer_send_text(struct peer *peer, struct str text);
uint64_t peer_send(struct peer *peer, const struct request *request);

/** Send a request where a text in it stands replaced by another. */
uint64_t peer_send_changed(struct peer *peer, const struct request *request,
			   const char *old, const char *new);

/**
 * Acknowledge the answer to this INVITE: a refusal with the INVITE's branch,
 * a 2xx with a new one and to the Contact (RFC 3261 §17.1.1.3, §13.2.2.4).
 */
void peer_ack(struct peer *peer, const struct request *invite,
	      const struct reply *reply);

/** Answer a request of the program's. */
void peer_respond(struct peer *peer, const struct reply *request,
		  const char *status);

/** The next message, within so many milliseconds. @return whether one came */
bool peer_receive(struct peer *peer, struct reply *reply, int within_ms);

/**
 * The code of the next message, which is waited for as long as it takes.
 *
 * @return 0 when nothing came, 1 for a request
 */
unsigned peer_answer(struct peer *peer, struct reply *reply);

/** Send a request and wait for its answer. */
unsigned peer_ask(struct peer *peer, const struct request *request,
		  struct reply *reply);

/**
 * Whether nothing has been sent to the peer up to now: the next message is
 * the answer to an OPTIONS that it sends for the purpose.
 */
bool peer_is_quiet(struct peer *peer);

/**
 * A new call: send the INVITE, take the first answer, acknowledge it if it is a
 * final one.
 */
unsigned peer_dial(struct peer *peer, const struct request *invite,
		   struct reply *reply);

void reply_free(struct reply *reply);

/** Values of the reply, trimmed; absent when there is none. */
struct str reply_header(const struct reply *reply, const char *name);
struct str reply_tag(const struct reply *reply);     /* of To */
struct str reply_contact(const struct reply *reply); /* the first URI */

/** The nth value of this header (from 0), lines and commas alike. */
struct str reply_value(const struct reply *reply, const char *name, size_t nth);

/** The phrase of its status line. */
struct str reply_phrase(const struct reply *reply);

/** How often text has this part. */
size_t count_parts(struct str text, const char *part);
bool has_part(struct str text, const char *part);

/** The program and one peer, as most tests need them. */
struct pair {
	struct gamut gamut;
	struct peer peer;
	struct reply reply;
};

/** @return whether both are there; else a check has failed, nothing to close */
bool pair_open(struct pair *pair, const char *const *options, enum place place);

/** The same of a program that prints: gamut_start_loud(). */
bool pair_open_loud(struct pair *pair, const char *const *options,
		    enum place place);

void pair_close(struct pair *pair);

#endif
