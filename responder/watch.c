/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text/buf.h"
#include "text/map.h"

enum {
	QUIET_US = 150 * 1000, /* after the last change of a burst */
	BURST_US = 600 * 1000, /* a burst that does not end is told of */
	RETRY_US = 500 * 1000, /* a folder that is gone may come back */
	DEPTH_MAX = 32,        /* links may go in circles */
	EVENTS_SIZE = 16384
};

#define CHANGES                                                   \
	(IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | \
	 IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF)

struct watch_dirs {
	struct loop *loop;
	struct timer timer;
	uint64_t burst_us; /* when the burst began, 0: there is none */
	bool is_lost;      /* a folder that was asked for is not there */
	int fd;
	int watch; /* of the loop, -1: none */
	char *const *dir;
	size_t dir_count;
	changed_f *changed;
	void *arg;
};

static bool is_folder(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/** A folder with those in it; @return whether it is there */
static bool add_tree(const struct watch_dirs *watch, const char *path,
		     unsigned depth)
{
	DIR *dir = depth > 0 ? opendir(path) : NULL;
	struct dirent *entry;
	struct buf below;

	if (inotify_add_watch(watch->fd, path, CHANGES) < 0 && dir == NULL)
		return false;
	if (dir == NULL)
		return true;
	buf_init(&below, PATH_MAX);
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		buf_clear(&below);
		buf_addf(&below, "%s/%s", path, entry->d_name);
		if (buf_error(&below) == 0 && is_folder(below.p))
			(void)add_tree(watch, below.p, depth - 1);
	}
	buf_release(&below);
	(void)closedir(dir);
	return true;
}

/** Folders may have come since the last time; the kernel knows the old ones. */
static bool add_all(const struct watch_dirs *watch)
{
	bool is_whole = true;

	for (size_t i = 0; i < watch->dir_count; i++)
		is_whole &= add_tree(watch, watch->dir[i], DEPTH_MAX);
	return is_whole;
}

static void on_time(struct timer *timer, uint64_t now_us)
{
	struct watch_dirs *watch =
		CONTAINER_OF(timer, struct watch_dirs, timer);
	bool is_back = watch->is_lost;

	watch->is_lost = !add_all(watch);
	is_back &= !watch->is_lost;
	if (watch->is_lost)
		loop_set(watch->loop, timer, now_us + RETRY_US, on_time);
	if (watch->burst_us != 0 || is_back) {
		watch->burst_us = 0;
		watch->changed(watch->arg);
	}
}

static void on_change(void *arg, int fd, int events)
{
	struct watch_dirs *watch = arg;
	uint64_t now_us = loop_now_us(watch->loop);
	char buffer[EVENTS_SIZE];
	uint64_t due_us;

	(void)events;
	while (read(fd, buffer, sizeof(buffer)) > 0)
		;
	if (watch->burst_us == 0)
		watch->burst_us = now_us;
	due_us = now_us + QUIET_US;
	if (due_us > watch->burst_us + BURST_US)
		due_us = watch->burst_us + BURST_US;
	loop_set(watch->loop, &watch->timer, due_us, on_time);
}

int watch_open(struct watch_dirs **watchp, struct loop *loop, char *const *dir,
	       size_t dir_count, changed_f *changed, void *arg)
{
	struct watch_dirs *watch = calloc(1, sizeof(*watch));
	int err = 0;

	if (watch == NULL)
		return ENOMEM;
	*watch = (struct watch_dirs){
		.loop = loop,
		.fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC),
		.watch = -1,
		.dir = dir,
		.dir_count = dir_count,
		.changed = changed,
		.arg = arg,
	};
	if (watch->fd < 0)
		err = errno;
	if (!err)
		err = loop_watch(loop, watch->fd, POLLIN, on_change, watch,
				 &watch->watch);
	if (err)
		goto out;

	(void)add_all(watch);
	*watchp = watch;
	watch = NULL; /* the caller owns it now */
out:
	watch_close(watch);
	return err;
}

void watch_close(struct watch_dirs *watch)
{
	if (watch == NULL)
		return;
	loop_stop_timer(watch->loop, &watch->timer);
	if (watch->watch >= 0)
		loop_unwatch(watch->loop, watch->watch);
	if (watch->fd >= 0)
		(void)close(watch->fd);
	free(watch);
}
