/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_OUTGOING_H
#define ENGINE_OUTGOING_H

#include "engine/core.h"
#include "transaction/client_tx.h"

struct call;

/** A request of ours inside a dialog: the client transaction with its bytes. */
struct outgoing {
	struct map_node by_branch;
	struct server *server;
	struct client_tx fsm;
	struct timer timer;
	struct path path;  /* holds the flow */
	struct call *call; /* NULL once it has the answer */
	char *bytes;
	size_t size;
	char branch[sizeof("z9hG4bK") + TOKEN_SIZE];
};

/**
 * Send a request inside the call's dialog.
 *
 * @return 0, ENOMEM, EMSGSIZE, or what flow_send() says when it could not leave
 */
int outgoing_send(struct call *call, struct str method, struct str headers,
		  uint64_t now_us);

/** A response came; @return whether it belongs to a request of ours. */
bool outgoing_receive(struct server *server, struct message *response,
		      uint64_t now_us);

void outgoing_free(struct outgoing *outgoing);

#endif
