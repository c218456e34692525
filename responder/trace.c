/* SPDX-License-Identifier: MIT */
#include "trace.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINE_MAX_SIZE = 512 };

static const struct {
	const char *direction;
	const char *mark;
} seen[] = {
#define X(id, direction, mark) { direction, mark },
	SIGHT_MAP(X)
#undef X
};

struct trace {
	FILE *file;
	const struct wall *wall;
	int error; /* the first one of a write */
};

int trace_open(struct trace **tracep, const char *path, const struct wall *wall)
{
	struct trace *trace = calloc(1, sizeof(*trace));
	int err;

	if (trace == NULL)
		return ENOMEM;
	trace->wall = wall;
	trace->file = fopen(path, "we");
	if (trace->file == NULL) {
		err = errno;
		free(trace);
		return err;
	}
	*tracep = trace;
	return 0;
}

int trace_close(struct trace *trace)
{
	int err;

	if (trace == NULL)
		return 0;
	err = trace->error;
	if (fclose(trace->file) != 0 && err == 0)
		err = errno;
	free(trace);
	return err;
}

void trace_write(struct trace *trace, enum sight sight, const struct path *path,
		 struct str bytes, uint64_t at_us)
{
	enum transport transport = flow_transport(path->flow);
	struct endpoint remote;
	struct endpoint local;
	struct buf line;

	address_endpoint(&remote, &path->remote, transport);
	address_endpoint(&local, &path->local, transport);
	buf_init(&line, LINE_MAX_SIZE);
	buf_add_text(&line, "### ");
	wall_write(&line, trace->wall, at_us);
	buf_addf(&line, " %s %s ", seen[sight].direction,
		 transport_name(transport));
	endpoint_write(&line, &remote);
	buf_add_char(&line, ' ');
	endpoint_write(&line, &local);
	buf_addf(&line, " %zu%s\n", bytes.size, seen[sight].mark);

	/* What stands in the file when the program is killed must be whole. */
	if (fwrite(line.p, 1, line.size, trace->file) != line.size ||
	    fwrite(bytes.p, 1, bytes.size, trace->file) != bytes.size ||
	    fputs("\n\n", trace->file) == EOF || fflush(trace->file) != 0) {
		if (trace->error == 0)
			trace->error = errno;
	}
	buf_release(&line);
}
