/* SPDX-License-Identifier: MIT */
#include "judge/judge.h"

#include "judge/view.h"

/* In the order of check.def, which is that of judging. */
static check_f *const checks[] = {
#define RUN_NONE(id)
#define RUN_FORM(id)                                           check_##id,
#define RUN_INVITE(id)                                         check_##id,
#define RUN_ACK(id)                                            check_##id,
#define RUN_SUCCESS(id)                                        check_##id,
#define RUN_CANCEL(id)                                         check_##id,
#define RUN_DIALOG(id)                                         check_##id,
#define RUN_OTHER(id)                                          check_##id,
#define RUN_REFUSE(id)                                         check_##id,
#define RUN_EARLY(id)                                          check_##id,
#define RUN_REDIRECT(id)                                       check_##id,
#define RUN_RELIABLE(id)                                       check_##id,
#define RUN_AUTH(id)                                           check_##id,
#define RUN_RETRY(id)                                          check_##id,
#define RUN_CODE(id)                                           check_##id,
#define RUN_MANGLED(id)                                        check_##id,
#define RUN_REGISTER(id)                                       check_##id,
#define RUN_EVENT(id)                                          check_##id,
#define RUN_METHOD(id)                                         check_##id,
#define RUN_ALIVE(id)                                          check_##id,
#define X(id, name, family, level, rfc, applies, window, rule) RUN_##family(id)
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
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++)
		checks[i](&view);
	err = arena_error(&view.arena);
	view_release(&view);
	return err ? err : arena_error(&findings->arena);
}
