/* SPDX-License-Identifier: MIT */
#include "text/buf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM_MIN = 64 };

void buf_init(struct buf *buf, size_t max)
{
	/* The NUL behind the text needs a byte of its own. */
	if (max > SIZE_MAX - 1)
		max = SIZE_MAX - 1;
	*buf = (struct buf){ .max = max };
}

void buf_release(struct buf *buf)
{
	free(buf->p);
	buf_init(buf, buf->max);
}

void buf_clear(struct buf *buf)
{
	buf->error = 0;
	buf_truncate(buf, 0);
}

void buf_truncate(struct buf *buf, size_t size)
{
	if (size >= buf->size)
		return;
	buf->size = size;
	buf->p[size] = '\0';
}

static size_t grown(const struct buf *buf, size_t need)
{
	size_t top = buf->max + 1;
	size_t room = buf->room != 0 ? buf->room : ROOM_MIN;

	while (room < need && room <= top / 2)
		room *= 2;
	if (room < need)
		return top;
	return room < top ? room : top;
}

/* Room for size more bytes and the NUL, or an error is kept. */
static bool reserve(struct buf *buf, size_t size)
{
	size_t need;
	size_t room;
	char *p;

	if (buf->error != 0)
		return false;
	if (size > buf->max - buf->size) {
		buf->error = EMSGSIZE;
		return false;
	}

	need = buf->size + size + 1;
	if (need <= buf->room)
		return true;

	room = grown(buf, need);
	p = realloc(buf->p, room);
	if (p == NULL) {
		buf->error = ENOMEM;
		return false;
	}
	buf->p = p;
	buf->room = room;
	buf->p[buf->size] = '\0';
	return true;
}

void buf_add(struct buf *buf, const void *bytes, size_t size)
{
	if (size == 0 || !reserve(buf, size))
		return;
	memcpy(buf->p + buf->size, bytes, size);
	buf->size += size;
	buf->p[buf->size] = '\0';
}

void buf_add_str(struct buf *buf, struct str s)
{
	buf_add(buf, s.p, s.size);
}

void buf_add_text(struct buf *buf, const char *text)
{
	buf_add_str(buf, str_from(text));
}

void buf_add_char(struct buf *buf, char c)
{
	buf_add(buf, &c, 1);
}

void buf_add_quoted(struct buf *buf, struct str s)
{
	buf_add_char(buf, '"');
	for (size_t i = 0; i < s.size; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			buf_add_char(buf, '\\');
		buf_add_char(buf, s.p[i]);
	}
	buf_add_char(buf, '"');
}

void buf_addv(struct buf *buf, const char *format, va_list args)
{
	va_list again;
	int size;

	va_copy(again, args);
	size = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (size < 0 && buf->error == 0)
		buf->error = EMSGSIZE; /* beyond INT_MAX */
	if (size <= 0 || !reserve(buf, (size_t)size))
		return;

	(void)vsnprintf(buf->p + buf->size, (size_t)size + 1, format, args);
	buf->size += (size_t)size;
}

void buf_addf(struct buf *buf, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_addv(buf, format, args);
	va_end(args);
}

struct str buf_str(const struct buf *buf)
{
	struct str s = { buf->p != NULL ? buf->p : "", buf->size };

	return s;
}

int buf_error(const struct buf *buf)
{
	return buf->error;
}

char *buf_take(struct buf *buf, size_t *size)
{
	char *text = NULL;
	int err;

	if (reserve(buf, 0)) {
		text = buf->p;
		buf->p = NULL;
		if (size != NULL)
			*size = buf->size;
	}

	/* The error stays to be asked for, the text does not. */
	err = buf->error;
	buf_release(buf);
	buf->error = err;
	return text;
}
