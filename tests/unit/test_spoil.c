/* SPDX-License-Identifier: MIT */
#include "play/spoil.h"

#include "check.h"

#define VIA   "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1;rport\r\n"
#define OTHER "Via: SIP/2.0/UDP other.invalid:5060;branch=z9hG4bKother\r\n"
#define MESSAGE(via, call_id, cseq)                           \
	"SIP/2.0 486 Busy Here\r\n" via "From: <sip:a@b>\r\n" \
	"Call-ID: " call_id "\r\nCSeq: " cseq " INVITE\r\n\r\n"

#define ONE(id)                               \
	{                                     \
		.value = { [FAULT_##id] = 1 } \
	}

static void spoils_what_it_is_asked_to(void)
{
	static const struct {
		struct faults faults;
		const char *text;
		const char *want;
	} row[] = {
		{ { .value = { 0 } },
		  MESSAGE(VIA, "c", "1"),
		  MESSAGE(VIA, "c", "1") },
		/* how it is sent is not about its text */
		{ { .value = { [FAULT_DROP] = 1,
			       [FAULT_DUPLICATE] = 2,
			       [FAULT_DELAY] = 3,
			       [FAULT_NO_COPIES] = 1,
			       [FAULT_IGNORE_ACK] = 1,
			       [FAULT_IGNORE_COPY] = 1 } },
		  MESSAGE(VIA, "c", "1"),
		  MESSAGE(VIA, "c", "1") },
		{ ONE(WRONG_BRANCH), MESSAGE(VIA VIA, "c", "1"),
		  MESSAGE("Via: SIP/2.0/UDP "
			  "192.0.2.1;branch=z9hG4bKwrong1;rport\r\n" VIA,
			  "c", "1") },
		{ ONE(WRONG_BRANCH),
		  MESSAGE("Via: SIP/2.0/UDP h;branch=z9hG4bK\r\n", "c", "1"),
		  MESSAGE("Via: SIP/2.0/UDP h;branch=z9hG4bKwrong\r\n", "c",
			  "1") },
		{ ONE(WRONG_BRANCH),
		  MESSAGE("via: SIP/2.0/UDP h;BRANCH=Z9hg4bKx\r\n", "c", "1"),
		  MESSAGE("via: SIP/2.0/UDP h;BRANCH=Z9hg4bKwrongx\r\n", "c",
			  "1") },
		/* without a branch there is none to change, not even below */
		{ ONE(WRONG_BRANCH),
		  MESSAGE("Via: SIP/2.0/UDP h\r\n" VIA, "c", "1"),
		  MESSAGE("Via: SIP/2.0/UDP h\r\n" VIA, "c", "1") },
		{ ONE(SECOND_VIA), MESSAGE(VIA, "c", "1"),
		  MESSAGE(VIA OTHER, "c", "1") },
		{ ONE(WRONG_CSEQ), MESSAGE(VIA, "c", "1"),
		  MESSAGE(VIA, "c", "2") },
		{ ONE(WRONG_CSEQ), MESSAGE(VIA, "c", "  99"),
		  MESSAGE(VIA, "c", "  100") },
		{ ONE(WRONG_CSEQ), MESSAGE(VIA, "c", "4294967295"),
		  MESSAGE(VIA, "c", "4294967296") },
		{ ONE(WRONG_CSEQ), MESSAGE(VIA, "c", "x"),
		  MESSAGE(VIA, "c", "x") },
		{ ONE(WRONG_CALL_ID), MESSAGE(VIA, "c", "1"),
		  MESSAGE(VIA, "wrong-c", "1") },
		{ ONE(BARE_LF), "x\r\ny: z\r\n\r\nbody\r\n",
		  "x\ny: z\n\nbody\r\n" },
		{ ONE(BARE_LF), "x\r\n", "x\r\n" },
		{ { .value = { [FAULT_PAD] = 900 } },
		  MESSAGE(VIA, "c", "1"),
		  MESSAGE(VIA, "c", "1") },
		{ { .value = { [FAULT_PAD] = 9000 } }, "x\r\n", "x\r\n" },
		{ { .value = { [FAULT_TRUNCATE] = 11 } },
		  MESSAGE(VIA, "c", "1"),
		  "SIP/2.0 486" },
		{ { .value = { [FAULT_TRUNCATE] = 9999 } },
		  MESSAGE(VIA, "c", "1"),
		  MESSAGE(VIA, "c", "1") },
		/* all at once, and the cut comes last */
		{ { .value = { [FAULT_WRONG_BRANCH] = 1,
			       [FAULT_SECOND_VIA] = 1,
			       [FAULT_WRONG_CSEQ] = 1,
			       [FAULT_WRONG_CALL_ID] = 1 } },
		  MESSAGE("Via: X;branch=z9hG4bK1\r\n", "c", "1"),
		  MESSAGE("Via: X;branch=z9hG4bKwrong1\r\n" OTHER, "wrong-c",
			  "2") },
		/* what is not there stays away; the body is not searched */
		{ { .value = { [FAULT_WRONG_BRANCH] = 1,
			       [FAULT_SECOND_VIA] = 1,
			       [FAULT_WRONG_CSEQ] = 1,
			       [FAULT_WRONG_CALL_ID] = 1 } },
		  "SIP/2.0 200 OK\r\n\r\nVia: X;branch=z9hG4bK1\r\n"
		  "CSeq: 1 INVITE\r\nCall-ID: c\r\n",
		  "SIP/2.0 200 OK\r\n\r\nVia: X;branch=z9hG4bK1\r\n"
		  "CSeq: 1 INVITE\r\nCall-ID: c\r\n" },
		{ ONE(SECOND_VIA), "SIP/2.0 200 OK\r\nVia: X",
		  "SIP/2.0 200 OK\r\nVia: X" },
		{ ONE(WRONG_CALL_ID), "x\r\nCall-ID:", "x\r\nCall-ID:wrong-" },
		{ ONE(WRONG_CSEQ), "x\r\nCSeq:", "x\r\nCSeq:" },
		{ ONE(WRONG_BRANCH), "no message at all", "no message at all" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct buf message;

		buf_init(&message, 4096);
		buf_add_text(&message, row[i].text);
		spoil(&message, &row[i].faults);
		CHECK_INT(i, buf_error(&message), 0);
		CHECK_STR(i, buf_str(&message), row[i].want);
		buf_release(&message);
	}
}

/** It stays a message, and the end of its header is where it was. */
static void pads(void)
{
	static const struct faults faults = { .value = { [FAULT_PAD] =
								 60000 } };
	static const char text[] = "x\r\ny: z\r\n\r\nbody";
	struct str padded;
	struct buf message;

	buf_init(&message, 65536);
	buf_add_text(&message, text);
	spoil(&message, &faults);
	padded = buf_str(&message);
	CHECK_INT(0, padded.size, 59000 + sizeof(text) - 1);
	CHECK_STR(0, str_sub(padded, 0, 26), "x\r\ny: z\r\nX-Gamut-Pad: 0000");
	CHECK_STR(0, str_sub(padded, 1005, 18), "00\r\nX-Gamut-Pad: 0");
	CHECK_STR(0, str_sub(padded, padded.size - 9, 9), "0\r\n\r\nbody");
	buf_release(&message);
}

static void leaves_nothing_alone(void)
{
	static const struct faults all = { .value = { [FAULT_WRONG_BRANCH] = 1,
						      [FAULT_SECOND_VIA] = 1,
						      [FAULT_WRONG_CSEQ] = 1,
						      [FAULT_WRONG_CALL_ID] = 1,
						      [FAULT_PAD] = 9999,
						      [FAULT_BARE_LF] = 1,
						      [FAULT_MALFORMED] = 1,
						      [FAULT_TRUNCATE] = 1 } };
	struct buf message;

	buf_init(&message, 10);
	spoil(&message, &all);
	CHECK_INT(0, message.size, 0);
	CHECK_INT(0, buf_error(&message), 0);
	buf_release(&message);
}

CU_TestInfo test_spoil[] = {
	{ "spoils what it is asked to", spoils_what_it_is_asked_to },
	{ "pads up to a size", pads },
	{ "an empty message stays as it is", leaves_nothing_alone },
	CU_TEST_INFO_NULL,
};
