/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "client.h"
#include "gamut.h"

/** What belongs to the process, and must be after a guest as it was before. */
struct household {
	struct sigaction action[NSIG];
	sigset_t mask;
	char folder[4096];
	char locale[256];
	size_t files;
	size_t threads;
};

static size_t count_entries(const char *path)
{
	DIR *dir = opendir(path);
	size_t count = 0;

	while (dir != NULL && readdir(dir) != NULL)
		count++;
	(void)closedir(dir);
	return count;
}

static void look(struct household *house)
{
	memset(house, 0, sizeof(*house));
	for (int i = 1; i < NSIG; i++)
		(void)sigaction(i, NULL, &house->action[i]);
	(void)sigprocmask(SIG_BLOCK, NULL, &house->mask);
	(void)!getcwd(house->folder, sizeof(house->folder));
	(void)snprintf(house->locale, sizeof(house->locale), "%s",
		       setlocale(LC_ALL, NULL));
	house->files = count_entries("/proc/self/fd");
	house->threads = count_entries("/proc/self/task");
}

static void compare(long row, const struct household *have,
		    const struct household *want)
{
	for (int i = 1; i < NSIG; i++)
		CHECK_INT(i,
			  have->action[i].sa_handler ==
				  want->action[i].sa_handler,
			  1);
	for (int i = 1; i < NSIG; i++)
		CHECK_INT(i, sigismember(&have->mask, i),
			  sigismember(&want->mask, i));
	CHECK_TEXT(row, have->folder, want->folder);
	CHECK_TEXT(row, have->locale, want->locale);
}

static void use(struct gamut *gamut)
{
	const struct gamut_result *result = NULL;
	struct gamut_call *call = NULL;

	CHECK_INT(0, gamut_call_new(&call, gamut, "final/486"), 0);
	(void)client_call(gamut_call_uri(call), CLIENT_CORRECT);
	gamut_call_ended(call);
	CHECK_INT(0, gamut_call_wait(call, 30000, &result), 0);
	gamut_call_free(call);
}

static void a_guest_leaves_the_process_as_it_was(void)
{
	static const char *const options[] = { "--t1=50", NULL };
	struct household before, meanwhile, after;
	struct gamut *gamut = NULL;

	/* Whatever main() did: what a programme has that knows nothing of us. */
	(void)signal(SIGPIPE, SIG_DFL);
	CHECK_INT(0, gamut_start(&gamut, options, NULL), 0);
	gamut_stop(gamut); /* the first one may keep what is kept once */

	look(&before);
	CHECK_INT(0, gamut_start(&gamut, options, NULL), 0);
	use(gamut);
	look(&meanwhile);
	gamut_stop(gamut);
	look(&after);
	compare(0, &meanwhile, &before);
	compare(1, &after, &before);
	CHECK_INT(0, meanwhile.threads, before.threads + 1);
	CHECK_INT(0, after.threads, before.threads);
	CHECK_INT(0, after.files, before.files);
}

/** Have a stream go to a file. @return the old one */
static int divert(int stream, int file)
{
	int old = dup(stream);

	(void)dup2(file, stream);
	return old;
}

static void restore(int stream, int old)
{
	(void)dup2(old, stream);
	(void)close(old);
}

static void a_guest_prints_nothing(void)
{
	static const char *const wrong[] = { "--listen=udp:192.0.2.1:1", NULL };
	char path[] = "/tmp/gamut-guest-XXXXXX";
	int file = mkstemp(path);
	struct gamut *gamut = NULL;
	int out, err;

	(void)fflush(stdout);
	out = divert(STDOUT_FILENO, file);
	err = divert(STDERR_FILENO, file);
	(void)gamut_start(&gamut, wrong, NULL);
	if (gamut_start(&gamut, NULL, NULL) == 0)
		use(gamut);
	gamut_stop(gamut);
	(void)fflush(stdout);
	restore(STDOUT_FILENO, out);
	restore(STDERR_FILENO, err);
	CHECK_INT(0, lseek(file, 0, SEEK_END), 0);
	(void)close(file);
	(void)unlink(path);
}

static void the_environment_of_the_host_says_nothing(void)
{
	struct gamut *gamut = NULL;

	(void)setenv("GAMUT_LISTEN", "udp:192.0.2.1:1", 1);
	(void)setenv("GAMUT_T1", "nonsense", 1);
	CHECK_INT(0, gamut_start(&gamut, NULL, NULL), 0);
	gamut_stop(gamut);
	(void)unsetenv("GAMUT_LISTEN");
	(void)unsetenv("GAMUT_T1");
}

CU_TestInfo test_guest[] = {
	{ "a guest leaves the process as it was",
	  a_guest_leaves_the_process_as_it_was },
	{ "a guest prints nothing", a_guest_prints_nothing },
	{ "the environment of the host says nothing",
	  the_environment_of_the_host_says_nothing },
	CU_TEST_INFO_NULL,
};
