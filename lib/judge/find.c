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

/**
 * Most findings of a call say that all is well, in words alone: printf would take
 * most of the time that judging it takes.
 *
 * @return bytes, cut to size - 1
 */
__attribute__((format(printf, 3, 0))) static size_t
write_text(char *text, size_t size, const char *format, va_list args)
{
	const char *plain = format;
	int written;

	if (strcmp(format, "%s") == 0)
		plain = va_arg(args, const char *);
	else if (strchr(format, '%') != NULL)
		plain = NULL;
	if (plain == NULL) {
		written = vsnprintf(text, size, format, args);
		if (written < 0)
			return 0;
		return (size_t)written < size ? (size_t)written : size - 1;
	}

	written = (int)strnlen(plain, size - 1);
	memcpy(text, plain, (size_t)written);
	return (size_t)written;
}

void find(struct view *view, enum check_id check, enum outcome outcome,
	  const char *expected, const char *actual_format, ...)
{
	struct findings *findings = view->findings;
	struct finding *finding = add_finding(findings);
	char text[TEXT_SIZE];
	va_list args;
	size_t size;

	if (finding == NULL)
		return;
	finding->check = check;
	finding->outcome = outcome;
	if (view->config->is_brief && outcome != OUTCOME_WARN &&
	    outcome != OUTCOME_FAIL)
		return;
	va_start(args, actual_format);
	size = write_text(text, sizeof(text), actual_format, args);
	va_end(args);
	finding->expected = arena_copy(&findings->arena, str_from(expected));
	finding->actual =
		arena_copy(&findings->arena, (struct str){ text, size });
}

static struct finding *last_of(struct findings *findings)
{
	return findings->count > 0 ? &findings->finding[findings->count - 1]
				   : NULL;
}

void prove(struct view *view, size_t entry)
{
	struct finding *finding = last_of(view->findings);

	if (finding != NULL && finding->proof_count < FINDING_PROOFS)
		finding->proof[finding->proof_count++] = entry;
}

void mark_unacked(struct view *view)
{
	struct finding *finding = last_of(view->findings);

	if (finding != NULL)
		finding->is_unacked = true;
}
