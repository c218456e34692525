/* SPDX-License-Identifier: MIT */
#ifndef EXPORT_H
#define EXPORT_H

#include "suite/manifest.h"

/** Files that are written below a folder, and what came of them. */
struct export
{
	struct str folder;
	const struct manifest *own; /* what is still as it says may be written
				     * over; NULL: nothing may */
	bool is_forced;             /* write over files that differ */
	struct buf
		*messages; /* lines for people: what is left alone, or failed */
	size_t written;
	size_t same; /* they were there with the same bytes */
	size_t left; /* they were there and differ */
	size_t old;  /* they were written once, and are no longer made */
};

/**
 * Write a file below the folder; folders are made as they are needed. A script, which
 * begins with "#!", is made executable. What stands there and is no plain file
 * is left alone in any case.
 *
 * @return 0 or an errno, with a message
 */
int export_file(struct export *export, struct str name, struct str text);

/**
 * Write what a generator made and, in its manifest, what that was. Nothing is written
 * when it failed. A file of the earlier manifest that is still there and is not made
 * any more is named and stays, in the folder and in the manifest.
 *
 * @param kind  of the generator: the manifest is <kind>.sha256
 * @param out   of suite_out_finish()
 * @return 0 or an errno, with a message
 */
int export_generated(struct export *export, const char *kind,
		     const struct suite_out *out);

#endif
