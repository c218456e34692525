/* SPDX-License-Identifier: MIT */
#ifndef REPORT_TEXT_MATRIX_H
#define REPORT_TEXT_MATRIX_H

#include "report/matrix.h"

/**
 * Write a matrix as columns: words under the names of the agents where they fit into
 * width, else under their numbers, else one sign a cell; and as many blocks of columns
 * as it takes.
 */
void text_matrix_write(struct buf *out, const struct matrix *matrix,
		       size_t width, bool is_coloured);

#endif
