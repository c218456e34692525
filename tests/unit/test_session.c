/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "play/session.h"
#include "sample.h"

enum { TEXT_MAX = 512 };

#define TIMER "Supported: 100rel, timer\r\n"
#define KNOWN "Supported: timer\r\n"
#define AGREED(seconds, who)                                       \
	KNOWN "Session-Expires: " seconds ";refresher=" who "\r\n" \
	      "Require: timer\r\n"

/** RFC 4028 section 9 and its table 2. */
static void test_answers(void)
{
	static const struct {
		enum session_timer timer;
		const char *headers; /* of the INVITE */
		const char *given;
		const char *want;
	} row[] = {
		{ SESSION_TIMER_NONE, TIMER, "", "" },
		/* who does not support it is told that we do, no more */
		{ SESSION_TIMER_CLIENT, "", "", KNOWN },
		{ SESSION_TIMER_CLIENT, "Session-Expires: 90\r\n", "", KNOWN },
		{ SESSION_TIMER_US, "", "", KNOWN },
		/* it did not choose: we do */
		{ SESSION_TIMER_CLIENT, TIMER, "", AGREED("90", "uac") },
		{ SESSION_TIMER_US, "k: timer\r\n", "", AGREED("90", "uas") },
		{ SESSION_TIMER_CLIENT, TIMER "Session-Expires: 1800\r\n", "",
		  AGREED("90", "uac") },
		/* it chose */
		{ SESSION_TIMER_CLIENT,
		  TIMER "Session-Expires: 1800;refresher=uas\r\n", "",
		  AGREED("90", "uas") },
		{ SESSION_TIMER_US, TIMER "x: 1800 ; refresher = UAC\r\n", "",
		  AGREED("90", "uac") },
		/* not below its minimum */
		{ SESSION_TIMER_US, TIMER "Min-SE: 120\r\n", "",
		  AGREED("120", "uas") },
		{ SESSION_TIMER_US,
		  TIMER "Session-Expires: 1800\r\nMin-SE: 600;a=b\r\n", "",
		  AGREED("600", "uas") },
		{ SESSION_TIMER_US, TIMER "Min-SE: 10\r\n", "",
		  AGREED("90", "uas") },
		/* and never above what it asked for */
		{ SESSION_TIMER_US, TIMER "Session-Expires: 60\r\n", "",
		  AGREED("60", "uas") },
		{ SESSION_TIMER_US,
		  TIMER "Session-Expires: 100\r\nMin-SE: 200\r\n", "",
		  AGREED("100", "uas") },
		/* what is no number says nothing */
		{ SESSION_TIMER_US,
		  TIMER "Session-Expires: soon;refresher=uac\r\n"
			"Min-SE: -1\r\n",
		  "", AGREED("90", "uas") },
		{ SESSION_TIMER_US, TIMER "Session-Expires:\r\n", "",
		  AGREED("90", "uas") },
		/* words of the file's own */
		{ SESSION_TIMER_US, TIMER, "X: 1\r\nx: 7;refresher=uas\r\n",
		  KNOWN },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct sample sample = { .headers = row[i].headers };
		struct message *request = sample_load(&sample);
		struct buf out;

		buf_init(&out, TEXT_MAX);
		session_write_answer(&out, row[i].timer, str_from(row[i].given),
				     request);
		CHECK_STR(i, sample_text(&out), row[i].want);
		buf_release(&out);
		message_free(request);
	}
}

/** A refresh of ours (RFC 4028 section 7.4): there the UAC is we. */
static void test_requests(void)
{
	static const struct {
		enum session_timer timer;
		const char *headers; /* of the INVITE */
		const char *want;
	} row[] = {
		{ SESSION_TIMER_NONE, TIMER, "" },
		{ SESSION_TIMER_US, "", KNOWN },
		{ SESSION_TIMER_US, TIMER,
		  KNOWN "Session-Expires: 90;refresher=uac\r\n" },
		{ SESSION_TIMER_CLIENT, TIMER,
		  KNOWN "Session-Expires: 90;refresher=uas\r\n" },
		{ SESSION_TIMER_US,
		  TIMER "Session-Expires: 1800;refresher=uac\r\n",
		  KNOWN "Session-Expires: 90;refresher=uas\r\n" },
		{ SESSION_TIMER_US, TIMER "Min-SE: 120\r\n",
		  KNOWN "Session-Expires: 120;refresher=uac\r\n"
			"Min-SE: 120\r\n" },
		{ SESSION_TIMER_US,
		  TIMER "Session-Expires: 100\r\nMin-SE: 200\r\n",
		  KNOWN "Session-Expires: 200;refresher=uac\r\n"
			"Min-SE: 200\r\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct sample sample = { .headers = row[i].headers };
		struct message *invite = sample_load(&sample);
		struct buf out;

		buf_init(&out, TEXT_MAX);
		session_write_request(&out, row[i].timer, STR(""), invite);
		CHECK_STR(i, sample_text(&out), row[i].want);
		buf_release(&out);
		message_free(invite);
	}
}

CU_TestInfo test_session[] = {
	{ "a 2xx agrees to what the client can take", test_answers },
	{ "a refresh of ours keeps to what was agreed", test_requests },
	CU_TEST_INFO_NULL,
};
