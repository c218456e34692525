/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_CORE_H
#define ENGINE_CORE_H

#include "catalogue/context.h"
#include "engine/registrar.h"
#include "engine/server.h"
#include "play/compose.h"
#include "text/map.h"

/** What the files of the engine share; nobody else includes this. */
enum {
	RANDOM_WORDS = 64,
	MESSAGE_MAX = 65535, /* bytes of a message that we write */
	TAG_SIZE = TOKEN_SIZE + 2
};

struct server {
	struct loop *loop;
	struct suite *suite; /* a reference */
	struct server_config config;
	struct map transactions; /* by branch, sent-by, method */
	struct map
		pending; /* INVITEs without a final, by Call-ID, From tag, CSeq */
	struct map calls;    /* by token */
	struct map outgoing; /* our requests, by branch */
	struct registrar *registrar;
	struct attempts *attempts;
	struct issued *issued;   /* challenges */
	struct map sessions;     /* calls by Call-ID and From tag */
	struct map runs;         /* those with a number, by it */
	struct map peers;        /* where runs came from */
	struct parcel *parcels;  /* bytes that leave later */
	struct weather *weather; /* NULL: the network is good */
	struct server_counts counts;
	struct buf key;  /* scratch */
	struct buf text; /* scratch: the message being written */
	uint64_t nonce_key[2];
	size_t random_left;
	uint64_t random[RANDOM_WORDS];
};

/** 64 bits that no one can guess. */
uint64_t server_random(struct server *server);

/** 16 hex digits and a NUL. */
void server_token(struct server *server, char token[TOKEN_SIZE + 1]);

/** The number that a token or the start of a tag or nonce stands for; 0: none. */
uint64_t token_value(struct str text);

/** A nonce of ours begins with this token and this word in hex. */
uint64_t nonce_word(struct server *server, struct str token);

/** The token of a nonce that begins as this server made it, else 0. */
uint64_t nonce_token(const struct server *server, struct str nonce);

struct run;

/** What is to leave. */
struct leaving {
	struct str bytes;
	bool is_spoilt; /* a fault was put into it on purpose */
	struct manner manner;
};

/**
 * When what is sent now leaves: at the time of its cause, which our timers count from;
 * or later, where it took long to get here.
 */
uint64_t server_leaves_us(const struct server *server, uint64_t now_us);

/**
 * Send bytes along a path, show them to the observer and record them, unless --fault has
 * something else happen to them.
 *
 * @param run  in whose record they stand, NULL: none
 */
void server_send(struct server *server, struct run *run,
		 const struct path *path, const struct leaving *leaving,
		 uint64_t now_us);

/** The same, whatever --fault says. */
void server_leave(struct server *server, struct run *run,
		  const struct path *path, const struct leaving *leaving,
		  uint64_t now_us);

/** They do not leave, and the observer and the record are told so. */
void server_lose(struct server *server, struct run *run,
		 const struct path *path, struct str bytes, uint64_t now_us);

/** Where a response to this request goes: the path with the port of §18.2.2. */
struct path response_path(const struct path *path,
			  const struct message *request);

/** Our address for a request that came this way: what Contact says (see --advertise). */
void local_endpoint(struct endpoint *local, const struct server *server,
		    const struct path *path, struct message *request);

/** The same for media, which some clients send to numeric addresses only. */
void media_endpoint(struct endpoint *media, const struct server *server,
		    const struct path *path);

#endif
