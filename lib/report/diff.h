/* SPDX-License-Identifier: MIT */
#ifndef REPORT_DIFF_H
#define REPORT_DIFF_H

#include "report/matrix.h"

/** What became of a case from an old run to a new one: id, name, meaning. */
#define CHANGE_MAP(X)                                                    \
	X(NEW_FAILURE, "new failure", "it fails, and did not")           \
	X(MENDED, "mended", "it failed, and passes or warns now")        \
	X(CHANGED, "changed", "another verdict, or another check fails") \
	X(ONLY_OLD, "only in old", "it was not run again")               \
	X(ONLY_NEW, "only in new", "it was not run before")

enum change_kind {
#define X(id, name, text) CHANGE_##id,
	CHANGE_MAP(X)
#undef X
		CHANGE_COUNT
};

const char *change_name(enum change_kind kind);

/** A case of an agent that is not as it was. */
struct change {
	enum change_kind kind;
	struct str scenario;
	struct str agent;             /* its new name where it has one */
	const struct result *old;     /* borrowed; NULL: only in new */
	const struct result *current; /* borrowed; NULL: only in old */
};

/**
 * What changed between two sets of results, by kind, then case, then agent. Agents are
 * matched by name; where each side has exactly one, these are matched whatever their
 * names.
 */
struct diff {
	struct matrix old;
	struct matrix current;
	struct arena arena;
	struct change *change;
	size_t count;
	size_t kind[CHANGE_COUNT]; /* changes by kind */
	size_t same;               /* cases that are as they were */
};

/** @return 0 or ENOMEM; release it even then. It borrows from both results. */
int diff_make(struct diff *diff, const struct results *old,
	      const struct results *current);
void diff_release(struct diff *diff);

/**
 * Whether something got worse: it fails, was missed or could not be judged, and was
 * better before.
 *
 * @param is_strict  a warn after a pass counts too
 */
bool diff_is_worse(const struct diff *diff, bool is_strict);

#endif
