/* SPDX-License-Identifier: MIT */
#include "engine/parcel.h"

#include <stdlib.h>
#include <string.h>

#include "engine/call.h"
#include "play/spoil.h"

/** Bytes that leave later. */
struct parcel {
	struct parcel *next;
	struct parcel **prevp;
	struct server *server;
	struct timer timer;
	struct path path; /* holds the flow */
	struct run *run;  /* held; NULL: none */
	struct parcel_terms terms;
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
	run_unref(parcel->run);
	free(parcel);
}

static void on_due(struct timer *timer, uint64_t now_us)
{
	struct parcel *parcel = CONTAINER_OF(timer, struct parcel, timer);
	struct leaving leaving = { { parcel->bytes, parcel->size },
				   parcel->terms.is_spoilt,
				   parcel->terms.manner };

	parcel->terms.is_behind = false; /* its copies would release it */
	for (uint32_t i = 0; i < parcel->terms.copies; i++)
		(parcel->terms.is_fated
			 ? server_leave
			 : server_send)(parcel->server, parcel->run,
					&parcel->path, &leaving, now_us);
	parcel_free(parcel);
}

void parcel_post(struct server *server, struct run *run,
		 const struct path *path, struct str bytes,
		 const struct parcel_terms *terms)
{
	struct parcel *parcel = malloc(sizeof(*parcel) + bytes.size);
	uint64_t due_us = terms->due_us;

	if (parcel == NULL)
		return; /* as if the network had lost it */
	memset(parcel, 0, sizeof(*parcel));
	if (bytes.size > 0)
		memcpy(parcel->bytes, bytes.p, bytes.size);
	parcel->size = bytes.size;
	parcel->terms = *terms;
	parcel->server = server;
	parcel->run = run != NULL ? run_ref(run) : NULL;
	parcel->path = *path;
	(void)flow_ref(path->flow);
	parcel->next = server->parcels;
	parcel->prevp = &server->parcels;
	if (parcel->next != NULL)
		parcel->next->prevp = &parcel->next;
	server->parcels = parcel;
	if (terms->is_behind)
		due_us += (uint64_t)server->config.timing.t2_ms * 1000;
	loop_set(server->loop, &parcel->timer, due_us, on_due);
}

void parcel_release(struct server *server, const struct path *path,
		    uint64_t now_us)
{
	for (struct parcel *parcel = server->parcels; parcel != NULL;
	     parcel = parcel->next) {
		uint64_t due_us = parcel->terms.due_us;

		if (!parcel->terms.is_behind ||
		    !address_same_host(&parcel->path.remote, &path->remote))
			continue;
		parcel->terms.is_behind = false;
		loop_set(server->loop, &parcel->timer,
			 due_us > now_us ? due_us : now_us, on_due);
	}
}

struct leaving leaving_of(struct str bytes, const struct faults *faults)
{
	struct leaving leaving = { .bytes = bytes };

	if (faults == NULL)
		return leaving;
	leaving.is_spoilt = faults_spoil(faults);
	leaving.manner = (struct manner){
		.piece = faults->value[FAULT_SPLIT],
		.is_joined = faults->value[FAULT_JOIN] != 0,
		.is_last = faults->value[FAULT_CLOSE] != 0,
		.is_elsewhere = faults->value[FAULT_OTHER_PORT] != 0,
	};
	return leaving;
}

void parcel_send(struct call *call, const struct path *path, struct str bytes,
		 const struct faults *faults, uint16_t *sent, uint64_t now_us)
{
	static const struct faults none = { { 0 } };
	const uint32_t *value = (faults != NULL ? faults : &none)->value;
	uint32_t before = (*sent)++;
	bool is_first = before == value[FAULT_DROP];
	struct leaving leaving = leaving_of(bytes, faults);
	struct parcel_terms terms = {
		.copies = is_first ? value[FAULT_DUPLICATE] + 1 : 1,
		.due_us = now_us + (uint64_t)value[FAULT_DELAY] * 1000,
		.is_behind = value[FAULT_REORDER] != 0,
		.is_spoilt = leaving.is_spoilt,
		.manner = leaving.manner,
	};

	if (before < value[FAULT_DROP]) {
		server_lose(call->server, call->run, path, bytes, now_us);
		return;
	}
	if (is_first && (terms.due_us > now_us || terms.is_behind)) {
		parcel_post(call->server, call->run, path, bytes, &terms);
		return;
	}
	for (uint32_t i = 0; i < terms.copies; i++)
		server_send(call->server, call->run, path, &leaving, now_us);
}

void parcel_free_all(struct server *server)
{
	while (server->parcels != NULL)
		parcel_free(server->parcels);
}
