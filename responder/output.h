/* SPDX-License-Identifier: MIT */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdio.h>

#include "text/str.h"

/**
 * A file that is written whole or not at all: what is there stays until all of the new
 * one is on the disk. Standard output and what is no plain file are written as they are.
 */
struct output {
	FILE *file; /* to write to */
	char *path; /* that it becomes; owned; NULL: it is written in place */
	char *temp; /* that it is until then; owned */
};

/**
 * Begin to write a file.
 *
 * @param path  "-" is standard output
 * @return 0 or an errno; then there is nothing to close
 */
int output_open(struct output *output, const char *path);

/**
 * End it.
 *
 * @param err  what went wrong while it was written: then nothing comes of the file
 * @return err, else 0 or an errno
 */
int output_close(struct output *output, int err);

/** Write a file in one go. @return 0 or an errno */
int output_write(const char *path, struct str text);

#endif
