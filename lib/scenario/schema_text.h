/* SPDX-License-Identifier: MIT */
#ifndef SCENARIO_SCHEMA_TEXT_H
#define SCENARIO_SCHEMA_TEXT_H

#include "scenario/key.h"
#include "text/json.h"

/**
 * Write the members of a schema that are for people and judge nothing: title
 * (the type), description (the meaning; then, as a paragraph, what to write and
 * what holds without the key), default, examples.
 */
void schema_text_write(struct json *json, const struct key *key);

#endif
