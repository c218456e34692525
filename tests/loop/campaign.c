/* SPDX-License-Identifier: MIT */
#include "campaign.h"

#include <errno.h>

#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "check.h"
#include "judge/check.h"

enum { USER_MAX = 256, LINE_SIZE = 4096, ORDER_SIZE = 5, IDLE_MS = 600000 };

/** What runs in the process. */
struct stage {
	const struct campaign_config *config;
	struct str next;
	struct loop *loop;
	struct net *net;
	struct suite *suite;
	struct server *server;
	int signal_fd;
};

static unsigned on_enter(void *arg, struct str scenario, unsigned token,
			 const struct path *path)
{
	(void)arg;
	(void)scenario;
	(void)path;
	return token;
}

static int on_next(void *arg, const struct path *path, struct message *invite,
		   struct buf *user)
{
	struct stage *stage = arg;
	struct str word;

	(void)path;
	(void)invite;
	if (stage->next.size == 0)
		return ENOENT;
	(void)usleep(stage->config->stall_ms * 1000);
	(void)str_cut(stage->next, ' ', &word, &stage->next);
	buf_add_str(user, word);
	return 0;
}

static void print_failed(const struct findings *findings)
{
	for (size_t i = 0; findings != NULL && i < findings->count; i++) {
		const struct finding *finding = &findings->finding[i];

		if (finding->outcome == OUTCOME_FAIL)
			(void)printf("; %s", check_at(finding->check)->name);
	}
}

static void on_call(void *arg, const struct call_report *report)
{
	static const char *const name[] = { [REPORT_BEGUN] = "begun",
					    [REPORT_OVER] = "over",
					    [REPORT_CLOSED] = "closed",
					    [REPORT_AMENDED] = "amended" };

	(void)arg;
	(void)printf("%s %u %.*s %s: %.*s", name[report->stage], report->run,
		     STR_ARG(report->scenario),
		     report->is_judged ? verdict_name(report->verdict) : "-",
		     STR_ARG(report->events));
	print_failed(report->findings);
	(void)printf("\n");
	(void)fflush(stdout);
}

/** "x0017" (exit) or "c0017" (close) came from the test. */
static void on_word(void *arg, int fd, int events)
{
	struct stage *stage = arg;
	uint64_t now = loop_now_us(stage->loop);
	char line[ORDER_SIZE + 1];
	ssize_t size = read(fd, line, ORDER_SIZE);
	unsigned run;

	(void)events;
	if (size != ORDER_SIZE) {
		loop_quit(stage->loop);
		return;
	}
	line[size] = '\0';
	run = (unsigned)strtoul(line + 1, NULL, 10);
	if (line[0] == 'x')
		server_run_exit(stage->server, run, now);
	else
		server_run_close(stage->server, run, now);
}

static void on_signal(void *arg, int fd, int events)
{
	struct stage *stage = arg;

	(void)fd;
	(void)events;
	loop_quit(stage->loop);
}

static int open_server(struct stage *stage)
{
	const uint64_t key[2] = { 1, 2 };
	uint32_t t1_ms = stage->config->t1_ms;
	struct server_config config = {
		.timing = timing_of(t1_ms != 0 ? t1_ms : 500),
		.hold_ms = IDLE_MS,
		.realm = "gamut",
		.nonce_life_ms = IDLE_MS,
		.call_max = 100,
		.binding_max = 100,
		.record_max = 1000,
		.probe = stage->config->probe,
		.observer = { .arg = stage, .call = on_call },
		.director = { .arg = stage,
			      .enter = on_enter,
			      .next = stage->config->next != NULL ? on_next
								  : NULL },
	};
	struct suite *suite = NULL;
	int err = suite_new(&suite, key);

	if (!err)
		err = suite_finish(suite);
	if (!err)
		err = server_new(&stage->server, stage->loop, suite, &config);
	suite_unref(suite);
	return err;
}

static int open_net(struct stage *stage)
{
	static const enum transport transport[] = { TRANSPORT_UDP,
						    TRANSPORT_TCP };
	const struct net_config config = {
		.message_max = 65535,
		.connection_max = 10,
		.pending_max = 1 << 20,
		.receive = server_receive,
		.broken = server_broken,
		.gone = server_gone,
		.owner = stage->server,
	};
	int err = net_new(&stage->net, stage->loop, &config);

	for (size_t i = 0; !err && i < ARRAY_SIZE(transport); i++) {
		union address at;

		err = address_parse(&at, STR("127.0.0.1"), 0);
		if (!err)
			err = net_listen(stage->net, transport[i], &at);
		(void)printf("listening on %u\n", address_port(&at));
	}
	return err;
}

static int watch(struct stage *stage, int in, int handle[2])
{
	sigset_t set;
	int err;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	stage->signal_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	err = loop_watch(stage->loop, stage->signal_fd, POLLIN, on_signal,
			 stage, &handle[0]);
	return err ? err
		   : loop_watch(stage->loop, in, POLLIN, on_word, stage,
				&handle[1]);
}

/** Until SIGTERM. What is left after an error goes with the process. */
static int play(const struct campaign_config *config, int in)
{
	struct stage stage = { .config = config,
			       .next = str_from(config->next) };
	int handle[2];
	int err = loop_new(&stage.loop);

	if (!err)
		err = watch(&stage, in, handle);
	if (!err)
		err = open_server(&stage);
	if (!err)
		err = open_net(&stage);
	(void)fflush(stdout);
	if (err)
		return err;
	loop_run(stage.loop);
	server_free(stage.server);
	net_free(stage.net);
	loop_unwatch(stage.loop, handle[0]);
	loop_unwatch(stage.loop, handle[1]);
	loop_free(stage.loop);
	(void)close(stage.signal_fd);
	return 0;
}

static _Noreturn void become(const struct campaign_config *config, int in,
			     int out, int error)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)dup2(out, STDOUT_FILENO);
	(void)dup2(error, STDERR_FILENO);
	_exit(play(config, in));
}

static bool spawn(struct campaign *campaign,
		  const struct campaign_config *config)
{
	struct gamut *gamut = &campaign->gamut;
	int in[2], out[2];

	gamut->error = tmpfile();
	if (gamut->error == NULL || pipe(in) != 0 || pipe(out) != 0)
		return false;
	(void)fflush(NULL);
	gamut->out = out[0];
	campaign->in = in[1];
	gamut->pid = fork();
	if (gamut->pid == 0)
		become(config, in[0], out[1], fileno(gamut->error));
	(void)close(in[0]);
	(void)close(out[1]);
	return gamut->pid > 0;
}

static bool read_ports(struct gamut *gamut)
{
	static const enum place place[] = { UDP4, TCP4 };
	const struct str prefix = STR("listening on ");
	struct str line;

	for (size_t i = 0; i < ARRAY_SIZE(place); i++) {
		if (!gamut_line(gamut, &line) || !str_starts(line, prefix))
			return false;
		gamut->port[place[i]] =
			(uint16_t)strtoul(gamut->line.p + prefix.size, NULL,
					  10);
	}
	return true;
}

bool campaign_start(struct campaign *campaign,
		    const struct campaign_config *config)
{
	bool is_listening;

	*campaign = (struct campaign){ .gamut = { .pid = -1, .out = -1 },
				       .in = -1 };
	buf_init(&campaign->gamut.line, LINE_SIZE);
	is_listening = spawn(campaign, config) && read_ports(&campaign->gamut);
	if (!CHECK(0, is_listening))
		campaign_stop(campaign);
	return is_listening;
}

void campaign_stop(struct campaign *campaign)
{
	gamut_stop(&campaign->gamut);
	if (campaign->in >= 0)
		(void)close(campaign->in);
	campaign->in = -1;
}

static void say(const struct campaign *campaign, char word, unsigned run)
{
	char line[16];
	int size = snprintf(line, sizeof(line), "%c%04u", word, run);

	CHECK_INT(run, write(campaign->in, line, (size_t)size), size);
}

void campaign_exit(struct campaign *campaign, unsigned run)
{
	say(campaign, 'x', run);
}

void campaign_close(struct campaign *campaign, unsigned run)
{
	say(campaign, 'c', run);
}

bool campaign_tells(struct campaign *campaign, size_t row, const char *line)
{
	struct str told = STR("");
	bool is_told = gamut_line(&campaign->gamut, &told) &&
		       str_starts(told, str_from(line));

	if (!CHECK(row, is_told))
		(void)fprintf(stderr, "expected: %s\ntold:     %.*s\n", line,
			      STR_ARG(told));
	return is_told;
}
