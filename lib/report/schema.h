/* SPDX-License-Identifier: MIT */
#ifndef REPORT_SCHEMA_H
#define REPORT_SCHEMA_H

#include "text/buf.h"

/**
 * Write the JSON Schema (draft-07) of a report in JSON, made of the table of its keys
 * and the tables of verdicts and the like: always the same bytes.
 */
void report_schema_write(struct buf *out);

#endif
