/* SPDX-License-Identifier: MIT */
#ifndef SCENARIO_SCHEMA_H
#define SCENARIO_SCHEMA_H

#include "text/buf.h"

/**
 * Write the JSON Schema (draft-07) of a scenario file, made of the table of
 * keys: always the same bytes. It describes a file as an editor reads it, by
 * the core schema of YAML 1.2: a number may be quoted, and text may look like a
 * number. What the loader accepts it accepts, but for text that reads true, null
 * or ~ and is not quoted. What it cannot say (the order of steps, what a code
 * needs, sizes in bytes) only the loader does.
 */
void schema_write_scenario(struct buf *out);

/** Likewise of an expectation file. */
void schema_write_expect(struct buf *out);

#endif
