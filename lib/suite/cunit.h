/* SPDX-License-Identifier: MIT */
#ifndef SUITE_CUNIT_H
#define SUITE_CUNIT_H

#include "scenario/suite.h"
#include "text/buf.h"

/**
 * Write the cases of a CUnit programme that calls them: a SUITE(title) for each class of
 * responses, behind it a CASE(id, calls) for each of its cases. Cases that do not begin
 * with a call are left out.
 *
 * @param has_code  by code, the cases of these; NULL: all
 * @return how many cases there are
 */
size_t cunit_write_cases(struct buf *out, const struct suite *suite,
			 const bool *has_code);

#endif
