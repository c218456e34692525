/* SPDX-License-Identifier: MIT */
#include "engine/core.h"
#include "engine/parcel.h"
#include "engine/peer.h"
#include "engine/weather.h"
#include "sip/frame.h"

enum { LATE_US = 10000 };

void server_lose(struct server *server, struct run *run,
		 const struct path *path, struct str bytes, uint64_t now_us)
{
	const struct observer *observer = &server->config.observer;

	if (observer->message != NULL)
		observer->message(observer->arg, SIGHT_LOST_OUT, path, bytes,
				  now_us);
	if (run != NULL)
		run_record_lost(run, path, bytes, now_us);
}

uint64_t server_leaves_us(const struct server *server, uint64_t now_us)
{
	uint64_t left_us = loop_now_us(server->loop);

	return left_us > now_us + LATE_US ? left_us : now_us;
}

/** Who has the stream cannot tell what comes next from what came. */
static void break_stream(struct run *run, struct flow *flow)
{
	flow_break(flow);
	if (run != NULL)
		run->has_broken = true;
}

void server_leave(struct server *server, struct run *run,
		  const struct path *path, const struct leaving *leaving,
		  uint64_t now_us)
{
	const struct observer *observer = &server->config.observer;
	bool is_stream = transport_is_stream(flow_transport(path->flow));
	uint64_t left_us = server_leaves_us(server, now_us);
	bool is_lost = is_stream && flow_is_broken(path->flow);
	int err;

	if (observer->message != NULL)
		observer->message(observer->arg, SIGHT_OUT, path,
				  leaving->bytes, left_us);
	err = flow_send(path, leaving->bytes, &leaving->manner);
	/* A datagram's error may be that of one before it, to somebody else. */
	if (err && is_stream)
		peer_gone(server, path, now_us);
	if (run != NULL)
		run_record_out(run, path, leaving->bytes,
			       leaving->is_spoilt || is_lost, left_us);
	if (is_stream && !is_lost && !frame_is_whole(leaving->bytes))
		break_stream(run, path->flow);
	/* We have closed the stream: what the client does there is not seen. */
	if (!err && is_stream && leaving->manner.is_last)
		peer_gone(server, path, now_us);
}

/** It leaves as a bad network has it. */
static bool suffer(struct server *server, struct run *run,
		   const struct path *path, const struct leaving *leaving,
		   uint64_t now_us)
{
	struct fate fate = weather_out(server->weather, leaving->bytes);
	struct parcel_terms terms = {
		.copies = fate.is_twice ? 2 : 1,
		.due_us = now_us + (uint64_t)fate.delay_ms * 1000,
		.is_behind = fate.is_behind,
		.is_spoilt =
			leaving->is_spoilt || fate.size < leaving->bytes.size,
		.is_fated = true,
		.manner = leaving->manner,
	};
	struct leaving rest = { str_sub(leaving->bytes, 0, fate.size),
				terms.is_spoilt, leaving->manner };

	if (fate.is_lost) {
		server_lose(server, run, path, leaving->bytes, now_us);
		return false;
	}
	if (fate.is_behind || fate.delay_ms > 0) {
		parcel_post(server, run, path, rest.bytes, &terms);
		return false;
	}
	for (uint32_t i = 0; i < terms.copies; i++)
		server_leave(server, run, path, &rest, now_us);
	return true;
}

void server_send(struct server *server, struct run *run,
		 const struct path *path, const struct leaving *leaving,
		 uint64_t now_us)
{
	bool has_left = true;

	if (server->weather == NULL ||
	    transport_is_stream(flow_transport(path->flow)))
		server_leave(server, run, path, leaving, now_us);
	else
		has_left = suffer(server, run, path, leaving, now_us);
	if (has_left && server->parcels != NULL)
		parcel_release(server, path, now_us);
}
