/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_OUTGOING_H
#define ENGINE_OUTGOING_H

#include "engine/core.h"
#include "transaction/client_tx.h"

struct call;
struct leg;
struct run;

enum { BRANCH_SIZE = sizeof("z9hG4bK") + TOKEN_SIZE };

/** A request of ours: the client transaction with its bytes. */
struct outgoing {
	struct map_node by_branch;
	struct server *server;
	struct client_tx fsm;
	struct timer timer;
	struct path path;  /* holds the flow */
	struct call *call; /* in its dialog; NULL once it has the answer */
	struct leg *leg;   /* that dialog, as long as call is set */
	struct run *run;   /* beside its calls; NULL once it has the answer */
	const struct faults *faults; /* the call's, as long as call is set */
	uint16_t sent;
	uint32_t cseq;
	char *bytes;
	size_t size;
	char *ack; /* of an INVITE, for a refusal, then for its 2xx; else NULL */
	size_t ack_size;
	char branch[BRANCH_SIZE];
};

/**
 * Send a request inside a dialog of the call. An INVITE is acknowledged when its answer
 * comes.
 *
 * @param faults  NULL: none; must live as long as the call
 * @return 0, ENOMEM, EMSGSIZE, or ENOTCONN when its stream is closed
 */
int outgoing_send(struct call *call, struct leg *leg, struct str method,
		  const struct request_text *text, const struct faults *faults,
		  uint64_t now_us);

/**
 * Send an OPTIONS outside of every dialog to the client of a run, the way it calls.
 * run_probed() follows.
 *
 * @param headers  lines with CRLF
 * @return it, or NULL when memory is short or its stream closed
 */
const struct outgoing *outgoing_probe(struct run *run, struct str headers,
				      uint64_t now_us);

/** A response came; @return whether it belongs to a request of ours. */
bool outgoing_receive(struct server *server, const struct path *path,
		      struct message *response, uint64_t now_us);

/** The run that the request belongs to which this answers, or NULL. */
struct run *outgoing_run(struct server *server, struct message *response);

void outgoing_free(struct outgoing *outgoing);

#endif
