/* SPDX-License-Identifier: MIT */
#include "report/offence.h"

#include "check.h"
#include "report/ladder.h"
#include "report/wire.h"

enum { NONE = 999, MAX = 1 << 20, BIG = 70000 };

#define INVITE                            \
	"INVITE sip:486@h SIP/2.0\r\n"    \
	"Via: SIP/2.0/UDP h;branch=a\r\n" \
	"f: <sip:a@h>;tag=1\r\n"          \
	"Expires: 3\r\n"                  \
	"CSeq: 1 INVITE\r\n\r\n"

#define ACK                                 \
	"ACK sip:486@h SIP/2.0\r\n"         \
	"v: SIP/2.0/UDP h;branch=b\r\n"     \
	"Route: <sip:p1>,\r\n <sip:p2>\r\n" \
	"From: <sip:a@h>;tag=1\r\n"         \
	"Require: x\r\n"                    \
	"Require: y\r\n"                    \
	"CSeq: 1 ACK\r\n\r\n"

#define BUSY "SIP/2.0 486 Busy Here\r\nCSeq: 1 INVITE\r\n\r\n"

/* The messages of all rows, from 1. */
static const struct {
	enum entry_type type;
	struct str bytes;
} record[] = {
	{ ENTRY_IN, STR_INIT("\r\n" INVITE) },
	{ ENTRY_OUT, STR_INIT(BUSY) },
	{ ENTRY_IN, STR_INIT(ACK) },
	{ ENTRY_IN, STR_INIT("\0\xff no SIP\r\nX: x\r\n") },
	{ ENTRY_GONE, { NULL, 0 } },
};

static void fill(struct result_messages *messages)
{
	result_messages_init(messages);
	for (size_t i = 0; i < ARRAY_SIZE(record); i++) {
		struct result_message message = {
			.type = record[i].type,
			.at_us = 5000000 + i * 1250,
			.local = { "192.0.2.1", 5060, TRANSPORT_UDP },
			.remote = { "192.0.2.9", 5070, TRANSPORT_UDP },
			.bytes = record[i].bytes,
		};

		(void)result_messages_add(messages, &message);
	}
}

static void lines(void)
{
	static const struct {
		const char *check;
		const char *expected;
		const char *actual;
		size_t proof[3]; /* 0: none */
		size_t message;  /* NONE: nothing is to be marked */
		size_t line;
	} row[] = {
		/* the header that is named, of the request it is about */
		{ "ack-x", "one Via", "Via b", { 1, 2, 3 }, 3, 1 },
		{ "ack-x", "one Via", "Via b", { 3, 2, 1 }, 3, 1 },
		{ "ack-x", "", "another From: \"a\"", { 1, 3 }, 3, 4 },
		{ "ack-x", "", "another Route", { 3 }, 3, 2 },
		{ "ack-x", "the CSeq of it", "7", { 3 }, 3, 7 },
		{ "req-x", "", "no tag in From", { 1 }, 1, 3 },
		{ "req-x", "", "Expires: 3", { 2, 1 }, 1, 4 },
		/* named, but not there; or not clear which */
		{ "ack-x", "", "INVITE with Expires: 3", { 1, 3 }, 3, 0 },
		{ "ack-x", "", "Require", { 3 }, 3, 0 },
		{ "ack-x", "", "Via and From", { 3 }, 3, 0 },
		{ "ack-x", "Via", "Via and From", { 3 }, 3, 0 },
		{ "ack-x", "Request-URI, Via, From", "others", { 3 }, 3, 0 },
		{ "ack-x", "", "a via, a cseq", { 3 }, 3, 0 },
		{ "req-x", "Allow and Supported", "no Allow", { 1 }, 1, 1 },
		/* none came: what it was due to */
		{ "ack-x", "an ACK", "no ACK, From", { 1, 2 }, 2, 0 },
		{ "cancel-x", "", "no CANCEL", { 2 }, 2, 0 },
		{ "cancel-x", "", "no CANCEL", { 1 }, NONE, 0 },
		{ "fail-x", "", "BYE", { 1, 2 }, 2, 0 },
		/* no SIP, no bytes, no such message */
		{ "req-x", "", "Via", { 4 }, 4, 0 },
		{ "alive", "", "gone", { 5 }, NONE, 0 },
		{ "alive", "", "gone", { 3, 5 }, 3, 0 },
		{ "req-x", "", "Via", { 99 }, NONE, 0 },
		{ "req-x", "", "Via", { 0 }, NONE, 0 },
	};
	struct result_messages messages;

	fill(&messages);
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct offence offence = { NONE, 0 };
		struct result_finding finding = {
			.check = str_from(row[i].check),
			.expected = str_from(row[i].expected),
			.actual = str_from(row[i].actual),
		};

		while (finding.proof_count < 3 &&
		       row[i].proof[finding.proof_count] != 0) {
			finding.proof[finding.proof_count] =
				row[i].proof[finding.proof_count];
			finding.proof_count++;
		}
		CHECK_INT(i, offence_find(&offence, &finding, &messages),
			  row[i].message != NONE);
		CHECK_INT(i, offence.message, row[i].message);
		CHECK_INT(i, offence.line, row[i].line);
	}
	result_messages_release(&messages);
}

static void labels(void)
{
	static const struct {
		struct str bytes;
		const char *want;
	} row[] = {
		{ STR_INIT(INVITE), "INVITE" },
		{ STR_INIT(BUSY), "486 Busy Here" },
		{ STR_INIT("SIP/2.0 200 OK\r\nCSeq: 2 BYE\r\n\r\n"),
		  "200 OK (BYE)" },
		{ STR_INIT("SIP/2.0 200 \x1b[2JNice and long\r\n\r\n"),
		  "200 \\x1b[2JNice an…" },
		{ STR_INIT("\0\r\n"), "3 bytes, no SIP" },
		{ STR_INIT(""), "0 bytes, no SIP" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct buf out;

		buf_init(&out, MAX);
		ladder_write_label(&out, row[i].bytes);
		CHECK_STR(i, buf_str(&out), row[i].want);
		buf_release(&out);
	}
}

static void ladder(void)
{
	static const char want[] =
		"                    client                             "
		"    gamut\n"
		"          ms        192.0.2.9:5070                "
		"192.0.2.1:5060 udp\n"
		"         0.0      1  |---------------- INVITE "
		"----------------->|\n"
		"         1.2 *    2  |<------------- 486 Busy Here "
		"-------------|\n"
		"         2.5 *    3  |------------------ ACK "
		"------------------>|\n"
		"         3.7      4  |----------- 17 bytes, no SIP "
		"------------>|\n"
		"         5.0      5  x  the client's address refuses, or "
		"its stream closed\n";
	static const struct result_finding finding = {
		.proof = { 3, 2 },
		.proof_count = 2,
	};
	struct result_messages messages;
	struct buf out;

	fill(&messages);
	buf_init(&out, MAX);
	ladder_write(&out, &messages, &finding, -1);
	CHECK_STR(0, buf_str(&out), want);
	buf_clear(&out);
	messages.count = 0;
	ladder_write(&out, &messages, &finding, -1);
	CHECK_STR(1, buf_str(&out), "");
	buf_release(&out);
	result_messages_release(&messages);
}

/* What stands in the middle of very many is left out, but not the proof. */
static void many(void)
{
	static const struct result_finding finding = {
		.proof = { 60 },
		.proof_count = 1,
	};
	struct result_messages messages;
	struct buf out;
	struct str rest, line;
	size_t count = 0;
	bool has_proof = false;

	result_messages_init(&messages);
	for (size_t i = 0; i < 100; i++) {
		struct result_message message = { .type = ENTRY_IN };

		(void)result_messages_add(&messages, &message);
	}
	buf_init(&out, MAX);
	ladder_write(&out, &messages, &finding, -1);
	for (rest = buf_str(&out); str_next_line(&rest, &line); count++)
		has_proof |= str_starts(line, STR("         0.0 *   60 "));
	CHECK_INT(0, count, 2 + 20 + 1 + 1 + 1 + 10);
	CHECK(0, has_proof);
	buf_release(&out);
	result_messages_release(&messages);
}

static void wire(void)
{
	struct buf text, out;
	struct str rest, line;
	size_t count = 0;

	buf_init(&text, MAX);
	buf_init(&out, MAX);
	wire_write_lines(&out, STR("A: b\r\nC:\x1b\nlong line of text\n\n"), 1,
			 24);
	CHECK_STR(0, buf_str(&out),
		  "    A: b\n  > C:\\x1b\n    long line of text\n");
	buf_clear(&out);
	wire_write_lines(&out, STR("A: b"), SIZE_MAX, 80);
	CHECK_STR(1, buf_str(&out), "    A: b\n");

	while (text.size < BIG)
		buf_add_text(&text, "a: b\r\n");
	buf_clear(&out);
	wire_write_lines(&out, buf_str(&text), 500, 80);
	for (rest = buf_str(&out); str_next_line(&rest, &line); count++)
		CHECK_INT(count, str_starts(line, STR("  > ")), count == 24);
	CHECK_INT(2, count, 24 + 1 + 1);
	buf_release(&out);
	buf_release(&text);
}

CU_TestInfo test_offence[] = {
	{ "the marked line is the header that is named, or the start line",
	  lines },
	{ "a message is named in a few words", labels },
	{ "a ladder has an arrow a message", ladder },
	{ "a long ladder keeps its ends and its proof", many },
	{ "lines are harmless, cut and marked", wire },
	CU_TEST_INFO_NULL,
};
