/* SPDX-License-Identifier: MIT */
#ifndef SPAWN_COMMAND_H
#define SPAWN_COMMAND_H

#include <sys/types.h>

/**
 * Start a program in a process group of its own, with /dev/null to read from, no
 * signal blocked or ignored, and no other descriptor of ours. When we are killed it gets
 * SIGTERM.
 *
 * @param argv  argv[0] is looked for in PATH; ends with NULL
 * @param out   its standard output and standard error
 * @return 0, or what execvp(3) or fork(2) say
 */
int spawn_command(pid_t *pid, char *const *argv, char *const *envp, int out);

#endif
