/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge/view.h"

enum { ROOM_MIN = 32, TEXT_SIZE = 1024 };

void findings_init(struct findings *findings)
{
	*findings = (struct findings){ .count = 0 };
	arena_init(&findings->arena);
}

void findings_release(struct findings *findings)
{
	arena_release(&findings->arena);
	free(findings->finding);
	findings_init(findings);
}

static struct finding *add_finding(struct findings *findings)
{
	size_t room = findings->room != 0 ? findings->room * 2 : ROOM_MIN;
	struct finding *finding;

	if (findings->count == findings->room) {
		finding = realloc(findings->finding, room * sizeof(*finding));
		if (finding == NULL) {
			findings->arena.error = ENOMEM;
			return NULL;
		}
		findings->finding = finding;
		findings->room = room;
	}
	finding = &findings->finding[findings->count++];
	memset(finding, 0, sizeof(*finding));
	return finding;
}

void find(struct view *view, enum check_id check, enum outcome outcome,
	  const char *expected, const char *actual_format, ...)
{
	struct findings *findings = view->findings;
	struct finding *finding = add_finding(findings);
	char text[TEXT_SIZE];
	va_list args;
	int size;

	if (finding == NULL)
		return;
	va_start(args, actual_format);
	size = vsnprintf(text, sizeof(text), actual_format, args);
	va_end(args);
	if (size < 0)
		size = 0;
	if (size >= (int)sizeof(text))
		size = sizeof(text) - 1;
	finding->check = check;
	finding->outcome = outcome;
	finding->expected = arena_copy(&findings->arena, str_from(expected));
	finding->actual = arena_copy(&findings->arena,
				     (struct str){ text, (size_t)size });
}

void prove(struct view *view, size_t entry)
{
	struct findings *findings = view->findings;
	struct finding *finding;

	if (findings->count == 0)
		return;
	finding = &findings->finding[findings->count - 1];
	if (finding->proof_count < FINDING_PROOFS)
		finding->proof[finding->proof_count++] = entry;
}
