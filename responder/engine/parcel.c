/* SPDX-License-Identifier: MIT */
#include "engine/parcel.h"

#include <stdlib.h>
#include <string.h>

#include "engine/call.h"

/** Bytes that leave later. */
struct parcel {
	struct parcel *next;
	struct parcel **prevp;
	struct server *server;
	struct timer timer;
	struct path path; /* holds the flow */
	uint64_t token;   /* of its call, 0: none */
	uint32_t copies;
	size_t size;
	char bytes[];
};

static void parcel_free(struct parcel *parcel)
{
	loop_stop_timer(parcel->server->loop, &parcel->timer);
	*parcel->prevp = parcel->next;
	if (parcel->next != NULL)
		parcel->next->prevp = parcel->prevp;
	flow_unref(parcel->path.flow);
	free(parcel);
}

/** @param call  NULL: none */
static void send_copies(struct server *server, struct call *call,
			const struct path *path, struct str bytes,
			uint32_t copies, uint64_t now_us)
{
	for (uint32_t i = 0; i < copies; i++) {
		(void)server_send(server, path, bytes, now_us);
		if (call != NULL)
			run_record_out(call->run, path, bytes, false, now_us);
	}
}

static void on_due(struct timer *timer, uint64_t now_us)
{
	struct parcel *parcel = CONTAINER_OF(timer, struct parcel, timer);
	struct server *server = parcel->server;
	struct str bytes = { parcel->bytes, parcel->size };

	send_copies(server, call_find(server, parcel->token), &parcel->path,
		    bytes, parcel->copies, now_us);
	parcel_free(parcel);
}

void parcel_post(struct server *server, const struct call *call,
		 const struct path *path, struct str bytes, uint32_t copies,
		 uint64_t due_us)
{
	struct parcel *parcel = malloc(sizeof(*parcel) + bytes.size);

	if (parcel == NULL)
		return; /* as if the network had lost it */
	memset(parcel, 0, sizeof(*parcel));
	if (bytes.size > 0)
		memcpy(parcel->bytes, bytes.p, bytes.size);
	parcel->size = bytes.size;
	parcel->copies = copies;
	parcel->server = server;
	parcel->token = call != NULL ? token_value(str_from(call->token)) : 0;
	parcel->path = *path;
	(void)flow_ref(path->flow);
	parcel->next = server->parcels;
	parcel->prevp = &server->parcels;
	if (parcel->next != NULL)
		parcel->next->prevp = &parcel->next;
	server->parcels = parcel;
	loop_set(server->loop, &parcel->timer, due_us, on_due);
}

void parcel_send(struct call *call, const struct path *path, struct str bytes,
		 const struct faults *faults, uint16_t *sent, uint64_t now_us)
{
	static const struct faults none = { { 0 } };
	const uint32_t *value = (faults != NULL ? faults : &none)->value;
	uint32_t before = (*sent)++;
	bool is_first = before == value[FAULT_DROP];
	uint32_t copies = is_first ? value[FAULT_DUPLICATE] + 1 : 1;

	if (before < value[FAULT_DROP])
		return;
	if (is_first && value[FAULT_DELAY] > 0)
		parcel_post(call->server, call, path, bytes, copies,
			    now_us + (uint64_t)value[FAULT_DELAY] * 1000);
	else
		send_copies(call->server, call, path, bytes, copies, now_us);
}

void parcel_free_all(struct server *server)
{
	while (server->parcels != NULL)
		parcel_free(server->parcels);
}
