/* SPDX-License-Identifier: MIT */
#include "own.h"

#include <stdlib.h>
#include <unistd.h>

struct task {
	struct task *next;
	void (*run)(void *arg);
	void *arg;
	bool is_done;
};

/** Nothing that a mutex of ours can say is anything but a bug of ours. */
static void lock(struct gamut *gamut)
{
	if (pthread_mutex_lock(&gamut->lock) != 0)
		abort();
}

static void unlock(struct gamut *gamut)
{
	if (pthread_mutex_unlock(&gamut->lock) != 0)
		abort();
}

/** The oldest task, or NULL. */
static struct task *take(struct gamut *gamut)
{
	struct task *task;

	lock(gamut);
	task = gamut->task;
	if (task != NULL)
		gamut->task = task->next;
	unlock(gamut);
	return task;
}

void api_on_task(void *arg, int fd, int events)
{
	struct gamut *gamut = arg;
	struct task *task;
	uint64_t count;

	(void)events;
	if (read(fd, &count, sizeof(count)) < 0)
		return; /* somebody was faster: nobody else reads it */
	while ((task = take(gamut)) != NULL) {
		task->run(task->arg);
		lock(gamut);
		task->is_done = true;
		(void)pthread_cond_broadcast(&gamut->changed);
		unlock(gamut);
	}
}

void api_do(struct gamut *gamut, void (*run)(void *arg), void *arg)
{
	static const uint64_t one = 1;
	struct task task = { .run = run, .arg = arg };
	struct task **end = &gamut->task;

	lock(gamut);
	while (*end != NULL)
		end = &(*end)->next;
	*end = &task;
	/* Its counter has room for as many tasks as there are threads. */
	if (write(gamut->wake_fd, &one, sizeof(one)) != sizeof(one))
		abort();
	while (!task.is_done)
		(void)pthread_cond_wait(&gamut->changed, &gamut->lock);
	unlock(gamut);
}
