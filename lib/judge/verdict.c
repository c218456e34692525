/* SPDX-License-Identifier: MIT */
#include "judge/verdict.h"

/**
 * Whether a check that could not be judged leaves the case open: the key; and
 * whether the final response was acknowledged, without which nothing is known
 * of what the client made of it. Where the client has to give up first, none is
 * due (RFC 3261 §9.1).
 */
static bool leaves_open(const struct finding *finding, enum check_id key)
{
	if (finding->outcome != OUTCOME_INCONCLUSIVE)
		return false;
	if (finding->is_unacked)
		return key != CHECK_ID_cancel_no_487;
	return finding->check == key;
}

enum verdict verdict_of(const struct findings *findings, enum check_id key)
{
	bool has_warn = false;
	bool is_open = false;
	bool has_key = key == CHECK_COUNT;

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->finding[i];

		if (finding->outcome == OUTCOME_FAIL)
			return VERDICT_FAIL;
		has_warn |= finding->outcome == OUTCOME_WARN;
		has_key |= finding->check == key;
		is_open |= leaves_open(finding, key);
	}
	if (is_open || !has_key)
		return VERDICT_INCONCLUSIVE;
	return has_warn ? VERDICT_WARN : VERDICT_PASS;
}

static const char *const names[] = {
#define X(id, name, text) [VERDICT_##id] = (name),
	VERDICT_MAP(X)
#undef X
};

const char *verdict_name(enum verdict verdict)
{
	return names[verdict];
}

bool verdict_find(enum verdict *verdict, struct str name)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (str_eq(str_from(names[i]), name)) {
			*verdict = (enum verdict)i;
			return true;
		}
	}
	return false;
}
