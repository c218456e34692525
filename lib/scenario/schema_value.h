/* SPDX-License-Identifier: MIT */
#ifndef SCENARIO_SCHEMA_VALUE_H
#define SCENARIO_SCHEMA_VALUE_H

#include "scenario/key.h"
#include "text/json.h"

/**
 * Write the members of the schema of what stands behind a key: title, meaning,
 * type, limits, default, examples. Maps of keys and steps are referred to as
 * #/definitions/<name of the context> and #/definitions/steps.
 */
void schema_value_write(struct json *json, const struct key *key);

#endif
