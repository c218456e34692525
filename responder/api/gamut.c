/* SPDX-License-Identifier: MIT */
#include "own.h"

#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { SAID_MAX = 1 << 16 };

#define PLACES "udp:127.0.0.1:0 tcp:127.0.0.1:0"

const char *gamut_version(void)
{
	return GAMUT_VERSION;
}

size_t gamut_case_count(const struct gamut *gamut)
{
	return gamut->id_count;
}

const char *gamut_case_id(const struct gamut *gamut, size_t n)
{
	return n < gamut->id_count ? gamut->id[n] : NULL;
}

static void on_say(void *arg, struct str lines)
{
	struct gamut *gamut = arg;

	if (!gamut->is_up)
		buf_add_str(&gamut->said, lines);
}

/** What the host says may be many lines; an error is one text. */
static void explain(struct gamut_error *error, const struct buf *said, int err)
{
	struct str text = str_trim(buf_str(said));

	if (error == NULL)
		return;
	if (text.size == 0)
		text = str_from(strerror(err));
	(void)snprintf(error->text, sizeof(error->text), "%.*s", STR_ARG(text));
}

/** Copies that are ours to change, as options_parse_library() does. */
static int copy_options(struct gamut *gamut, const char *const options[],
			int *argc)
{
	size_t count = 0;

	while (options != NULL && options[count] != NULL)
		count++;
	gamut->argv =
		arena_array(&gamut->arena, count + 1, sizeof(*gamut->argv));
	for (size_t i = 0; gamut->argv != NULL && i < count; i++) {
		size_t size = strlen(options[i]);

		gamut->argv[i] = arena_alloc(&gamut->arena, size + 1);
		if (gamut->argv[i] != NULL)
			memcpy(gamut->argv[i], options[i], size);
	}
	*argc = (int)count;
	return arena_error(&gamut->arena);
}

static int take_options(struct gamut *gamut, const char *const options[])
{
	int argc;
	int err = copy_options(gamut, options, &argc);

	if (!err)
		err = options_parse_library(&gamut->options, &argc, gamut->argv,
					    &gamut->said);
	if (!err && gamut->options.help) {
		buf_add_text(&gamut->said, "there is no --help, see "
					   "libgamut(3)");
		err = EINVAL;
	}
	if (err)
		return err;
	options_listen(&gamut->options, PLACES);
	gamut->config = (struct host_config){
		.options = &gamut->options,
		.dir = gamut->argv,
		.dir_count = (size_t)argc,
		.is_judging = true,
		.arg = gamut,
		.say = on_say,
		.observer = { .arg = gamut, .call = api_on_call },
		.director = { .arg = gamut, .enter = api_enter },
	};
	return 0;
}

static int list_cases(struct gamut *gamut)
{
	const struct suite *suite = gamut->host.suite;

	gamut->id_count = suite_count(suite);
	gamut->id = arena_array(&gamut->arena, gamut->id_count + 1,
				sizeof(*gamut->id));
	for (size_t i = 0; gamut->id != NULL && i < gamut->id_count; i++) {
		struct str id = suite_at(suite, i)->id;
		char *copy = arena_alloc(&gamut->arena, id.size + 1);

		if (copy != NULL)
			memcpy(copy, id.p, id.size);
		gamut->id[i] = copy;
	}
	return arena_error(&gamut->arena);
}

/** All of it in the server's thread: what sofia-sip has for a thread is that one's. */
static int open_all(struct gamut *gamut)
{
	struct host *host = &gamut->host;
	int err = host_load(host, &gamut->config);

	if (!err)
		err = list_cases(gamut);
	if (!err)
		err = host_open(host);
	if (!err)
		err = loop_watch(host->loop, gamut->wake_fd, POLLIN,
				 api_on_task, gamut, &gamut->wake_watch);
	if (!err)
		host_target(host, &gamut->target);
	return err;
}

/** Say that it is up, or why not. */
static void tell(struct gamut *gamut, int err)
{
	(void)pthread_mutex_lock(&gamut->lock);
	gamut->is_up = true;
	gamut->err = err;
	(void)pthread_cond_broadcast(&gamut->changed);
	(void)pthread_mutex_unlock(&gamut->lock);
}

static void *serve(void *arg)
{
	struct gamut *gamut = arg;
	/* The programme's may write 0,5 where a report has 0.5. */
	locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	int err;

	if (plain != (locale_t)0)
		(void)uselocale(plain);
	err = open_all(gamut);
	tell(gamut, err);
	if (!err)
		loop_run(gamut->host.loop);
	while (gamut->calls != NULL) {
		struct gamut_call *call = gamut->calls;

		gamut->calls = call->next;
		loop_stop_timer(gamut->host.loop, &call->timer);
		api_call_release(call);
	}
	if (gamut->wake_watch >= 0)
		loop_unwatch(gamut->host.loop, gamut->wake_watch);
	(void)host_close(&gamut->host);
	(void)uselocale(LC_GLOBAL_LOCALE);
	if (plain != (locale_t)0)
		freelocale(plain);
	return NULL;
}

/** The thread; the signals of the programme are for its own threads. */
static int start_thread(struct gamut *gamut)
{
	sigset_t all;
	sigset_t old;
	int err;

	(void)sigfillset(&all);
	err = pthread_sigmask(SIG_SETMASK, &all, &old);
	if (err)
		return err;
	err = pthread_create(&gamut->thread, NULL, serve, gamut);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	return err;
}

/** @return why it did not come up; then its thread has ended */
static int wait_up(struct gamut *gamut)
{
	(void)pthread_mutex_lock(&gamut->lock);
	while (!gamut->is_up)
		(void)pthread_cond_wait(&gamut->changed, &gamut->lock);
	(void)pthread_mutex_unlock(&gamut->lock);
	if (gamut->err)
		(void)pthread_join(gamut->thread, NULL);
	return gamut->err;
}

static void release(struct gamut *gamut)
{
	(void)pthread_cond_destroy(&gamut->changed);
	(void)pthread_mutex_destroy(&gamut->lock);
	if (gamut->wake_fd >= 0)
		(void)close(gamut->wake_fd);
	buf_release(&gamut->said);
	arena_release(&gamut->arena);
	free(gamut);
}

/** Times of gamut_call_wait() are monotonic. */
static int init(struct gamut *gamut)
{
	pthread_condattr_t attr;
	int err = pthread_mutex_init(&gamut->lock, NULL);

	buf_init(&gamut->said, SAID_MAX);
	gamut->wake_watch = -1;
	gamut->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (!err)
		err = pthread_condattr_init(&attr);
	if (err)
		return err;
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	err = pthread_cond_init(&gamut->changed, &attr);
	(void)pthread_condattr_destroy(&attr);
	return !err && gamut->wake_fd < 0 ? errno : err;
}

int gamut_start(struct gamut **gamutp, const char *const options[],
		struct gamut_error *error)
{
	struct gamut *gamut = calloc(1, sizeof(*gamut));
	int err;

	if (gamut == NULL)
		return ENOMEM;
	err = init(gamut);
	if (!err)
		err = take_options(gamut, options);
	if (!err)
		err = start_thread(gamut);
	if (!err)
		err = wait_up(gamut);
	if (err) {
		explain(error, &gamut->said, err);
		release(gamut);
		return err;
	}
	*gamutp = gamut;
	return 0;
}

static void quit(void *arg)
{
	struct gamut *gamut = arg;

	loop_quit(gamut->host.loop);
}

void gamut_stop(struct gamut *gamut)
{
	if (gamut == NULL)
		return;
	api_do(gamut, quit, gamut);
	(void)pthread_join(gamut->thread, NULL);
	release(gamut);
}
