/* SPDX-License-Identifier: MIT */
#include "host.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "trace.h"
#include "watch.h"

enum { PENDING_MAX = 1 << 20, MESSAGES_MAX = 1 << 20, PARTIAL_MS = 30000 };

static int fail(const char *what, int err)
{
	(void)fprintf(stderr, "gamut: %s: %s\n", what, strerror(err));
	return err;
}

/** Print what the loader says; @return its error */
static int load_suite(struct host *host)
{
	struct suite *suite;
	struct buf messages;
	int err;

	buf_init(&messages, MESSAGES_MAX);
	err = library_load(&suite, &host->library, &messages);
	if (messages.size > 0)
		(void)fwrite(messages.p, 1, messages.size, stderr);
	buf_release(&messages);
	if (err)
		return err;
	suite_unref(host->suite);
	host->suite = suite;
	return 0;
}

/** Print what is wrong with the file of accounts; @return its error */
static int load_accounts(struct host *host)
{
	struct buf messages;
	int err;

	buf_init(&messages, MESSAGES_MAX);
	err = accounts_load(&host->accounts, host->config->options, &messages);
	if (messages.size > 0)
		(void)fwrite(messages.p, 1, messages.size, stderr);
	buf_release(&messages);
	return err;
}

void host_reload(struct host *host)
{
	const struct host_config *config = host->config;

	/* Swapped whole, or kept. Calls in progress keep theirs. */
	if (load_suite(host) != 0) {
		(void)fprintf(stderr, "gamut: the scenarios stay as they "
				      "were\n");
		return;
	}
	server_set_suite(host->server, host->suite);
	if (config->reloaded != NULL)
		config->reloaded(config->arg, suite_count(host->suite));
}

static void on_change(void *arg)
{
	host_reload(arg);
}

static void on_signal(void *arg, int fd, int events)
{
	const struct host *host = arg;
	const struct host_config *config = host->config;
	struct signalfd_siginfo info;

	(void)events;
	if (read(fd, &info, sizeof(info)) <= 0)
		return;
	if (config->signalled != NULL)
		config->signalled(config->arg, (int)info.ssi_signo);
}

/** Signals come through the loop; a closed pipe is an error of write. */
static int watch_signals(struct host *host)
{
	const struct host_config *config = host->config;
	sigset_t set;

	(void)sigemptyset(&set);
	for (size_t i = 0; i < config->signal_count; i++)
		(void)sigaddset(&set, config->signal[i]);
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR ||
	    sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return errno;
	host->signal_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (host->signal_fd < 0)
		return errno;
	return loop_watch(host->loop, host->signal_fd, POLLIN, on_signal, host,
			  &host->signal_watch);
}

static void on_message(void *arg, enum sight sight, const struct path *path,
		       struct str bytes, uint64_t now_us)
{
	struct host *host = arg;

	trace_write(host->trace, sight, path, bytes, now_us);
}

static void on_call(void *arg, const struct call_report *report)
{
	const struct host *host = arg;
	const struct observer *observer = &host->config->observer;

	observer->call(observer->arg, report);
}

static void on_binding(void *arg, const struct path *path, struct str aor,
		       size_t contacts, uint64_t now_us)
{
	const struct host *host = arg;
	const struct observer *observer = &host->config->observer;

	observer->binding(observer->arg, path, aor, contacts, now_us);
}

static int listen_at(struct host *host, const struct listen_option *option,
		     const char *numeric, uint16_t *port)
{
	struct endpoint *end = &host->listener[host->listener_count];
	union address address;
	int err = address_parse(&address, str_from(numeric), *port);

	if (!err)
		err = net_listen(host->net, option->transport, &address);
	if (err)
		return err;
	address_endpoint(end, &address, option->transport);
	host->listener_count++;
	*port = end->port;
	return 0;
}

/**
 * A client may change its transport and keep the port, so the one that the kernel chose
 * for a host serves its other transports too, if it can.
 */
static int listen_beside(struct host *host, const struct listen_option *option)
{
	for (size_t i = 0; option->port == 0 && i < host->listener_count; i++) {
		const struct endpoint *end = &host->listener[i];
		uint16_t port = end->port;

		if (end->transport != option->transport &&
		    strcmp(end->host, option->host) == 0)
			return listen_at(host, option, option->host, &port);
	}
	return EADDRNOTAVAIL;
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
static int listen_everywhere(struct host *host,
			     const struct listen_option *option)
{
	uint16_t port = option->port;
	int err = listen_at(host, option, "0.0.0.0", &port);

	if (err)
		return fail_listen(option, err);
	err = listen_at(host, option, "::", &port);
	if (err == EAFNOSUPPORT || err == EADDRNOTAVAIL)
		err = 0;
	return err ? fail_listen(option, err) : 0;
}

static int listen_all(struct host *host)
{
	const struct options *options = host->config->options;
	int err = 0;

	for (size_t i = 0; !err && i < options->listen_count; i++) {
		const struct listen_option *option = &options->listen[i];
		uint16_t port = option->port;

		if (strcmp(option->host, "*") == 0) {
			err = listen_everywhere(host, option);
			continue;
		}
		if (listen_beside(host, option) == 0)
			continue;
		err = listen_at(host, option, option->host, &port);
		if (err)
			err = fail_listen(option, err);
	}
	return err;
}

/** What --fault says, with the seed of --seed. */
static struct mishaps mishaps_of(const struct options *options)
{
	struct mishaps mishaps = options->fault;

	mishaps.seed = options->seed;
	return mishaps;
}

static int open_server(struct host *host)
{
	const struct options *options = host->config->options;
	const struct observer *wanted = &host->config->observer;
	struct server_config config = {
		.timing = timing_of(options->t1_ms),
		.hold_ms = (uint32_t)(options->hold_us / 1000),
		.has_reason = options->reason_q850,
		.realm = options->realm,
		.accounts = host->accounts.account,
		.account_count = host->accounts.count,
		.nonce_life_ms = options->nonce_life_ms,
		.advertise = { .port = options->advertise_port },
		.allow = options->allow,
		.allow_count = options->allow_count,
		.call_max = options->max_calls,
		.binding_max = options->max_bindings,
		.record_max =
			host->config->is_judging ? options->max_record : 0,
		.media_port = host->media.port,
		.default_case = str_from(options->default_case),
		.is_brief = host->config->is_brief,
		.probe = options->probe,
		.mishaps = mishaps_of(options),
		.observer = { .arg = host,
			      .message =
				      host->trace != NULL ? on_message : NULL,
			      .call = wanted->call != NULL ? on_call : NULL,
			      .binding = wanted->binding != NULL ? on_binding
								 : NULL },
		.director = host->config->director,
	};

	memcpy(config.advertise.host, options->advertise_host,
	       sizeof(config.advertise.host));
	return server_new(&host->server, host->loop, host->suite, &config);
}

static int open_net(struct host *host)
{
	const struct options *options = host->config->options;
	struct net_config config = {
		.message_max = options->max_message,
		.connection_max = options->max_connections,
		.pending_max = PENDING_MAX,
		.idle_ms = options->idle_ms,
		.partial_ms = PARTIAL_MS,
		.receive = server_receive,
		.broken = server_broken,
		.gone = server_gone,
		.owner = host->server,
	};

	return net_new(&host->net, host->loop, &config);
}

/** What is dialled as --default must be something. */
static int check_default(const struct host *host)
{
	const char *name = host->config->options->default_case;
	const struct scenario *scenario;
	struct scenario *made = NULL;
	int err;

	if (name == NULL)
		return 0;
	err = suite_select(host->suite, str_from(name), &scenario, &made);
	scenario_free(made);
	if (err == ENOENT)
		(void)fprintf(stderr,
			      "gamut: option --default: there is no case "
			      "'%s'\n",
			      name);
	return err;
}

/** What --fault is for must be there. */
static int check_fault(const struct options *options)
{
	if (!mishaps_any(&options->fault))
		return 0;
	for (size_t i = 0; i < options->listen_count; i++) {
		if (!transport_is_stream(options->listen[i].transport))
			return 0;
	}
	(void)fprintf(stderr, "gamut: option --fault: nothing listens on UDP, "
			      "and a stream cannot lose anything\n");
	return EBADMSG;
}

int host_load(struct host *host, const struct host_config *config)
{
	int err;

	*host = (struct host){
		.config = config,
		.library = { .has_builtin = !config->options->no_builtin,
			     .dir = config->dir,
			     .dir_count = config->dir_count },
		.media = { .fd = { -1, -1, -1, -1 } },
		.signal_fd = -1,
		.signal_watch = -1,
	};
	err = load_accounts(host);
	if (!err)
		err = load_suite(host);
	if (!err)
		err = check_default(host);
	return err ? err : check_fault(config->options);
}

int host_open(struct host *host)
{
	const struct options *options = host->config->options;
	int err = loop_new(&host->loop);

	if (err)
		return fail("event loop", err);
	wall_init(&host->wall, loop_now_us(host->loop));
	err = watch_signals(host);
	if (err)
		return fail("signals", err);
	if (options->watch)
		err = watch_open(&host->watch, host->loop, host->library.dir,
				 host->library.dir_count, on_change, host);
	if (err)
		return fail("watch", err);
	if (options->trace != NULL)
		err = trace_open(&host->trace, options->trace, &host->wall);
	if (err)
		return fail(options->trace, err);
	err = media_open(&host->media, options->media_port);
	if (err)
		return fail("media port", err);
	err = open_server(host);
	if (!err)
		err = open_net(host);
	if (err)
		return fail("server", err);
	return listen_all(host);
}

int host_close(struct host *host)
{
	int err;

	server_free(host->server);
	net_free(host->net);
	media_close(&host->media);
	suite_unref(host->suite);
	accounts_release(&host->accounts);
	watch_close(host->watch);
	if (host->signal_watch >= 0)
		loop_unwatch(host->loop, host->signal_watch);
	if (host->signal_fd >= 0)
		(void)close(host->signal_fd);
	loop_free(host->loop);
	err = trace_close(host->trace);
	return err ? fail(host->config->options->trace, err) : 0;
}
