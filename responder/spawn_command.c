/* SPDX-License-Identifier: MIT */
#include "spawn_command.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include "text/str.h"

/** Signals as a program expects them, whatever they are with us. */
static int set_attributes(posix_spawnattr_t *attributes)
{
	static const int reset[] = { SIGPIPE, SIGINT,  SIGTERM,
				     SIGHUP,  SIGQUIT, SIGCHLD };
	sigset_t set;

	(void)sigemptyset(&set);
	(void)posix_spawnattr_setsigmask(attributes, &set);
	for (size_t i = 0; i < ARRAY_SIZE(reset); i++)
		(void)sigaddset(&set, reset[i]);
	(void)posix_spawnattr_setsigdefault(attributes, &set);
	(void)posix_spawnattr_setpgroup(attributes, 0);
	return posix_spawnattr_setflags(attributes,
					POSIX_SPAWN_SETSIGMASK |
						POSIX_SPAWN_SETSIGDEF |
						POSIX_SPAWN_SETPGROUP);
}

static int set_files(posix_spawn_file_actions_t *files, int out)
{
	int err = posix_spawn_file_actions_adddup2(files, out, STDOUT_FILENO);

	if (!err)
		err = posix_spawn_file_actions_adddup2(files, out,
						       STDERR_FILENO);
	if (!err)
		err = posix_spawn_file_actions_addopen(files, STDIN_FILENO,
						       "/dev/null", O_RDONLY,
						       0);
	/* sofia does not mark all of its descriptors. */
	if (!err)
		err = posix_spawn_file_actions_addclosefrom_np(files,
							       STDERR_FILENO +
								       1);
	return err;
}

int spawn_command(pid_t *pid, char *const *argv, char *const *envp, int out)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	int err = posix_spawn_file_actions_init(&files);

	if (err)
		return err;
	err = posix_spawnattr_init(&attributes);
	if (err) {
		(void)posix_spawn_file_actions_destroy(&files);
		return err;
	}
	err = set_attributes(&attributes);
	if (!err)
		err = set_files(&files, out);
	if (!err)
		err = posix_spawnp(pid, argv[0], &files, &attributes, argv,
				   envp);
	(void)posix_spawn_file_actions_destroy(&files);
	(void)posix_spawnattr_destroy(&attributes);
	return err;
}
