/* SPDX-License-Identifier: MIT */
#include "gamut_process.h"

#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

enum {
	ERROR_SIZE = 8192,
	SAYS_MS = 2000,
	OPTIONS_MAX = 32,
	LINE_SIZE = 4096,
	LINE_MS = 10000,
	END_MS = 1000,
	EXEC_FAILED = 127
};

uint64_t now_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/** Many containers have no IPv6. */
static bool has_ip6(void)
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6,
					.sin6_addr = IN6ADDR_LOOPBACK_INIT };
	int fd = socket(AF_INET6, SOCK_DGRAM, 0);
	bool is_bound = fd >= 0 && bind(fd, (struct sockaddr *)&address,
					sizeof(address)) == 0;

	if (fd >= 0)
		(void)close(fd);
	return is_bound;
}

static _Noreturn void become(const char *const *arg, int out, int error)
{
	/* Should the test die, no server is left behind. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)dup2(out, STDOUT_FILENO);
	(void)dup2(error, STDERR_FILENO);
	(void)execv(arg[0], (char *const *)arg);
	_exit(EXEC_FAILED);
}

static bool spawn(struct gamut *gamut, const char *const *arg)
{
	int pipe_fd[2];

	gamut->error = tmpfile();
	if (gamut->error == NULL || pipe(pipe_fd) != 0)
		return false;
	(void)fflush(NULL);
	gamut->out = pipe_fd[0];
	gamut->pid = fork();
	if (gamut->pid == 0)
		become(arg, pipe_fd[1], fileno(gamut->error));
	(void)close(pipe_fd[1]);
	return gamut->pid > 0;
}

bool gamut_line(struct gamut *gamut, struct str *line)
{
	uint64_t until_us = now_us() + (uint64_t)LINE_MS * 1000;
	struct pollfd wait = { .fd = gamut->out, .events = POLLIN };
	char c;

	buf_clear(&gamut->line);
	while (now_us() < until_us && poll(&wait, 1, LINE_MS) > 0 &&
	       read(gamut->out, &c, 1) == 1) {
		if (c == '\n') {
			*line = buf_str(&gamut->line);
			return true;
		}
		buf_add_char(&gamut->line, c);
	}
	return false;
}

bool gamut_tells(struct gamut *gamut, const char *part)
{
	struct str line;

	while (gamut_line(gamut, &line)) {
		if (strstr(line.p, part) != NULL)
			return true;
	}
	return false;
}

/** Read the lines that say where it listens, in the order of the options. */
static bool read_ports(struct gamut *gamut, size_t count)
{
	const struct str prefix = STR("listening on ");
	struct str line;
	size_t found = 0;

	while (found < count && gamut_line(gamut, &line)) {
		const char *colon;

		if (!str_starts(line, prefix))
			continue;
		colon = strrchr(gamut->line.p, ':');
		if (colon == NULL)
			return false;
		gamut->port[found++] = (uint16_t)strtoul(colon + 1, NULL, 10);
	}
	return found == count;
}

static bool start(struct gamut *gamut, const char *const *options,
		  bool is_quiet)
{
	static const char *const place[PLACE_COUNT] = {
		"--listen=udp:127.0.0.1:0", "--listen=tcp:127.0.0.1:0",
		"--listen=udp:[::1]:0", "--listen=tcp:[::1]:0"
	};
	size_t places = has_ip6() ? PLACE_COUNT : UDP6;
	const char *arg[OPTIONS_MAX] = { getenv("GAMUT"), "serve" };
	size_t count = 2;
	bool is_listening;

	*gamut = (struct gamut){ .pid = -1, .out = -1 };
	buf_init(&gamut->line, LINE_SIZE);
	if (is_quiet)
		arg[count++] = "--quiet";
	for (size_t i = 0; i < places; i++)
		arg[count++] = place[i];
	while (*options != NULL && count + 1 < OPTIONS_MAX)
		arg[count++] = *options++;
	is_listening = arg[0] != NULL && spawn(gamut, arg) &&
		       read_ports(gamut, places);
	if (!CHECK(0, is_listening))
		gamut_stop(gamut);
	return is_listening;
}

bool gamut_start(struct gamut *gamut, const char *const *options)
{
	return start(gamut, options, true);
}

bool gamut_start_loud(struct gamut *gamut, const char *const *options)
{
	return start(gamut, options, false);
}

bool gamut_says(struct gamut *gamut, const char *part)
{
	uint64_t until_us = now_us() + (uint64_t)SAYS_MS * 1000;
	int fd = fileno(gamut->error);
	char text[ERROR_SIZE];
	bool has_said;

	/* The place in the file is the program's too. */
	do {
		ssize_t size = pread(fd, text, sizeof(text) - 1, 0);

		text[size > 0 ? size : 0] = '\0';
		has_said = strstr(text, part) != NULL;
		if (!has_said)
			(void)poll(NULL, 0, 10);
	} while (!has_said && now_us() < until_us);
	if (!has_said)
		(void)fprintf(stderr, "it said: %s\n", text);
	return ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0 && has_said;
}

/** Reap it; its end closes the pipe, which is what is waited for. */
static int wait_end(struct gamut *gamut)
{
	uint64_t until_us = now_us() + (uint64_t)END_MS * 1000;
	struct pollfd wait = { .fd = gamut->out, .events = POLLIN };
	char rest[512];
	int status = -1;

	for (;;) {
		uint64_t at_us = now_us();
		int left_ms =
			at_us < until_us ? (int)((until_us - at_us) / 1000) : 0;
		bool has_ended = poll(&wait, 1, left_ms) > 0;

		if (!CHECK(END_MS, has_ended)) {
			(void)kill(gamut->pid, SIGKILL);
			break;
		}
		if (read(gamut->out, rest, sizeof(rest)) <= 0)
			break;
	}
	(void)waitpid(gamut->pid, &status, 0);
	return status;
}

static void check_error(struct gamut *gamut)
{
	char text[1024];
	size_t size;

	rewind(gamut->error);
	size = fread(text, 1, sizeof(text) - 1, gamut->error);
	text[size] = '\0';
	CHECK_TEXT(0, text, "");
}

void gamut_stop(struct gamut *gamut)
{
	if (gamut->pid > 0) {
		(void)kill(gamut->pid, SIGTERM);
		CHECK_INT(0, wait_end(gamut), 0);
		check_error(gamut);
	}
	if (gamut->out >= 0)
		(void)close(gamut->out);
	if (gamut->error != NULL)
		(void)fclose(gamut->error);
	buf_release(&gamut->line);
	*gamut = (struct gamut){ .pid = -1, .out = -1 };
}
