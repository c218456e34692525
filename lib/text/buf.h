/* SPDX-License-Identifier: MIT */
#ifndef TEXT_BUF_H
#define TEXT_BUF_H

#include <stdarg.h>

#include "text/str.h"

/**
 * Growing text with a ceiling. It keeps its first error: write all, then ask
 * buf_error() once. After an error nothing more is added, and what was added
 * before stays. There is always a NUL behind the text (not counted in size).
 */
struct buf {
	char *p;     /* NULL while empty; owned */
	size_t size; /* bytes in use */
	size_t room; /* bytes allocated */
	size_t max;  /* ceiling in bytes */
	int error;   /* 0, ENOMEM, or EMSGSIZE: over the ceiling */
};

/** An empty buffer that never holds more than max bytes; allocates nothing. */
void buf_init(struct buf *buf, size_t max);

/** Free what it holds; the buffer is empty and usable again. */
void buf_release(struct buf *buf);

/** Forget text and error, keep the memory. */
void buf_clear(struct buf *buf);

/** Cut the text back to size bytes (no effect when it is shorter). */
void buf_truncate(struct buf *buf, size_t size);

void buf_add(struct buf *buf, const void *bytes, size_t size);
void buf_add_str(struct buf *buf, struct str s);
void buf_add_text(struct buf *buf, const char *text);
void buf_add_char(struct buf *buf, char c);

/** Text in double quotes, a backslash before each '"' and each backslash of it. */
void buf_add_quoted(struct buf *buf, struct str s);

__attribute__((format(printf, 2, 3))) void buf_addf(struct buf *buf,
						    const char *format, ...);
__attribute__((format(printf, 2, 0))) void
buf_addv(struct buf *buf, const char *format, va_list args);

/** What it holds, borrowed until the next change. */
struct str buf_str(const struct buf *buf);

/** 0, ENOMEM, or EMSGSIZE when the ceiling was met. */
int buf_error(const struct buf *buf);

/**
 * Hand the text over: terminated, to be freed by the caller with free(); the
 * buffer is empty afterwards.
 *
 * @param[out] size  bytes without the NUL; may be NULL
 * @return NULL when there was an error or memory is short
 */
char *buf_take(struct buf *buf, size_t *size);

#endif
