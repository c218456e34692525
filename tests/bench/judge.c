/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * CPU time of the server per call, with its judge and with --no-judge: fails when
 * judging costs more than answering does. Two servers have their calls in turns, a few
 * at a time, so that what the machine is slowed down by slows down both. The median of
 * some rounds counts, each with new servers; a round with copies in it does not, for they
 * are answered and judged too.
 */
enum {
	COST_MAX = 1, /* times what answering costs */
	ROUNDS = 5,
	TURNS = 20,
	CALLS = 500,                     /* in a turn */
	WINDOW = 20,                     /* small, for few copies */
	COPIES_MAX = TURNS * CALLS / 50, /* of INVITEs and finals */
	IDLE_S = 1, /* the last timers of a call at --t1=50 are over by then */
	SKIPPED = 77,
	EXEC_FAILED = 127
};

struct programs {
	const char *gamut;
	const char *caller;
};

static const char *const users[] = { "486", "180*0*486" };

struct server {
	pid_t pid;
	FILE *out; /* read for the port only: later lines are lost */
	char port[8];
	clockid_t clock;
};

static bool read_port(struct server *server)
{
	char line[256];

	while (fgets(line, sizeof(line), server->out) != NULL) {
		const char *colon = strrchr(line, ':');

		if (strncmp(line, "listening on ", 13) != 0 || colon == NULL)
			continue;
		(void)snprintf(server->port, sizeof(server->port), "%ld",
			       strtol(colon + 1, NULL, 10));
		return true;
	}
	return false;
}

static bool start(struct server *server, const char *gamut, const char *option)
{
	int fd[2];

	if (pipe(fd) != 0)
		return false;
	(void)fflush(stdout);
	server->pid = fork();
	if (server->pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		(void)dup2(fd[1], STDOUT_FILENO);
		(void)execl(gamut, gamut, "serve", "--listen=udp:127.0.0.1:0",
			    "--t1=50", "--hold=0", option, (char *)NULL);
		_exit(EXEC_FAILED);
	}
	(void)close(fd[1]);
	server->out = fdopen(fd[0], "r");
	return server->pid > 0 && server->out != NULL && read_port(server) &&
	       clock_getcpuclockid(server->pid, &server->clock) == 0;
}

static bool stop(const struct server *server)
{
	int status = -1;

	(void)kill(server->pid, SIGTERM);
	(void)waitpid(server->pid, &status, 0);
	(void)fclose(server->out);
	return status == 0;
}

/** µs of CPU that the server has used. */
static double used_us(const struct server *server)
{
	struct timespec now = { .tv_sec = 0 };

	(void)clock_gettime(server->clock, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/** Its calls end some time after the last answer; then it does nothing. */
static double used_when_idle_us(const struct server *server)
{
	const struct timespec idle = { .tv_sec = IDLE_S };
	double before, now = used_us(server);

	do {
		before = now;
		(void)nanosleep(&idle, NULL);
		now = used_us(server);
	} while (now - before > 1000);
	return now;
}

/** "calls=20000 finals=20000 copies=3 …" @return whether it is that */
static bool read_copies(int fd, unsigned *copies)
{
	FILE *in = fdopen(fd, "r");
	char line[256] = "";
	const char *at;
	bool is_good = in != NULL && fgets(line, sizeof(line), in) != NULL;

	at = strstr(line, " copies=");
	if (is_good && at != NULL)
		*copies = (unsigned)strtoul(at + sizeof(" copies=") - 1, NULL,
					    10);
	if (in != NULL)
		(void)fclose(in);
	return is_good && at != NULL;
}

static bool call(const struct programs *programs, const struct server *server,
		 const char *user, unsigned *copies)
{
	char calls[16], window[16];
	bool is_good;
	int status = -1;
	int fd[2];
	pid_t pid;

	if (pipe(fd) != 0)
		return false;
	(void)snprintf(calls, sizeof(calls), "%d", CALLS);
	(void)snprintf(window, sizeof(window), "%d", WINDOW);
	(void)fflush(stdout);
	pid = fork();
	if (pid == 0) {
		(void)dup2(fd[1], STDOUT_FILENO);
		(void)execl(programs->caller, programs->caller, server->port,
			    user, calls, window, (char *)NULL);
		_exit(EXEC_FAILED);
	}
	(void)close(fd[1]);
	is_good = read_copies(fd[0], copies);
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0 &&
	       is_good;
}

/** What one round measured. */
struct round {
	double judged_us;   /* of CPU per call */
	double answered_us; /* with --no-judge */
};

/** @return the calls were made, and measured when there were few copies */
static bool take_turns(const struct programs *programs, const char *user,
		       const struct server server[2], double us[2],
		       bool *is_clean)
{
	double before[2] = { used_us(&server[0]), used_us(&server[1]) };
	unsigned sum[2] = { 0, 0 };

	for (int turn = 0; turn < 2 * TURNS; turn++) {
		unsigned copies = 0;

		if (!call(programs, &server[turn % 2], user, &copies))
			return false;
		sum[turn % 2] += copies;
	}
	for (int i = 0; i < 2; i++)
		us[i] = (used_when_idle_us(&server[i]) - before[i]) /
			(TURNS * CALLS);
	*is_clean = sum[0] <= COPIES_MAX && sum[1] <= COPIES_MAX;
	return true;
}

/** @return whether it could be measured at all */
static bool measure(const struct programs *programs, const char *user,
		    struct round *round, bool *is_clean)
{
	struct server server[2] = { { .pid = -1 }, { .pid = -1 } };
	double us[2] = { 0, 0 };
	bool is_good;

	if (!start(&server[0], programs->gamut, "--max-record=1000"))
		return false;
	if (!start(&server[1], programs->gamut, "--no-judge")) {
		(void)stop(&server[0]);
		return false;
	}
	is_good = take_turns(programs, user, server, us, is_clean);
	is_good = stop(&server[0]) && is_good;
	is_good = stop(&server[1]) && is_good;
	*round = (struct round){ us[0], us[1] };
	return is_good;
}

static double cost_of(const struct round *round)
{
	return (round->judged_us - round->answered_us) / round->answered_us;
}

static int by_cost(const void *a, const void *b)
{
	double first = cost_of(a), second = cost_of(b);

	return (first > second) - (first < second);
}

/** @return an exit status: judging the user's calls costs no more than it may */
static int compare(const struct programs *programs, const char *user)
{
	struct round round[ROUNDS];
	size_t count = 0;

	for (int i = 0; i < ROUNDS; i++) {
		bool is_clean = false;

		if (!measure(programs, user, &round[count], &is_clean))
			return EXIT_FAILURE;
		count += is_clean;
	}
	if (count == 0) {
		(void)printf("%s: the machine is too busy: more than %d "
			     "copies\n",
			     user, COPIES_MAX);
		return SKIPPED;
	}
	qsort(round, count, sizeof(round[0]), by_cost);
	(void)printf("%s: %.1f us of CPU per call, %.1f with --no-judge: "
		     "judging costs %.0f %% of answering (%.0f to %.0f %%)\n",
		     user, round[count / 2].judged_us,
		     round[count / 2].answered_us,
		     cost_of(&round[count / 2]) * 100, cost_of(&round[0]) * 100,
		     cost_of(&round[count - 1]) * 100);
	return cost_of(&round[count / 2]) <= COST_MAX ? EXIT_SUCCESS
						      : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	int status = EXIT_SUCCESS;

	if (argc != 3) {
		(void)fprintf(stderr, "usage: %s GAMUT BENCH_CALL\n", argv[0]);
		return EXIT_FAILURE;
	}
	for (size_t i = 0; i < sizeof(users) / sizeof(users[0]); i++) {
		int one = compare(&(struct programs){ .gamut = argv[1],
						      .caller = argv[2] },
				  users[i]);

		if (status != EXIT_FAILURE && one != EXIT_SUCCESS)
			status = one;
	}
	return status;
}
