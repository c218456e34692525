/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "cmd.h"
#include "console.h"
#include "engine/server.h"
#include "library.h"
#include "media.h"
#include "trace.h"
#include "watch.h"

enum {
	LISTENERS_MAX = 2 * OPTION_LISTEN_MAX, /* "*" is two of them */
	PENDING_MAX = 1 << 20,
	MESSAGES_MAX = 1 << 20,
	PARTIAL_MS = 30000
};

/** Everything that runs, in the order in which it is made. */
struct serve {
	const struct options *options;
	struct wall wall;
	struct console console;
	struct library library;
	struct suite *suite;
	struct loop *loop;
	struct watch_dirs *watch;
	struct trace *trace;
	struct media media;
	struct server *server;
	struct net *net;
	int signal_fd;
	int signal_watch;
	struct endpoint listener[LISTENERS_MAX];
	size_t listener_count;
};

static int fail(const char *what, int err)
{
	(void)fprintf(stderr, "gamut: %s: %s\n", what, strerror(err));
	return err;
}

/** Print what the loader says; @return its error */
static int load_suite(struct serve *serve)
{
	struct suite *suite;
	struct buf messages;
	int err;

	buf_init(&messages, MESSAGES_MAX);
	err = library_load(&suite, &serve->library, &messages);
	if (messages.size > 0)
		(void)fwrite(messages.p, 1, messages.size, stderr);
	buf_release(&messages);
	if (err)
		return err;
	suite_unref(serve->suite);
	serve->suite = suite;
	return 0;
}

/** Swap the suite whole, or keep the old one. Calls in progress keep theirs. */
static void reload(void *arg)
{
	struct serve *serve = arg;

	if (load_suite(serve) != 0) {
		(void)fprintf(stderr, "gamut: the scenarios stay as they "
				      "were\n");
		return;
	}
	server_set_suite(serve->server, serve->suite);
	console_reloaded(&serve->console, suite_count(serve->suite));
}

static void on_signal(void *arg, int fd, int events)
{
	struct serve *serve = arg;
	struct signalfd_siginfo info;

	(void)events;
	if (read(fd, &info, sizeof(info)) <= 0)
		return;
	if (info.ssi_signo == SIGHUP)
		reload(serve);
	else
		loop_quit(serve->loop);
}

/** Signals come through the loop; a closed pipe is an error of write. */
static int watch_signals(struct serve *serve)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGHUP);
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR ||
	    sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return errno;
	serve->signal_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (serve->signal_fd < 0)
		return errno;
	return loop_watch(serve->loop, serve->signal_fd, POLLIN, on_signal,
			  serve, &serve->signal_watch);
}

static void on_message(void *arg, bool is_out, const struct path *path,
		       struct str bytes, uint64_t now_us)
{
	struct serve *serve = arg;

	trace_write(serve->trace, is_out, path, bytes, now_us);
}

static void on_call(void *arg, const struct call_report *report)
{
	struct serve *serve = arg;

	console_call(&serve->console, report);
}

static void on_binding(void *arg, const struct path *path, struct str aor,
		       size_t contacts, uint64_t now_us)
{
	struct serve *serve = arg;

	console_binding(&serve->console, path, aor, contacts, now_us);
}

static int listen_at(struct serve *serve, const struct listen_option *option,
		     const char *host, uint16_t *port)
{
	struct endpoint *end = &serve->listener[serve->listener_count];
	union address address;
	int err = address_parse(&address, str_from(host), *port);

	if (!err)
		err = net_listen(serve->net, option->transport, &address);
	if (err)
		return err;
	address_endpoint(end, &address, option->transport);
	serve->listener_count++;
	*port = end->port;
	return 0;
}

static int fail_listen(const struct listen_option *option, int err)
{
	(void)fprintf(stderr, "gamut: cannot listen on %s:%s:%u: %s\n",
		      transport_name(option->transport), option->host,
		      option->port, strerror(err));
	if (err == EADDRINUSE)
		(void)fprintf(stderr, "try: --listen %s:%s:%u, or port 0\n",
			      transport_name(option->transport), option->host,
			      option->port + 10U);
	return err;
}

/** "*" is every IPv4 address and, where there is IPv6, every IPv6 address. */
static int listen_everywhere(struct serve *serve,
			     const struct listen_option *option)
{
	uint16_t port = option->port;
	int err = listen_at(serve, option, "0.0.0.0", &port);

	if (err)
		return fail_listen(option, err);
	err = listen_at(serve, option, "::", &port);
	if (err == EAFNOSUPPORT || err == EADDRNOTAVAIL)
		err = 0;
	return err ? fail_listen(option, err) : 0;
}

static int listen_all(struct serve *serve)
{
	const struct options *options = serve->options;
	int err = 0;

	for (size_t i = 0; !err && i < options->listen_count; i++) {
		const struct listen_option *option = &options->listen[i];
		uint16_t port = option->port;

		if (strcmp(option->host, "*") == 0) {
			err = listen_everywhere(serve, option);
			continue;
		}
		err = listen_at(serve, option, option->host, &port);
		if (err)
			err = fail_listen(option, err);
	}
	return err;
}

static int open_server(struct serve *serve)
{
	const struct options *options = serve->options;
	struct server_config config = {
		.timing = timing_of(options->t1_ms),
		.hold_ms = (uint32_t)(options->hold_us / 1000),
		.has_reason = options->reason_q850,
		.realm = options->realm,
		.advertise = { .port = options->advertise_port },
		.allow = options->allow,
		.allow_count = options->allow_count,
		.call_max = options->max_calls,
		.binding_max = options->max_bindings,
		.record_max = options->no_judge || options->quiet
				      ? 0
				      : options->max_record,
		.media_port = serve->media.port,
		.default_case = str_from(options->default_case),
		.observer = { .arg = serve,
			      .message =
				      serve->trace != NULL ? on_message : NULL,
			      .call = on_call,
			      .binding = on_binding },
	};

	memcpy(config.advertise.host, options->advertise_host,
	       sizeof(config.advertise.host));
	return server_new(&serve->server, serve->loop, serve->suite, &config);
}

static int open_net(struct serve *serve)
{
	const struct options *options = serve->options;
	struct net_config config = {
		.message_max = options->max_message,
		.connection_max = options->max_connections,
		.pending_max = PENDING_MAX,
		.idle_ms = options->idle_ms,
		.partial_ms = PARTIAL_MS,
		.receive = server_receive,
		.broken = server_broken,
		.owner = serve->server,
	};

	return net_new(&serve->net, serve->loop, &config);
}

/** What is dialled as --default must be something. */
static int check_default(const struct serve *serve)
{
	const char *name = serve->options->default_case;
	const struct scenario *scenario;
	struct scenario *made = NULL;
	int err;

	if (name == NULL)
		return 0;
	err = suite_select(serve->suite, str_from(name), &scenario, &made);
	scenario_free(made);
	if (err == ENOENT)
		(void)fprintf(stderr,
			      "gamut: option --default: there is no case "
			      "'%s'\n",
			      name);
	return err;
}

/** Make everything; what was made is for close_all() even after an error. */
static int open_all(struct serve *serve)
{
	const struct options *options = serve->options;
	int err = loop_new(&serve->loop);

	if (err)
		return fail("event loop", err);
	wall_init(&serve->wall, loop_now_us(serve->loop));
	err = watch_signals(serve);
	if (err)
		return fail("signals", err);
	if (options->watch)
		err = watch_open(&serve->watch, serve->loop, serve->library.dir,
				 serve->library.dir_count, reload, serve);
	if (err)
		return fail("watch", err);
	if (options->trace != NULL)
		err = trace_open(&serve->trace, options->trace, &serve->wall);
	if (err)
		return fail(options->trace, err);
	err = media_open(&serve->media, options->media_port);
	if (err)
		return fail("media port", err);
	err = open_server(serve);
	if (!err)
		err = open_net(serve);
	if (err)
		return fail("server", err);
	return listen_all(serve);
}

static int close_all(struct serve *serve)
{
	int err;

	server_free(serve->server);
	net_free(serve->net);
	media_close(&serve->media);
	suite_unref(serve->suite);
	watch_close(serve->watch);
	if (serve->signal_watch >= 0)
		loop_unwatch(serve->loop, serve->signal_watch);
	if (serve->signal_fd >= 0)
		(void)close(serve->signal_fd);
	loop_free(serve->loop);
	err = trace_close(serve->trace);
	return err ? fail(serve->options->trace, err) : 0;
}

/** What is wrong with scenarios is the author's fault, the rest is ours. */
static int status_of(int err)
{
	if (err == 0)
		return STATUS_OK;
	return err == EBADMSG || err == ENOENT ? STATUS_USAGE : STATUS_RUNTIME;
}

static int run(struct serve *serve)
{
	const struct options *options = serve->options;
	struct endpoint advertise = { .port = options->advertise_port };
	int err = open_all(serve);

	memcpy(advertise.host, options->advertise_host, sizeof(advertise.host));
	if (!err) {
		console_greet(&serve->console, serve->listener,
			      serve->listener_count, &advertise);
		loop_run(serve->loop);
	}
	if (close_all(serve) != 0)
		err = EIO;
	return err ? STATUS_RUNTIME : STATUS_OK;
}

static int serve_exec(const struct options *options, int argc, char *argv[])
{
	struct serve serve = {
		.options = options,
		.library = { .has_builtin = !options->no_builtin,
			     .dir = argv,
			     .dir_count = (size_t)argc },
		.console = { .wall = &serve.wall, .is_quiet = options->quiet },
		.media = { .fd = { -1, -1, -1, -1 } },
		.signal_fd = -1,
		.signal_watch = -1,
	};
	int err = load_suite(&serve);

	if (!err)
		err = check_default(&serve);
	if (err) {
		suite_unref(serve.suite);
		return status_of(err);
	}
	return run(&serve);
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
		"them, or none if one is faulty.",
	.examples =
		"gamut serve                        on port 5060\n"
		"gamut serve --listen udp:127.0.0.1:0    on a port of the kernel's\n"
		"gamut serve --t1 100 --trace wire.log   faster copies, all messages\n"
		"gamut serve --allow 192.168.0.0/16 --advertise 203.0.113.5\n",
	.exec = serve_exec,
};
