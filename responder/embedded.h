/* SPDX-License-Identifier: MIT */
#ifndef EMBEDDED_H
#define EMBEDDED_H

#include "text/str.h"

/** A scenario file that is part of the program. */
struct embedded {
	const char *id;  /* "final/486" */
	struct str text; /* the bytes of the file, a zero behind them */
};

/** The shipped suite, in the order of the bytes of the ids, none twice. */
const struct embedded *embedded_files(size_t *count);

#endif
