/* SPDX-License-Identifier: MIT */
#include "spawn_command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "text/str.h"

enum { EXIT_FAILED = 127 };

/** Signals as a program expects them, whatever they are with us. */
static void reset_signals(void)
{
	static const int reset[] = { SIGPIPE, SIGINT,  SIGTERM,
				     SIGHUP,  SIGQUIT, SIGCHLD };
	sigset_t set;

	for (size_t i = 0; i < ARRAY_SIZE(reset); i++)
		(void)signal(reset[i], SIG_DFL);
	(void)sigemptyset(&set);
	(void)sigprocmask(SIG_SETMASK, &set, NULL);
}

/** @param report  stays open until the program is there */
static int set_files(int out, int *report)
{
	int in = open("/dev/null", O_RDONLY);

	if (in < 0 || dup2(in, STDIN_FILENO) < 0 ||
	    dup2(out, STDOUT_FILENO) < 0 || dup2(out, STDERR_FILENO) < 0)
		return errno;
	if (dup3(*report, STDERR_FILENO + 1, O_CLOEXEC) < 0 &&
	    *report != STDERR_FILENO + 1)
		return errno;
	*report = STDERR_FILENO + 1;
	/* sofia does not mark all of its descriptors. */
	return close_range((unsigned)*report + 1, ~0U, 0) != 0 ? errno : 0;
}

/**
 * Become the program. It is asked to end when we are killed and cannot do so ourselves.
 *
 * @return why not
 */
static int become(char *const *argv, char *const *envp, int out, int *report,
		  pid_t parent)
{
	int err = set_files(out, report);

	if (!err && setpgid(0, 0) != 0)
		err = errno;
	if (!err && prctl(PR_SET_PDEATHSIG, SIGTERM) != 0)
		err = errno;
	if (err)
		return err;
	reset_signals();
	if (getppid() != parent)
		_exit(EXIT_FAILED);
	(void)execvpe(argv[0], argv, envp);
	return errno;
}

/** What the new process says of itself: nothing once it is the program. */
static int read_report(int fd)
{
	int err = 0;
	ssize_t size;

	do
		size = read(fd, &err, sizeof(err));
	while (size < 0 && errno == EINTR);
	return size == (ssize_t)sizeof(err) ? err : 0;
}

int spawn_command(pid_t *pid, char *const *argv, char *const *envp, int out)
{
	pid_t parent = getpid();
	int report[2];
	pid_t child;
	int err;

	if (pipe2(report, O_CLOEXEC) != 0)
		return errno;
	child = fork();
	if (child == 0) {
		err = become(argv, envp, out, &report[1], parent);
		(void)!write(report[1], &err, sizeof(err));
		_exit(EXIT_FAILED);
	}
	err = child < 0 ? errno : 0;
	(void)close(report[1]);
	if (!err)
		err = read_report(report[0]);
	(void)close(report[0]);
	if (err && child > 0)
		(void)waitpid(child, NULL, 0);
	if (!err)
		*pid = child;
	return err;
}
