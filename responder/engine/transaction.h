/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_TRANSACTION_H
#define ENGINE_TRANSACTION_H

#include "engine/core.h"
#include "engine/credentials.h"
#include "transaction/server_tx.h"

struct call;
struct rival;

/** A request of a peer and our answer to it: the state machine with its bytes. */
struct transaction {
	struct map_node by_key;
	struct map_node by_pending;
	struct server *server;
	struct server_tx fsm;
	struct timer timer;
	struct path path; /* where the responses go; holds the flow; came_us is
			   * the request's */
	struct message *request; /* owned */
	char *response;          /* the last one sent; owned */
	size_t response_size;
	struct call *call;              /* NULL: not part of a call */
	struct transaction *next;       /* of the same call, older */
	struct credentials credentials; /* of the request */
	uint32_t cseq;
	uint32_t media_version; /* of the SDP in the answers, see context.h */
	uint16_t source_port;   /* the request came from */
	bool is_pending;        /* listed in server->pending */
	bool is_delayed; /* the first copy of the response is still due */
	uint16_t sent;   /* copies of the response, dropped ones too */
	uint16_t acks_ignored;
	uint16_t copies_ignored;
	struct str own_tag; /* what a step gave instead of to_tag; the call's */
	struct rival *rivals; /* earlier 2xx with other tags; owned */
	const struct faults
		*faults;           /* of the response; NULL: none; the call's */
	struct timer delay;        /* of a response that is sent later */
	struct resend reliable;    /* copies of a reliable provisional */
	struct timer proof;        /* drives them; set while a PRACK is owed */
	char to_tag[TAG_SIZE + 1]; /* for a request without one */
	uint16_t key_size;
	char key[];
};

/**
 * Write the key of RFC 3261 §17.2.3: branch, sent-by and method, or for a
 * branch of RFC 2543 the fields listed there.
 *
 * @return borrowed from server->key until the next key
 */
struct str transaction_key(struct server *server, struct message *request,
			   struct str method);

struct transaction *transaction_find(struct server *server, struct str key);

/** What transaction_find_merged() finds it by. @return 0 or ENOMEM */
int transaction_list(struct transaction *tx);
void transaction_unlist(struct transaction *tx);

/** The pending INVITE with the same Call-ID, From tag, CSeq and Request-URI, or NULL. */
struct transaction *transaction_find_merged(struct server *server,
					    struct message *request);

/**
 * A new request came. Its tag begins with token.
 *
 * @param request  the transaction's on success
 * @param key      of transaction_key()
 * @return 0 or ENOMEM
 */
int transaction_new(struct transaction **txp, struct server *server,
		    const struct path *path, struct message *request,
		    struct str key, uint64_t now_us);

/** Forget it; the call that it belongs to may end with it. */
void transaction_free(struct transaction *tx);

/** A copy of the request came. */
void transaction_copy(struct transaction *tx, const struct path *path,
		      struct message *copy, uint64_t now_us);

/** An ACK for it came. */
void transaction_ack(struct transaction *tx, const struct path *path,
		     struct message *ack, uint64_t now_us);

/**
 * Send a response; tags and token are the transaction's. Nothing is sent when
 * the state allows none. The transaction may be gone afterwards (a stream).
 */
void transaction_respond(struct transaction *tx, const struct answer *answer,
			 uint64_t now_us);

/**
 * The same, spoilt; and as a reliable provisional if the answer has an RSeq: it is
 * sent again until transaction_proved().
 *
 * @param faults  NULL: none; must live as long as the transaction's call
 */
void transaction_respond_spoilt(struct transaction *tx,
				const struct answer *answer,
				const struct faults *faults, uint64_t now_us);

/**
 * The same once and past the state machine: for the client it is no answer, so that
 * another one may follow. Copies of the request get the last one before it.
 */
void transaction_respond_past(struct transaction *tx,
			      const struct answer *answer,
			      const struct faults *faults, uint64_t now_us);

/**
 * Send bytes that somebody wrote: as a response, with all its copies, when they
 * begin with a status line that the state allows; else once and for no one to know.
 *
 * @param text  with ${templates}
 * @return whether they are the first 2xx of an INVITE; unless they are the transaction
 *         may be gone
 */
bool transaction_send_raw(struct transaction *tx, struct str text,
			  const struct faults *faults, uint64_t now_us);

/** The PRACK for the last reliable provisional came, or is waited for no more. */
void transaction_proved(struct transaction *tx);

/** With no more than a code. */
void transaction_respond_code(struct transaction *tx, unsigned code,
			      uint64_t now_us);

/** Send one more copy of the last response, unless it is to be dropped. */
void transaction_send_copy(struct transaction *tx, uint64_t now_us);

/**
 * A response of this code is in tx->response: the state machine sends it, now or
 * later. The transaction may be gone afterwards.
 */
void transaction_launch(struct transaction *tx, unsigned code,
			const struct faults *faults, uint64_t now_us);

/** A response that is still to leave will, whatever comes after it. */
void transaction_let_go(struct transaction *tx);

/** Our tag in its responses. */
struct str transaction_tag(const struct transaction *tx);

/** Whether it still waits for its final response. */
bool transaction_is_open(const struct transaction *tx);

/**
 * Write what a request of ours carries, computed from the INVITE that made its
 * dialog and from how that came.
 *
 * @param token  of the call
 * @return 0, ENOMEM or EMSGSIZE
 */
int request_write(struct server *server, const struct path *path,
		  struct message *invite, const char *token,
		  const struct step *step, struct request_text *text);

/** Answer a request without keeping anything of it. */
void respond_stateless(struct server *server, const struct path *path,
		       struct message *request, const struct answer *answer,
		       uint64_t now_us);

#endif
