/* SPDX-License-Identifier: MIT */
#include "suite_rows.h"

#include <string.h>

#include "check.h"

struct scenario *suite_rows_make(const char *id, unsigned code,
				 const char *dial)
{
	const struct step step = {
		.type = STEP_RESPOND,
		.respond = { .code = (uint16_t)code },
	};
	struct scenario *scenario = NULL;
	struct str rest = str_from(dial);
	struct str word;

	CHECK_INT(0,
		  scenario_new(&scenario, str_from(id), str_from(id),
			       (struct steps){ &step, 1 }),
		  0);
	scenario->dial = arena_array(&scenario->arena, 8, sizeof(struct str));
	while (rest.size > 0) {
		(void)str_cut(rest, ' ', &word, &rest);
		scenario->dial[scenario->dial_count++] =
			arena_copy(&scenario->arena, word);
	}
	return scenario;
}

const char *suite_rows_add(struct suite *suite, const struct add_row *row)
{
	static char replaced[64];
	const struct scenario *other = NULL;
	struct str dial;
	struct scenario *made = suite_rows_make(row->id, row->code, row->dial);

	CHECK_INT(row->code, suite_add(suite, made, row->origin, &other, &dial),
		  0);
	replaced[0] = '\0';
	if (other != NULL)
		memcpy(replaced, other->id.p, other->id.size + 1);
	return replaced;
}
