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
 * judging costs twice what answering does. It is to cost less than answering, and
 * does by some; a busy machine adds to it. The best of a few rounds counts, so that others on
 * the machine do not.
 */
enum {
	COST_MAX = 2, /* times what answering costs */
	ROUNDS = 3,
	CALLS = 20000,
	WINDOW = 20, /* small: copies would be judged too */
	IDLE_S = 1,  /* the last timers of a call at --t1=50 are over by then */
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

static bool call(const struct programs *programs, const struct server *server,
		 const char *user)
{
	char calls[16], window[16];
	int status = -1;
	pid_t pid;

	(void)snprintf(calls, sizeof(calls), "%d", CALLS);
	(void)snprintf(window, sizeof(window), "%d", WINDOW);
	(void)fflush(stdout);
	pid = fork();
	if (pid == 0) {
		if (freopen("/dev/null", "w", stdout) != NULL)
			(void)execl(programs->caller, programs->caller,
				    server->port, user, calls, window,
				    (char *)NULL);
		_exit(EXEC_FAILED);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

/** @return µs of CPU per call, less than 0 after an error */
static double measure(const struct programs *programs, const char *user,
		      const char *option)
{
	struct server server = { .pid = -1 };
	double before, after = 0;
	bool is_good;

	if (!start(&server, programs->gamut, option))
		return -1;
	before = used_us(&server);
	is_good = call(programs, &server, user);
	if (is_good)
		after = used_when_idle_us(&server);
	return stop(&server) && is_good ? (after - before) / CALLS : -1;
}

static double best_of(double best, double now)
{
	return best < 0 || now < best ? now : best;
}

/** @return whether judging the user's calls costs no more than it may */
static bool compare(const struct programs *programs, const char *user)
{
	double judged = -1, answered = -1;

	for (int round = 0; round < ROUNDS; round++) {
		double with = measure(programs, user, "--max-record=1000");
		double without = measure(programs, user, "--no-judge");

		if (with < 0 || without < 0)
			return false;
		judged = best_of(judged, with);
		answered = best_of(answered, without);
	}
	(void)printf("%s: %.1f us of CPU per call, %.1f with --no-judge: "
		     "judging costs %.0f %% of answering\n",
		     user, judged, answered,
		     (judged - answered) / answered * 100);
	return judged <= (1 + COST_MAX) * answered;
}

int main(int argc, char **argv)
{
	bool is_good = true;

	if (argc != 3) {
		(void)fprintf(stderr, "usage: %s GAMUT BENCH_CALL\n", argv[0]);
		return EXIT_FAILURE;
	}
	for (size_t i = 0; i < sizeof(users) / sizeof(users[0]); i++)
		is_good &= compare(&(struct programs){ .gamut = argv[1],
						       .caller = argv[2] },
				   users[i]);
	return is_good ? EXIT_SUCCESS : EXIT_FAILURE;
}
