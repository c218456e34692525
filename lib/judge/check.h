/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_CHECK_H
#define JUDGE_CHECK_H

#include "text/str.h"

/** How strong a rule is: id, name. */
#define LEVEL_MAP(X)        \
	X(MUST, "MUST")     \
	X(SHOULD, "SHOULD") \
	X(MAY, "MAY")

enum level {
#define X(id, name) LEVEL_##id,
	LEVEL_MAP(X)
#undef X
};

/** What a finding says: id, name; from the best to the worst. */
#define OUTCOME_MAP(X)                  \
	X(PASS, "pass")                 \
	X(INFO, "info")                 \
	X(WARN, "warn")                 \
	X(INCONCLUSIVE, "inconclusive") \
	X(FAIL, "fail")

enum outcome {
#define X(id, name) OUTCOME_##id,
	OUTCOME_MAP(X)
#undef X
};

/**
 * The checks: check.def has an X(id, name, family, level, rfc, applies, window, rule)
 * each. family: the files that have its function check_<id>().
 */
struct check {
	const char *name; /* "ack-non2xx-sent" */
	enum level level;
	const char *rfc;     /* "3261#17.1.1.2" … */
	const char *applies; /* in words */
	const char *window;  /* in words: "64*T1" */
	const char *rule;    /* one sentence */
};

enum check_id {
#define X(id, name, family, level, rfc, applies, window, rule) CHECK_ID_##id,
#include "judge/check.def"
#undef X
	CHECK_COUNT
};

const struct check *check_at(enum check_id id);

/** Its name; absent for CHECK_COUNT. */
struct str check_id_name(enum check_id id);

/** Another name of a rule that a check judges along with its own. */
struct check_alias {
	const char *name;
	enum check_id check;
};

const struct check_alias *check_aliases(size_t *count);

/** By name, or CHECK_COUNT. An alias of the specification gives what it stands for. */
enum check_id check_find(struct str name);

/** The name of a check that a text may mean, or absent. */
struct str check_nearest(struct str text);

const char *level_name(enum level level);

/** By name; @return whether there is such a level */
bool level_find(enum level *level, struct str name);

const char *outcome_name(enum outcome outcome);

/** By name; @return whether there is such an outcome */
bool outcome_find(enum outcome *outcome, struct str name);

#endif
