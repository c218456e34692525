/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "cmd.h"
#include "console.h"
#include "host.h"
#include "keep.h"
#include "signals.h"

#define SERVE_PLACES "udp:*:5060 tcp:*:5060"

struct serve {
	struct host host;
	struct signals signals;
	struct console console;
	struct keep *keep; /* NULL: no results are kept */
};

static void on_signal(void *arg, int number)
{
	struct serve *serve = arg;

	if (number == SIGHUP)
		host_reload(&serve->host);
	else
		loop_quit(serve->host.loop);
}

static void on_reload(void *arg, size_t count)
{
	const struct serve *serve = arg;

	console_reloaded(&serve->console, count);
}

static void on_call(void *arg, const struct call_report *report)
{
	struct serve *serve = arg;

	console_call(&serve->console, report);
	if (serve->keep != NULL)
		keep_call(serve->keep, serve->host.suite, report);
}

static void on_binding(void *arg, const struct path *path, struct str aor,
		       size_t contacts, uint64_t now_us)
{
	struct serve *serve = arg;

	console_binding(&serve->console, path, aor, contacts, now_us);
}

/** What is wrong with scenarios is the author's fault, the rest is ours. */
static int status_of(int err)
{
	if (err == 0)
		return STATUS_OK;
	return err == EBADMSG || err == ENOENT ? STATUS_USAGE : STATUS_RUNTIME;
}

static int watch_signals(struct serve *serve)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	int err = signals_open(&serve->signals, serve->host.loop, numbers,
			       ARRAY_SIZE(numbers), on_signal, serve);

	if (err)
		(void)cmd_fail(&cmd_serve, err);
	return err;
}

static int run(struct serve *serve)
{
	const struct options *options = serve->host.config->options;
	struct endpoint advertise = { .port = options->advertise_port };
	int status = STATUS_OK;

	if (host_open(&serve->host) != 0 || watch_signals(serve) != 0)
		return STATUS_RUNTIME;
	memcpy(advertise.host, options->advertise_host, sizeof(advertise.host));
	if (options->results != NULL)
		status = keep_open(&serve->keep, options, &serve->host.wall);
	if (status != STATUS_OK)
		return status;
	console_greet(&serve->console, serve->host.listener,
		      serve->host.listener_count, &advertise);
	loop_run(serve->host.loop);
	return keep_close(serve->keep, loop_now_us(serve->host.loop));
}

static int serve_exec(const struct options *options, int argc, char *argv[])
{
	struct serve serve = {
		.console = { .wall = &serve.host.wall,
			     .is_quiet = options->quiet },
	};
	struct options own = *options;
	const struct host_config config = {
		.options = &own,
		.dir = argv,
		.dir_count = (size_t)argc,
		.is_judging = !options->no_judge &&
			      (!options->quiet || options->results != NULL),
		/* The console shows what is wrong, no more. */
		.is_brief = options->results == NULL,
		.arg = &serve,
		.say = cmd_say,
		.reloaded = on_reload,
		.observer = { .arg = &serve,
			      .call = on_call,
			      .binding = on_binding },
	};
	int status;

	options_listen(&own, SERVE_PLACES);
	status = status_of(host_load(&serve.host, &config));

	if (status == STATUS_OK)
		status = run(&serve);
	signals_close(&serve.signals);
	if (host_close(&serve.host) != 0)
		status = STATUS_RUNTIME;
	return status;
}

const struct cmd cmd_serve = {
	.name = "serve",
	.args = "[DIR ...]",
	.text = "answer SIP requests until a signal ends it",
	.help = "Listens on UDP and TCP, IPv4 and IPv6. What is dialled is what "
		"is answered: a code, codes and pauses, a case id or a Q.850 "
		"cause (see gamut list). REGISTER is accepted for any user, "
		"OPTIONS is answered, so a softphone needs no set-up.\n\n"
		"It prints where it listens and what to dial, then a line per "
		"call: time, where it came from, caller, user agent, case, what "
		"was sent (→), what came (←), and the verdict on the client: "
		"pass, warn, fail or inconclusive, with the rule that was "
		"broken. SIGINT or SIGTERM end it.\n\n"
		"The shipped scenarios are part of the program. Those of a DIR "
		"are added; one with the same id takes the place of the shipped "
		"one. SIGHUP, or a change with --watch, loads them anew: all of "
		"them, or none if one is faulty.\n\n"
		"With --results what each case of a call came to is kept, for "
		"gamut report.",
	.examples =
		"gamut serve                        on port 5060\n"
		"gamut serve --listen udp:127.0.0.1:0    on a port of the kernel's\n"
		"gamut serve --t1 100 --trace wire.log   faster copies, all messages\n"
		"gamut serve --allow 192.168.0.0/16 --advertise 203.0.113.5\n",
	.exec = serve_exec,
};
