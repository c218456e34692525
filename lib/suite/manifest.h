/* SPDX-License-Identifier: MIT */
#ifndef SUITE_MANIFEST_H
#define SUITE_MANIFEST_H

#include "suite/out.h"
#include "text/buf.h"

enum { SHA256_HEX_SIZE = 64 };

/** SHA-256 of bytes, in small hexadecimal digits. @return 0 or ENOMEM */
int sha256_hex(char hex[SHA256_HEX_SIZE + 1], struct str bytes);

/**
 * What a generator wrote into a folder, as `sha256sum -c` reads it: a line for each
 * file with the hash of what was written, so that a file that somebody has
 * edited since can be told from one that nobody has.
 */
struct manifest {
	struct arena arena;
	struct map paths;
	struct manifest_line *first; /* in the order of the manifest */
	struct manifest_line **last; /* where the next one goes */
};

/** A file that was written, and the hash of what was. */
struct manifest_line {
	struct map_node by_path;
	struct manifest_line *next;
	struct str path; /* as somebody may have edited it: any bytes */
	struct str hash;
};

void manifest_init(struct manifest *manifest);
void manifest_release(struct manifest *manifest);

/**
 * Write the manifest of these files.
 *
 * @param kind  what made them: "suite", "sipp" …
 * @return 0 or ENOMEM
 */
int manifest_write(struct buf *text, const char *kind,
		   const struct suite_out *out);

/**
 * Write a line of an earlier manifest behind it: of a file that is still there and is
 * not made any more.
 */
void manifest_keep(struct buf *text, const struct manifest_line *line);

/**
 * Read one. Lines that are none of a manifest are left out: their files count as
 * somebody's own.
 *
 * @return 0; EBADMSG when it does not begin as a manifest does; or ENOMEM
 */
int manifest_read(struct manifest *manifest, struct str text);

/** Whether it says that a generator wrote exactly this to the path. */
bool manifest_has(const struct manifest *manifest, struct str path,
		  struct str hash);

#endif
