/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <time.h>

#include "cmd.h"
#include "ready.h"

enum { ASK_MS = 500, PAUSE_MS = 50, LINE_MAX_SIZE = 128 };

static void pause_ms(long ms)
{
	const struct timespec pause = { .tv_nsec = ms * 1000000 };

	(void)nanosleep(&pause, NULL);
}

static uint64_t now_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/** Ask anew until the answer is good or the time is over. */
static int ask_within(const union address *address,
		      const struct listen_option *place, uint64_t within_us,
		      char why[READY_WHY_SIZE])
{
	uint64_t end_us = now_us() + within_us;

	for (;;) {
		int err = ready_ask(address, place->transport, ASK_MS, why);

		if (!err || now_us() >= end_us)
			return err;
		pause_ms(PAUSE_MS);
	}
}

static int refuse(const union address *address, enum transport transport,
		  const char *why)
{
	struct endpoint target;
	struct buf line;
	struct str text;

	address_endpoint(&target, address, transport);
	buf_init(&line, LINE_MAX_SIZE);
	endpoint_write(&line, &target);
	text = buf_str(&line);
	(void)fprintf(stderr, "gamut: ready: %s %.*s: %s\n",
		      transport_name(transport), STR_ARG(text), why);
	buf_release(&line);
	return STATUS_RUNTIME;
}

static int ready_exec(const struct options *options, int argc, char *argv[])
{
	struct options own = *options;
	const struct listen_option *place = own.listen;
	union address address;
	char why[READY_WHY_SIZE];

	if (argc > 0)
		return cmd_usage(&cmd_ready, "ready: '%s' is not expected",
				 argv[0]);
	options_listen(&own, "udp:*:5060");
	if (ready_target(&address, place) != 0)
		return cmd_usage(&cmd_ready, "ready: port 0 is not where gamut "
					     "listens; which port is it?");
	if (ask_within(&address, place, own.within_us, why) == 0)
		return STATUS_OK;
	return refuse(&address, place->transport, why);
}

const struct cmd cmd_ready = {
	.name = "ready",
	.args = "",
	.text = "ask whether gamut answers on this machine",
	.help = "Sends an OPTIONS to the first place of --listen, which is to "
		"be the same as that of 'gamut serve' or 'gamut run' "
		"(GAMUT_LISTEN sets both), and waits for the answer. It is the "
		"health check of the Docker image, and with --within what a "
		"script waits for before it calls. Where --allow bounds who is "
		"answered, the loopback address has to be among its ranges.\n\n"
		"Status 0: there is an answer, and not a 5xx; 2: usage; 3: there "
		"is none.",
	.examples = "gamut ready                              on port 5060\n"
		    "gamut ready --listen tcp:127.0.0.1:5070 --within 10\n",
	.exec = ready_exec,
};
