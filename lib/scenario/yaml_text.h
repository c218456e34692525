/* SPDX-License-Identifier: MIT */
#ifndef SCENARIO_YAML_TEXT_H
#define SCENARIO_YAML_TEXT_H

#include <yaml.h>

#include "text/diag.h"

/** What node_parse() says of a text before and after libyaml has looked at it. */

/**
 * Size, UTF-8, control characters and line ends of diags->source.
 *
 * @return 0, or EBADMSG: one fault was added
 */
int yaml_text_check(struct diags *diags);

/**
 * Tell libyaml's error in words that say what to do.
 *
 * @return EBADMSG: a fault was added; ENOMEM
 */
int yaml_text_error(const yaml_parser_t *parser, struct diags *diags);

#endif
