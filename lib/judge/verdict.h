/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_VERDICT_H
#define JUDGE_VERDICT_H

#include "judge/judge.h"

/**
 * What is said of a case as a whole: id, name; from the best to the worst. The judge
 * says the first three and FAIL, a campaign the others.
 */
#define VERDICT_MAP(X)                                                        \
	X(PASS, "pass", "every MUST and SHOULD that applied held")            \
	X(WARN, "warn", "a SHOULD was missed")                                \
	X(INCONCLUSIVE, "inconclusive", "no occasion to judge the key check") \
	X(UNSUPPORTED, "unsupported", "declared not to be there; not judged") \
	X(MISSED, "missed", "it was to be run, and no call came")             \
	X(FAIL, "fail", "a MUST was broken, visibly")                         \
	X(ERROR, "error", "the tester could not judge; not the client's fault")

enum verdict {
#define X(id, name, text) VERDICT_##id,
	VERDICT_MAP(X)
#undef X
		VERDICT_COUNT
};

/**
 * Combine findings: a fail is a fail; else it is inconclusive when the key check, or
 * one of whether a final response was acknowledged, is, or when the key check found
 * nothing to look at; else a warning; else it passes.
 *
 * @param key  the key check, or CHECK_COUNT: none
 */
enum verdict verdict_of(const struct findings *findings, enum check_id key);

const char *verdict_name(enum verdict verdict);

/** By name; @return whether there is such a verdict */
bool verdict_find(enum verdict *verdict, struct str name);

#endif
