/* SPDX-License-Identifier: MIT */
#ifndef SCENARIO_LOAD_H
#define SCENARIO_LOAD_H

#include "scenario/scenario.h"
#include "text/diag.h"

/**
 * Load one scenario from the text of its file, which is diags->source. All faults
 * of the file are told in one go. Everything is copied; scenario->file is
 * diags->file.
 *
 * @param[out]    scenariop  written only on success; scenario_free() it
 * @param         path       of the file; absent: the id may be any. As found below its
 *                           folder: the id is the path without .yaml (or .yml).
 * @param         is_alone   no folder is known: the path has to end with the id
 * @param[in,out] diags      of diags_init() with the name of the file and its text
 *
 * @return 0; EBADMSG: at least one fault is in diags; or ENOMEM
 */
int scenario_load(struct scenario **scenariop, struct str path, bool is_alone,
		  struct diags *diags);

#endif
