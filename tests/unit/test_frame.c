/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "sip/frame.h"
#include "text/buf.h"

#define START "INVITE sip:b SIP/2.0\r\n"
#define RING  "SIP/2.0 180 R\r\n"
#define OVER  "!the message is over the limit"
#define WORD  "!Content-Length is not a number"

enum { MAX = 100 };

/* Take what is whole: each message goes to out as "<message>". */
static bool take(struct buf *out, struct frame *frame, struct str stream,
		 size_t *taken)
{
	struct frame_found found;

	for (;;) {
		found = frame_next(frame, str_sub(stream, *taken, SIZE_MAX));
		*taken += found.skip;
		if (found.state == FRAME_MORE)
			return true;
		if (found.state == FRAME_BROKEN)
			break;
		buf_add_char(out, '<');
		buf_add_str(out, str_sub(stream, *taken, found.size));
		buf_add_char(out, '>');
		*taken += found.size;
	}
	buf_add_char(out, '!');
	buf_add_text(out, found.why);
	return false;
}

/* A stream whose first piece has first bytes, each other one step. */
static void read_pieces(struct buf *out, struct str stream, size_t first,
			size_t step)
{
	struct frame frame;
	size_t taken = 0, size = first;

	frame_init(&frame, MAX);
	buf_clear(out);
	while (take(out, &frame, str_sub(stream, 0, size), &taken) &&
	       size < stream.size)
		size += step;
	if (buf_str(out).p == NULL)
		buf_add_text(out, "");
}

static void test_messages(void)
{
	static const struct {
		const char *stream;
		const char *want;
	} row[] = {
		{ "", "" },
		{ "\r\n", "" },
		{ "\r\n\r\n\r\n", "" },
		{ START, "" },
		{ START "l: 0\r\n\r", "" },
		{ START "\r\n", "<" START "\r\n>" },
		{ START "l: 0\r\n\r\n", "<" START "l: 0\r\n\r\n>" },
		{ START "l: 3\r\n\r\nab", "" },
		{ START "l: 3\r\n\r\nabc", "<" START "l: 3\r\n\r\nabc>" },
		{ START "Content-Length: 3\r\n\r\nabc",
		  "<" START "Content-Length: 3\r\n\r\nabc>" },
		{ START "CONTENT-length \t: \t3 \r\n\r\nabc",
		  "<" START "CONTENT-length \t: \t3 \r\n\r\nabc>" },
		{ START "L:003\r\n\r\nabc", "<" START "L:003\r\n\r\nabc>" },
		{ START "l:\r\n 3\r\n\r\nabc",
		  "<" START "l:\r\n 3\r\n\r\nabc>" },
		{ START "l:3\r\n\t\r\n\r\nabc",
		  "<" START "l:3\r\n\t\r\n\r\nabc>" },
		{ START "s: x\r\n l: 9\r\n\r\n",
		  "<" START "s: x\r\n l: 9\r\n\r\n>" },
		{ START "xl: 9\r\n\r\n", "<" START "xl: 9\r\n\r\n>" },
		{ START "l\r\n\r\n", "<" START "l\r\n\r\n>" },
		{ START "l: 1\r\nl: 1\r\n\r\na",
		  "<" START "l: 1\r\nl: 1\r\n\r\na>" },
		{ "l: 9\r\n\r\n", "<l: 9\r\n\r\n>" },
		{ START "l: 2\n\nab", "<" START "l: 2\n\nab>" },
		{ START "l: 4\r\n\r\n\r\n\r\n",
		  "<" START "l: 4\r\n\r\n\r\n\r\n>" },
		{ START "\r\n" RING "\r\n", "<" START "\r\n><" RING "\r\n>" },
		{ START "l: 1\r\n\r\na" RING "l: 1\r\n\r\nb",
		  "<" START "l: 1\r\n\r\na><" RING "l: 1\r\n\r\nb>" },
		{ "\r\n" START "\r\n\r\n\r\n" RING "\r\n\n",
		  "<" START "\r\n><" RING "\r\n>" },
		{ START "l: 9\r\n\r\nINVITE\r\n\r" RING "\r\n",
		  "<" START "l: 9\r\n\r\nINVITE\r\n\r><" RING "\r\n>" },
	};
	struct buf out;

	buf_init(&out, 1000);
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct str stream = str_from(row[i].stream);

		for (size_t first = 0; first <= stream.size; first++) {
			read_pieces(&out, stream, first, SIZE_MAX / 2);
			CHECK_STR(i, buf_str(&out), row[i].want);
		}
		read_pieces(&out, stream, 1, 1);
		CHECK_STR(i, buf_str(&out), row[i].want);
	}
	buf_release(&out);
}

static void test_broken(void)
{
	static const struct {
		const char *stream;
		const char *want;
	} row[] = {
		{ START "l: -1\r\n\r\n", WORD },
		{ START "l: +1\r\n\r\n", WORD },
		{ START "l:\r\n\r\n", WORD },
		{ START "l: 1, 1\r\n\r\na", WORD },
		{ START "l: 1\r\n 2\r\n\r\n", WORD },
		{ START "Content-Length: abc\r\n\r\n", WORD },
		{ START "l: 0x1\r\n\r\n", WORD },
		{ START "l: 18446744073709551615\r\n\r\n", OVER },
		{ START "l: 99999999999999999999999\r\n\r\n", OVER },
		{ START "l: 101\r\n\r\n", OVER },
		{ START "l: 1\r\nl: 2\r\n\r\n", "!two Content-Length differ" },
		{ START "\r\n" RING "l: x\r\n\r\n", "<" START "\r\n>" WORD },
	};
	struct buf out;

	buf_init(&out, 1000);
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct str stream = str_from(row[i].stream);

		for (size_t first = 0; first <= stream.size; first++) {
			read_pieces(&out, stream, first, SIZE_MAX / 2);
			CHECK_STR(i, buf_str(&out), row[i].want);
		}
		read_pieces(&out, stream, 1, 1);
		CHECK_STR(i, buf_str(&out), row[i].want);
	}
	buf_release(&out);
}

static void put(char *text, struct str s)
{
	memcpy(text, s.p, s.size);
}

/* "S", a field that fills the head up to head bytes, then the body. */
static void test_limit(void)
{
	static const struct {
		size_t head;
		const char *field;
		size_t sent;
		enum frame_state state;
	} row[] = {
		{ MAX, "", MAX, FRAME_MESSAGE },
		{ MAX, "", MAX - 1, FRAME_MORE },
		{ MAX + 1, "", MAX + 1, FRAME_BROKEN },
		{ MAX + 1, "", MAX, FRAME_BROKEN },
		{ MAX - 9, "l: 9\r\n", MAX, FRAME_MESSAGE },
		{ MAX - 9, "l: 9\r\n", MAX - 1, FRAME_MORE },
		{ MAX - 9, "l: 10\r\n", MAX - 9, FRAME_BROKEN },
		{ MAX - 9, "l: 10\r\n", MAX - 10, FRAME_MORE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct frame_found found;
		struct frame frame;
		char text[2 * MAX];

		memset(text, 'x', sizeof(text));
		put(text, STR("S\r\n"));
		put(text + 3, str_from(row[i].field));
		put(text + row[i].head - 4, STR("\r\n\r\n"));
		frame_init(&frame, MAX);
		found = frame_next(&frame, (struct str){ text, row[i].sent });
		CHECK_INT(i, found.state, row[i].state);
		CHECK(i, (found.why != NULL) == (found.state == FRAME_BROKEN));
		CHECK_INT(i, found.size,
			  found.state == FRAME_MESSAGE ? MAX : 0);
	}
}

/* The bytes that were looked at are never given back as unseen. */
static void test_scan(void)
{
	static const char text[] = START "Subject: a long line that goes on";
	struct frame frame;

	frame_init(&frame, MAX);
	for (size_t size = 1; size < sizeof(text); size++) {
		(void)frame_next(&frame, (struct str){ text, size });
		CHECK_INT(size, frame.scanned, size);
	}
}

/* Keep-alives do not pile up: they are to be thrown away as they come. */
static void test_keep_alive(void)
{
	struct frame frame;
	struct frame_found found;

	frame_init(&frame, MAX);
	for (size_t i = 0; i < 200; i++) {
		found = frame_next(&frame, STR("\r\n\r\n"));
		CHECK_INT(i, found.state, FRAME_MORE);
		CHECK_INT(i, found.skip, 4);
	}
	found = frame_next(&frame, STR("\nS\r\n\r\n"));
	CHECK_INT(0, found.state, FRAME_MESSAGE);
	CHECK_INT(0, found.skip, 1);
	CHECK_INT(0, found.size, 5);
}

static void test_nul(void)
{
	struct frame frame;
	struct frame_found found;

	frame_init(&frame, MAX);
	found = frame_next(&frame, STR("S\r\ns: a\0b\r\nl: 2\r\n\r\n\0\0X"));
	CHECK_INT(0, found.state, FRAME_MESSAGE);
	CHECK_INT(0, found.size, 21);
}

static void test_whole(void)
{
	static const struct {
		const char *bytes;
		bool want;
	} row[] = {
		{ RING "l: 0\r\n\r\n", true },
		{ RING "l: 2\r\n\r\nab", true },
		{ RING "l: 0\r\n\r\n" RING "l: 0\r\n\r\n", true },
		{ "\r\n\r\n", true },
		{ "", true },
		{ "\r\n" RING "Content-Length : 1\r\n\r\nx\r\n", true },
		{ RING "X: a\r\n b\r\nl: 0\r\n\r\n", true },
		{ RING "l: 0\r\n", false },
		{ RING "l: 3\r\n\r\nab", false },
		{ RING "l: 1\r\n\r\nab", false },
		{ RING "\r\n", false },
		{ RING "l: x\r\n\r\n", false },
		{ RING "l: -1\r\n\r\n", false },
		{ RING "l: 0\r\nl: 1\r\n\r\n", false },
		{ RING "X: a\n b\r\nl: 0\r\n\r\n", false },
		{ RING "X: a\rb\r\nl: 0\r\n\r\n", false },
		{ RING "l: 0\n\n", false },
		{ "GET / HTTP/1.1\r\nHost: h\r\n\r\n", false },
		{ "\x01", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		CHECK_INT(i, frame_is_whole(str_from(row[i].bytes)),
			  row[i].want);
	CHECK(0, !frame_is_whole(STR(RING "X: \0\r\nl: 0\r\n\r\n")));
}

CU_TestInfo test_frame[] = {
	{ "a message is found whatever pieces it comes in", test_messages },
	{ "a frame that is broken says why", test_broken },
	{ "a message has as many bytes as the limit", test_limit },
	{ "no byte is looked at twice", test_scan },
	{ "line ends between messages are thrown away", test_keep_alive },
	{ "a NUL is a byte like any other", test_nul },
	{ "whole messages leave no doubt where they end", test_whole },
	CU_TEST_INFO_NULL
};
