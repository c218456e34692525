/* SPDX-License-Identifier: MIT */
#include "judge/demand.h"

#include "judge/judge.h"

const struct demand_level *demands_level(const struct demands *demands,
					 enum check_id check)
{
	if (demands == NULL)
		return NULL;
	for (size_t i = 0; i < demands->level_count; i++) {
		if (demands->level[i].check == check)
			return &demands->level[i];
	}
	return NULL;
}

void demand_write(struct buf *out, const struct demand_header *demand)
{
	if (demand->is_absent) {
		buf_addf(out, "no %.*s in any %.*s", STR_ARG(demand->name),
			 STR_ARG(demand->method));
		return;
	}
	buf_addf(out, "%.*s in every %.*s", STR_ARG(demand->name),
		 STR_ARG(demand->method));
	if (demand->equals.p != NULL)
		buf_addf(out, ", and it is %.*s", STR_ARG(demand->equals));
	else if (demand->matches.p != NULL)
		buf_addf(out, ", and it matches %.*s",
			 STR_ARG(demand->matches));
}

static enum outcome outcome_of(enum level level)
{
	static const enum outcome of[] = {
		[LEVEL_MUST] = OUTCOME_FAIL,
		[LEVEL_SHOULD] = OUTCOME_WARN,
		[LEVEL_MAY] = OUTCOME_INFO,
	};

	return of[level];
}

void demands_grade(const struct demands *demands, struct findings *findings)
{
	if (demands == NULL || demands->level_count == 0)
		return;
	for (size_t i = 0; i < findings->count; i++) {
		struct finding *finding = &findings->finding[i];
		const struct demand_level *level =
			demands_level(demands, finding->check);

		if (level != NULL && (finding->outcome == OUTCOME_WARN ||
				      finding->outcome == OUTCOME_FAIL))
			finding->outcome = outcome_of(level->level);
	}
}
