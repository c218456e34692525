/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "report/rfc.h"
#include "report/style.h"
#include "text/plain.h"

enum {
	HELD_MAX = 16 << 20,
	LINE_SIZE = 4096,
	WIDTH_USUAL = 80,
	NAME_WIDTH = 4,
	WHY_COLUMNS = 300
};

void progress_init(struct progress *progress, int fd, size_t total,
		   bool is_quiet)
{
	const char *no_color = getenv("NO_COLOR");

	*progress = (struct progress){ .fd = fd,
				       .is_quiet = is_quiet,
				       .total = total };
	progress->is_terminal = isatty(fd) != 0;
	progress->is_coloured = progress->is_terminal &&
				(no_color == NULL || no_color[0] == '\0');
	buf_init(&progress->held, HELD_MAX);
}

void progress_release(struct progress *progress)
{
	buf_release(&progress->held);
}

/** A reader who is slow must not hold up the server: keep what does not go. */
static void flush(struct progress *progress, bool is_last)
{
	struct pollfd out = { .fd = progress->fd, .events = POLLOUT };
	struct buf *held = &progress->held;

	while (held->size > 0 && (is_last || poll(&out, 1, 0) == 1)) {
		/* A pipe that is ready takes this much without waiting. */
		size_t size = held->size < LINE_SIZE ? held->size : LINE_SIZE;
		ssize_t sent = write(progress->fd, held->p, size);

		if (sent <= 0) {
			buf_clear(held); /* the reader is gone */
			return;
		}
		memmove(held->p, held->p + sent, held->size - (size_t)sent);
		buf_truncate(held, held->size - (size_t)sent);
	}
}

static void clear_line(struct progress *progress)
{
	if (progress->has_line)
		buf_add_text(&progress->held, "\r\033[K");
	progress->has_line = false;
}

void progress_say(struct progress *progress, struct str lines)
{
	clear_line(progress);
	buf_add_str(&progress->held, lines);
	flush(progress, false);
}

/** What is said of a case in a word, a fail loudly. */
static const char *name_of(const struct result *result)
{
	switch (result->expectation) {
	case EXPECTATION_KNOWN: return "known";
	case EXPECTATION_UNEXPECTED_PASS:
	case EXPECTATION_MUST_PASS: return "FAIL";
	case EXPECTATION_NONE: break;
	}
	return result->verdict == VERDICT_FAIL ? "FAIL"
					       : verdict_name(result->verdict);
}

/** The rule that was broken with its RFC, else why. */
static void add_why(struct buf *line, const struct result *result)
{
	const struct result_finding *cause = result_cause(result);
	struct str none = { NULL, 0 };
	struct str refs;
	struct str ref;

	if (cause == NULL || (result->verdict != VERDICT_FAIL &&
			      result->verdict != VERDICT_WARN)) {
		plain_add_cut(line, result->why, WHY_COLUMNS);
		return;
	}
	refs = cause->rfc;
	buf_add_str(line, cause->check);
	if (rfc_next(&refs, &ref)) {
		buf_add_text(line, " (");
		rfc_write(line, ref, &none);
		buf_add_text(line, ")");
	}
	buf_add_text(line, ": ");
	plain_add_cut(line, cause->actual, WHY_COLUMNS);
}

static void add_expectation(struct buf *line, const struct result *result)
{
	switch (result->expectation) {
	case EXPECTATION_NONE: return;
	case EXPECTATION_KNOWN: buf_add_text(line, "  known"); break;
	case EXPECTATION_UNEXPECTED_PASS:
		buf_add_text(line, "  it passes, and is known to fail");
		break;
	case EXPECTATION_MUST_PASS: buf_add_text(line, "  it must pass"); break;
	}
	if (result->reason.size == 0)
		return;
	buf_add_text(line, ": ");
	plain_add_cut(line, result->reason, WHY_COLUMNS);
}

static void add_case(struct progress *progress, const struct result *result)
{
	const char *name = name_of(result);
	struct buf *line = &progress->held;
	enum verdict colour = result->verdict;

	clear_line(progress);
	if (result->expectation == EXPECTATION_KNOWN)
		colour = VERDICT_WARN;
	else if (result->expectation != EXPECTATION_NONE)
		colour = VERDICT_FAIL;
	style_add(line, progress->is_coloured, colour, name);
	for (size_t i = strlen(name); i < NAME_WIDTH; i++)
		buf_add_char(line, ' ');
	buf_addf(line, "  %.*s", STR_ARG(result->scenario));
	if (result->duration_us > 0)
		buf_addf(line, "  %.1f s",
			 (double)result->duration_us / 1000000);
	if (result->why.size > 0) {
		buf_add_text(line, "  ");
		add_why(line, result);
	}
	add_expectation(line, result);
	buf_add_char(line, '\n');
}

static bool is_fine(const struct result *result)
{
	return result->verdict == VERDICT_PASS &&
	       result->expectation == EXPECTATION_NONE;
}

/** @param sign  1: it counts, -1: it does not any more */
static void count(struct progress *progress, const struct result *result,
		  int sign)
{
	size_t one = (size_t)sign;

	progress->count[result->verdict] += one;
	if (result->expectation == EXPECTATION_KNOWN)
		progress->known += one;
	else if (result->expectation != EXPECTATION_NONE)
		progress->unexpected += one;
}

void progress_case(struct progress *progress, const struct result *result)
{
	progress->done++;
	count(progress, result, 1);
	if (!progress->is_quiet && !(progress->is_terminal && is_fine(result)))
		add_case(progress, result);
	flush(progress, false);
}

void progress_amend(struct progress *progress, const struct result *old,
		    const struct result *result)
{
	count(progress, old, -1);
	count(progress, result, 1);
	if (!progress->is_quiet)
		add_case(progress, result);
	flush(progress, false);
}

static size_t width(int fd)
{
	struct winsize size;

	if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return WIDTH_USUAL;
	return size.ws_col;
}

static void add_duration(struct buf *out, uint64_t us)
{
	unsigned long seconds = (unsigned long)(us / 1000000);

	if (seconds >= 60)
		buf_addf(out, "%lu min %lu s", seconds / 60, seconds % 60);
	else
		buf_addf(out, "%lu s", seconds);
}

void progress_show(struct progress *progress, struct str running,
		   uint64_t left_us)
{
	struct buf line;

	flush(progress, false);
	/* Nobody reads: another line would only be one more to read. */
	if (progress->is_quiet || !progress->is_terminal ||
	    progress->held.size > 0)
		return;
	buf_init(&line, LINE_SIZE);
	buf_addf(&line, "%zu/%zu  ", progress->done, progress->total);
	style_verdicts(&line, progress->count);
	if (left_us > 0) {
		buf_add_text(&line, "  about ");
		add_duration(&line, left_us);
		buf_add_text(&line, " left");
	}
	if (running.size > 0)
		buf_addf(&line, "  %.*s", STR_ARG(running));
	clear_line(progress);
	plain_add_cut(&progress->held, buf_str(&line), width(progress->fd) - 1);
	progress->has_line = true;
	buf_release(&line);
	flush(progress, false);
}

void progress_end(struct progress *progress, uint64_t duration_us)
{
	struct buf *out = &progress->held;

	clear_line(progress);
	style_count(out, progress->done, "case", "cases");
	buf_add_text(out, ": ");
	style_verdicts(out, progress->count);
	if (progress->known > 0)
		buf_addf(out, " (%zu known)", progress->known);
	if (progress->unexpected > 0)
		buf_addf(out, " (%zu not as expected)", progress->unexpected);
	buf_add_text(out, ", in ");
	add_duration(out, duration_us);
	buf_add_char(out, '\n');
	flush(progress, true);
}
