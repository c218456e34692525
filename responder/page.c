/* SPDX-License-Identifier: MIT */
#include "page.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cmd.h"

void page_add_plain(struct buf *out, struct str lines)
{
	for (size_t i = 0; i < lines.size; i++) {
		unsigned char c = (unsigned char)lines.p[i];

		if (c == '\r' && i + 1 < lines.size && lines.p[i + 1] == '\n')
			continue;
		if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7f)
			c = '?';
		buf_add_char(out, (char)c);
	}
}

bool page_is_terminal(void)
{
	return isatty(STDOUT_FILENO) == 1;
}

bool page_has_style(void)
{
	const char *term = getenv("TERM");
	const char *no_color = getenv("NO_COLOR");

	return page_is_terminal() && term != NULL &&
	       strcmp(term, "dumb") != 0 &&
	       (no_color == NULL || no_color[0] == '\0');
}

size_t page_width(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
		return 0;
	return size.ws_col;
}

void page_heading(struct buf *out, const char *text)
{
	if (page_has_style())
		buf_addf(out, "\033[1m%s\033[0m\n", text);
	else
		buf_addf(out, "%s\n", text);
}

int page_print(struct buf *page)
{
	int err = buf_error(page);

	if (!err && page->size > 0 &&
	    (fwrite(page->p, 1, page->size, stdout) != page->size ||
	     fflush(stdout) != 0))
		err = errno;
	buf_release(page);
	if (err == 0)
		return STATUS_OK;
	(void)fprintf(stderr, "gamut: standard output: %s\n", strerror(err));
	return STATUS_RUNTIME;
}
