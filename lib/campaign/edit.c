/* SPDX-License-Identifier: MIT */
#include "campaign/edit.h"

#include <errno.h>
#include <string.h>

#include "text/utf8.h"

enum { FIRST_ROOM = 64 };

/** Note where each line begins; a byte order mark is no part of the first. */
static void find_lines(struct edits *edits)
{
	struct str source = edits->source;
	size_t at = str_starts(source, STR("\xef\xbb\xbf")) ? 3 : 0;
	size_t count = 0;

	edits->line[count++] = at;
	for (; at < source.size; at++) {
		if (source.p[at] == '\n' && at + 1 < source.size)
			edits->line[count++] = at + 1;
	}
	edits->line[count] = source.size;
	edits->line_count = count;
}

int edits_init(struct edits *edits, struct str source)
{
	size_t first = str_find(source, '\n');
	size_t count = 2;

	*edits = (struct edits){ .source = source, .eol = "\n" };
	if (first > 0 && first < source.size && source.p[first - 1] == '\r')
		edits->eol = "\r\n";
	for (size_t i = 0; i < source.size; i++)
		count += source.p[i] == '\n';
	arena_init(&edits->arena);
	edits->line = arena_array(&edits->arena, count, sizeof(*edits->line));
	edits->is_cut =
		arena_array(&edits->arena, count, sizeof(*edits->is_cut));
	if (arena_error(&edits->arena))
		return ENOMEM;
	find_lines(edits);
	return 0;
}

void edits_release(struct edits *edits)
{
	arena_release(&edits->arena);
	*edits = (struct edits){ .count = 0 };
}

struct str edits_text(const struct edits *edits, size_t line)
{
	struct str text = str_sub(edits->source, edits->line[line],
				  edits->line[line + 1] - edits->line[line]);

	while (text.size > 0 &&
	       (text.p[text.size - 1] == '\n' || text.p[text.size - 1] == '\r'))
		text.size--;
	return text;
}

size_t edits_offset(const struct edits *edits, unsigned line, unsigned column)
{
	struct str text;

	if (line > edits->line_count)
		return edits->source.size;
	text = str_sub(edits->source, edits->line[line - 1],
		       edits->source.size);
	return edits->line[line - 1] + utf8_size(text, column - 1);
}

size_t edits_line(const struct edits *edits, size_t offset)
{
	size_t low = 0, high = edits->line_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (edits->line[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

bool edits_is_blank(const struct edits *edits, size_t line)
{
	return str_trim(edits_text(edits, line)).size == 0;
}

bool edits_is_comment(const struct edits *edits, size_t line)
{
	return str_starts(str_trim(edits_text(edits, line)), STR("#"));
}

size_t edits_indent(const struct edits *edits, size_t line)
{
	struct str text = edits_text(edits, line);
	size_t indent = 0;

	while (indent < text.size && text.p[indent] == ' ')
		indent++;
	return indent;
}

/** A copy whose lines end as those of the source do. */
static struct str with_ends(struct edits *edits, struct str text)
{
	size_t lines = 0, size = 0, end = strlen(edits->eol);
	char *p;

	for (size_t i = 0; i < text.size; i++)
		lines += text.p[i] == '\n';
	p = arena_alloc(&edits->arena, text.size + lines * end + 1);
	if (p == NULL)
		return STR("");
	for (size_t i = 0; i < text.size; i++) {
		if (text.p[i] == '\n') {
			memcpy(p + size, edits->eol, end);
			size += end;
		} else {
			p[size++] = text.p[i];
		}
	}
	return (struct str){ p, size };
}

/** Room for one more; the old array stays in the arena. */
static bool make_room(struct edits *edits)
{
	size_t room = edits->room == 0 ? FIRST_ROOM : 2 * edits->room;
	struct edit *wider;

	if (edits->count < edits->room)
		return true;
	wider = arena_array(&edits->arena, room, sizeof(*wider));
	if (wider == NULL)
		return false;
	if (edits->count > 0)
		memcpy(wider, edits->edit, edits->count * sizeof(*wider));
	edits->edit = wider;
	edits->room = room;
	return true;
}

static bool is_behind(const struct edit *edit, size_t from, size_t to)
{
	return edit->from > from || (edit->from == from && edit->to > to);
}

void edits_replace(struct edits *edits, size_t from, size_t to, struct str text)
{
	struct str copy = with_ends(edits, text);
	size_t at = edits->count;

	if (!make_room(edits))
		return;
	/* In the order of places; what is added at one goes before what is
	 * taken out there, and of two additions the first one stays first. */
	for (; at > 0 && is_behind(&edits->edit[at - 1], from, to); at--)
		edits->edit[at] = edits->edit[at - 1];
	edits->edit[at] = (struct edit){ from, to, copy };
	edits->count++;
}

bool edits_is_at_end(const struct edits *edits, size_t offset)
{
	return offset == edits->source.size && offset > 0 &&
	       edits->source.p[offset - 1] == '\n';
}

void edits_add_lines(struct edits *edits, size_t line, struct str text)
{
	size_t at = edits->line[line + 1];

	/* The last line may lack its end. */
	if (at == edits->source.size && !edits_is_at_end(edits, at))
		edits_replace(edits, at, at, STR("\n"));
	edits_replace(edits, at, at, text);
}

void edits_cut(struct edits *edits, size_t first, size_t last)
{
	for (size_t i = first; i <= last; i++)
		edits->is_cut[i] = true;
}
