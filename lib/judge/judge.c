/* SPDX-License-Identifier: MIT */
#include "judge/judge.h"

#include "judge/view.h"

/* In the order of check.def, which is that of judging. */
static check_f *const checks[] = {
#define X(id, name, family, level, rfc, applies, window, rule) check_##id,
#include "judge/check.def"
#undef X
};

int judge(struct findings *findings, const struct record *record,
	  const struct judge_config *config)
{
	struct view view;
	int err = view_init(&view, record, config, findings);

	if (err)
		return err;
	for (unsigned id = 0; id < ARRAY_SIZE(checks); id++) {
		const struct demand_level *level =
			demands_level(config->demands, (enum check_id)id);

		if (level == NULL || !level->is_off)
			checks[id](&view);
	}
	demands_grade(config->demands, findings);
	err = arena_error(&view.arena);
	view_release(&view);
	return err ? err : arena_error(&findings->arena);
}
