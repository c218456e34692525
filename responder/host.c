/* SPDX-License-Identifier: MIT */
#include "host.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "host_own.h"
#include "trace.h"
#include "watch.h"

enum { PENDING_MAX = 1 << 20, PARTIAL_MS = 30000 };

void host_say(const struct host *host, const char *format, ...)
{
	struct buf lines;
	va_list ap;

	if (host->config->say == NULL)
		return;
	buf_init(&lines, MESSAGES_MAX);
	va_start(ap, format);
	buf_addv(&lines, format, ap);
	va_end(ap);
	host->config->say(host->config->arg, buf_str(&lines));
	buf_release(&lines);
}

/** Hand on what others had to say. */
static void say_all(const struct host *host, struct buf *messages)
{
	const struct host_config *config = host->config;

	if (messages->size > 0 && config->say != NULL)
		config->say(config->arg, buf_str(messages));
	buf_release(messages);
}

static int fail(const struct host *host, const char *what, int err)
{
	host_say(host, "gamut: %s: %s\n", what, strerror(err));
	return err;
}

/** @return the error of the loader, which is told */
static int load_suite(struct host *host)
{
	struct suite *suite;
	struct buf messages;
	int err;

	buf_init(&messages, MESSAGES_MAX);
	err = library_load(&suite, &host->library, &messages);
	say_all(host, &messages);
	if (err)
		return err;
	suite_unref(host->suite);
	host->suite = suite;
	return 0;
}

/** @return what is wrong with the file of accounts, which is told */
static int load_accounts(struct host *host)
{
	struct buf messages;
	int err;

	buf_init(&messages, MESSAGES_MAX);
	err = accounts_load(&host->accounts, host->config->options, &messages);
	say_all(host, &messages);
	return err;
}

void host_reload(struct host *host)
{
	const struct host_config *config = host->config;

	/* Swapped whole, or kept. Calls in progress keep theirs. */
	if (load_suite(host) != 0) {
		host_say(host, "gamut: the scenarios stay as they were\n");
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

static void on_message(void *arg, enum sight sight, const struct path *path,
		       struct str bytes, uint64_t at_us)
{
	struct host *host = arg;

	trace_write(host->trace, sight, path, bytes, at_us);
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
		host_say(host,
			 "gamut: option --default: there is no case "
			 "'%s'\n",
			 name);
	return err;
}

/** What --fault is for must be there. */
static int check_fault(const struct host *host)
{
	const struct options *options = host->config->options;

	if (!mishaps_any(&options->fault))
		return 0;
	for (size_t i = 0; i < options->listen_count; i++) {
		if (!transport_is_stream(options->listen[i].transport))
			return 0;
	}
	host_say(host, "gamut: option --fault: nothing listens on UDP, "
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
	};
	err = load_accounts(host);
	if (!err)
		err = load_suite(host);
	if (!err)
		err = check_default(host);
	return err ? err : check_fault(host);
}

int host_open(struct host *host)
{
	const struct options *options = host->config->options;
	int err = loop_new(&host->loop);

	if (err)
		return fail(host, "event loop", err);
	wall_init(&host->wall, loop_now_us(host->loop));
	if (options->watch)
		err = watch_open(&host->watch, host->loop, host->library.dir,
				 host->library.dir_count, on_change, host);
	if (err)
		return fail(host, "watch", err);
	if (options->trace != NULL)
		err = trace_open(&host->trace, options->trace, &host->wall);
	if (err)
		return fail(host, options->trace, err);
	err = media_open(&host->media, options->media_port);
	if (err)
		return fail(host, "media port", err);
	err = open_server(host);
	if (!err)
		err = open_net(host);
	if (err)
		return fail(host, "server", err);
	return host_listen(host);
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
	loop_free(host->loop);
	err = trace_close(host->trace);
	return err ? fail(host, host->config->options->trace, err) : 0;
}
