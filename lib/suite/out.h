/* SPDX-License-Identifier: MIT */
#ifndef SUITE_OUT_H
#define SUITE_OUT_H

#include "text/arena.h"
#include "text/map.h"

/** A file that a generator made. */
struct suite_file {
	struct str path;  /* below the folder of the suite, with slashes */
	struct str bytes; /* "#!" in front: it is to be executable */
};

/**
 * The files that a generator makes, in memory: who writes them to the disk decides
 * which of them may be written. It keeps its first error: put all, then ask
 * suite_out_error() once.
 */
struct suite_out {
	struct arena arena;
	struct suite_file *file; /* in the order of suite_out_finish(); owned */
	size_t count;
	size_t room;
	struct map paths;
	int error;
	struct str bad; /* the path that EINVAL or EEXIST is about */
};

void suite_out_init(struct suite_out *out);
void suite_out_release(struct suite_out *out);

/**
 * Add a file; both texts are copied.
 *
 * A path has parts of letters, digits and . _ + @ - between slashes; none is "." or
 * "..", so that it never leads out of its folder, whoever has chosen it. Another path
 * is EINVAL, one that was put before EEXIST.
 */
void suite_put(struct suite_out *out, struct str path, struct str bytes);

/** Whether it is a path as suite_put() takes it. */
bool suite_is_path(struct str path);

/** Whether a file was put by this path. */
bool suite_out_has(const struct suite_out *out, struct str path);

/** 0, ENOMEM, EINVAL or EEXIST. */
int suite_out_error(const struct suite_out *out);

/** All is put: sort the files by the bytes of their paths. */
void suite_out_finish(struct suite_out *out);

#endif
