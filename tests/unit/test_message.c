/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "check.h"
#include "sip/message.h"
#include "text/buf.h"

#define START "OPTIONS sip:a@b SIP/2.0\r\n"

static void test_start(void)
{
	static const struct {
		struct str bytes;
		const char *method; /* NULL: a response */
		const char *uri;
		const char *version;
		unsigned status;
	} row[] = {
		{ STR_INIT("INVITE sip:a@b SIP/2.0\r\n\r\n"), "INVITE",
		  "sip:a@b", "SIP/2.0", 0 },
		{ STR_INIT("\r\n\r\n\nA b SIP/2.0"), "A", "b", "SIP/2.0", 0 },
		{ STR_INIT("a  sip:a@b\t sip/7.0  \n\n"), "a", "sip:a@b",
		  "sip/7.0", 0 },
		{ STR_INIT("A sip:a; lr SIP/2.0\r\r"), "A", "sip:a; lr",
		  "SIP/2.0", 0 },
		{ STR_INIT(" A b SIP/"), "A", "b", "SIP/", 0 },
		{ STR_INIT("A\0B c SIP/2.0\r\n\r\n"), "A", "c", "SIP/2.0", 0 },
		{ STR_INIT("SIP/2.0 200 OK\r\n\r\n"), NULL, NULL, "SIP/2.0",
		  200 },
		{ STR_INIT("SIP/2.0 486\n\n"), NULL, NULL, "SIP/2.0", 486 },
		{ STR_INIT("sip/2.0  699  a b"), NULL, NULL, "sip/2.0", 699 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct message *message;

		if (!CHECK_INT(i, message_load(&message, row[i].bytes), 0))
			continue;
		CHECK_INT(i, message->is_request, row[i].method != NULL);
		CHECK_INT(i, message_status(message), row[i].status);
		CHECK_STR(i, message_version(message), row[i].version);
		CHECK(i, str_eq(message->bytes, row[i].bytes));
		CHECK(i, message->bytes.p != row[i].bytes.p);
		if (row[i].method != NULL) {
			CHECK(i, str_starts(message_method(message),
					    str_from(row[i].method)));
			CHECK_STR(i, message_uri(message), row[i].uri);
		}
		message_free(message);
	}
}

static void test_refused(void)
{
	static const struct str row[] = {
		STR_INIT(""),
		STR_INIT("\r"),
		STR_INIT("\r\n\r\n"),
		STR_INIT("A"),
		STR_INIT("\0"),
		STR_INIT("A SIP/2.0\r\n\r\n"),
		STR_INIT("A b HTTP/1.1\r\n\r\n"),
		STR_INIT("A b\r\n SIP/2.0\r\n\r\n"),
		STR_INIT("SIP/2.0\r\n\r\n"),
		STR_INIT("SIP/2.0 OK\r\n\r\n"),
		STR_INIT("SIP/2.0 20 x\r\n\r\n"),
		STR_INIT("SIP/2.0 4294967301 x\r\n\r\n"),
		STR_INIT("SIP/2.0 000 x\r\n\r\n"),
		{ NULL, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct message *message = NULL;

		CHECK_INT(i, message_load(&message, row[i]), EBADMSG);
		CHECK(i, message == NULL);
	}
}

static void test_lines(void)
{
	static const struct {
		struct str bytes; /* behind the start line */
		size_t count;
		const char *name; /* of the first line */
		const char *value;
		enum header header;
		const char *body;
	} row[] = {
		{ STR_INIT("To: a\r\n\r\nbody"), 1, "To", "a", HEADER_TO,
		  "body" },
		{ STR_INIT("To: a\nFrom: b\n\nbody"), 2, "To", "a", HEADER_TO,
		  "body" },
		{ STR_INIT("To: a\rFrom: b\r\rbody"), 2, "To", "a", HEADER_TO,
		  "body" },
		{ STR_INIT("t \t:\t a \r\n\r\n"), 1, "t", "a", HEADER_TO, "" },
		{ STR_INIT("To:\r\n a\r\n\tb\r\nX: c\r\n\r\n"), 2, "To",
		  "a\r\n\tb", HEADER_TO, "" },
		{ STR_INIT("To\r\n : a\r\n\r\n"), 1, "To", "a", HEADER_TO, "" },
		/* a line of blanks is a fold, not the end */
		{ STR_INIT("To: a\r\n \r\nX: b\r\n\r\n"), 2, "To", "a",
		  HEADER_TO, "" },
		{ STR_INIT("TO:a"), 1, "TO", "a", HEADER_TO, "" },
		{ STR_INIT("To:"), 1, "To", "", HEADER_TO, "" },
		{ STR_INIT("To:\r\n\r\n"), 1, "To", "", HEADER_TO, "" },
		{ STR_INIT("nothing\r\n\r\n"), 1, "", "nothing", HEADER_OTHER,
		  "" },
		{ STR_INIT(": a\r\n\r\n"), 1, "", ": a", HEADER_OTHER, "" },
		/* a start line has no folds */
		{ STR_INIT(" To: a\r\n\r\n"), 1, "", "To: a", HEADER_OTHER,
		  "" },
		{ STR_INIT("To: a:b\r\n\r\n"), 1, "To", "a:b", HEADER_TO, "" },
		{ STR_INIT("\r\nTo: a"), 0, NULL, NULL, HEADER_OTHER, "To: a" },
		{ STR_INIT(""), 0, NULL, NULL, HEADER_OTHER, "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct message *message;
		struct buf text;
		int err;

		buf_init(&text, 1000);
		buf_add_text(&text, START);
		buf_add_str(&text, row[i].bytes);
		err = message_load(&message, buf_str(&text));
		buf_release(&text);
		if (!CHECK_INT(i, err, 0))
			continue;

		CHECK_STR(i, message->body, row[i].body);
		CHECK_INT(i, message->line_count, row[i].count);
		if (message->line_count > 0 && row[i].count > 0) {
			CHECK_STR(i, message_line_name(message, message->line),
				  row[i].name);
			CHECK_STR(i, message_line_value(message, message->line),
				  row[i].value);
			CHECK_INT(i, message->line->header, row[i].header);
		}
		message_free(message);
	}
}

static void test_body(void)
{
	static const struct {
		const char *text;
		const char *body;
		bool is_short;
	} row[] = {
		{ START "\r\nabc", "abc", false },
		{ START "Content-Length: 0\r\n\r\nabc", "", false },
		{ START "Content-Length: 2\r\n\r\nabc", "ab", false },
		{ START "Content-Length: 3\r\n\r\nabc", "abc", false },
		{ START "l:\r\n  002\r\n\r\nabc", "ab", false },
		{ START "Content-Length: 4\r\n\r\nabc", "abc", true },
		{ START "l: 1\r\n", "", true },
		{ START "l: 18446744073709551615\r\n\r\nabc", "abc", true },
		{ START "l: 99999999999999999999\r\n\r\nabc", "abc", true },
		/* no number to go by: all there is */
		{ START "Content-Length: -1\r\n\r\nabc", "abc", false },
		{ START "Content-Length: 1,1\r\n\r\nabc", "abc", false },
		{ START "Content-Length:\r\n\r\nabc", "abc", false },
		{ START "l: 1\r\nl: 2\r\n\r\nabc", "abc", false },
		{ START "l: 1\r\nl: x\r\n\r\nabc", "abc", false },
		{ START "l: 2\r\nContent-Length: 02\r\n\r\nabc", "ab", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct message *message;

		if (!CHECK_INT(i, message_load(&message, str_from(row[i].text)),
			       0))
			continue;
		CHECK_STR(i, message->body, row[i].body);
		CHECK_INT(i, message->is_short, row[i].is_short);
		message_free(message);
	}
}

static void test_view(void)
{
	static const char text[] =
		"\r\n" START "f: \"A, B\"\r\n <sip:a@b>;tag=1\r\n"
		"l: 3\r\n\r\nabcdef";
	struct message *message;
	const sip_t *sip;

	if (!CHECK_INT(0, message_load(&message, str_from(text)), 0))
		return;
	CHECK(0, message->view == NULL);
	for (int i = 0; i < 2; i++) {
		sip = message_sip(message);
		CHECK(i, sip != NULL && sip->sip_payload != NULL);
		if (sip == NULL || sip->sip_payload == NULL)
			break;
		CHECK_TEXT(i, sip->sip_from->a_tag, "1");
		CHECK_INT(i, sip->sip_payload->pl_len, 3);
		CHECK(i, message_sip(message) == sip);
		message_forget(message);
		CHECK(i, message->view == NULL);
	}
	message_forget(message);
	message_free(message);
	message_free(NULL);
}

/** Sofia knows these methods, or takes them for a known one cut short. */
static void test_methods(void)
{
	static const struct {
		const char *method;
		sip_method_t code;
	} row[] = {
		{ "INVITE", sip_method_invite },
		{ "SUBSCRIBE", sip_method_subscribe },
		{ "FOO", sip_method_unknown },
		{ "PING", sip_method_unknown },
		{ "SERVICE", sip_method_unknown },
		{ "SUBSCRIB", sip_method_unknown },
		{ "A", sip_method_unknown },
		{ "ACKS", sip_method_unknown },
		{ "RE%47IST%45R", sip_method_unknown },
		{ "!i-M0123456789_*+`.%'~", sip_method_unknown },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct message *message;
		const sip_t *sip;
		struct buf text;
		int err;

		buf_init(&text, 1000);
		buf_addf(&text, "\r\n \t%s a SIP/2.0\nCSeq: 1 %s\nTo: b\n\n",
			 row[i].method, row[i].method);
		err = message_load(&message, buf_str(&text));
		buf_release(&text);
		if (!CHECK_INT(i, err, 0))
			continue;
		sip = message_sip(message);
		if (CHECK(i, sip->sip_request != NULL &&
				     sip->sip_cseq != NULL &&
				     sip->sip_to != NULL)) {
			CHECK_INT(i, sip->sip_request->rq_method, row[i].code);
			CHECK_TEXT(i, sip->sip_request->rq_method_name,
				   row[i].method);
			CHECK_INT(i, sip->sip_cseq->cs_method, row[i].code);
			CHECK_TEXT(i, sip->sip_cseq->cs_method_name,
				   row[i].method);
			CHECK(i, memcmp(sip->sip_cseq->cs_common->h_data,
					"CSeq: 1 ", 8) == 0);
			CHECK(i, strncmp((const char *)sip->sip_cseq->cs_common
							 ->h_data +
						 8,
					 row[i].method,
					 strlen(row[i].method)) == 0);
		}
		message_free(message);
	}
}

/** A message with many times the same unit behind its start line. */
static struct message *load_many(const char *unit, size_t count,
				 const char *last)
{
	struct message *message = NULL;
	struct buf text;

	buf_init(&text, SIZE_MAX);
	buf_add_text(&text, START);
	for (size_t i = 0; i < count; i++)
		buf_add_text(&text, unit);
	buf_add_text(&text, last);
	(void)message_load(&message, buf_str(&text));
	buf_release(&text);
	return message;
}

static void test_many(void)
{
	static const struct {
		const char *unit;
		size_t count;
		const char *last;
		uint32_t line_count;
		uint32_t view_count;
	} row[] = {
		{ "a:\n", 511, "To: b", 512, 512 },
		{ "a:\n", 512, "To: b", 513, 512 },
		{ "a:\n", 20000, "To: b", 20001, 512 },
		{ "a:,,,\r\n", 127, "To: b,,,", 128, 128 },
		{ "a:,,,\r\n", 127, "To: b,,,,", 128, 127 },
		{ "Call-Info:", 1, "<a:>", 1, 1 },
		{ " ", 60000, "", 1, 1 },
		{ "", 0, "", 0, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct message *message =
			load_many(row[i].unit, row[i].count, row[i].last);
		bool is_viewed = row[i].view_count == row[i].line_count;
		const sip_t *sip;

		CHECK(i, message != NULL);
		if (message == NULL)
			continue;
		CHECK_INT(i, message->line_count, row[i].line_count);
		CHECK_INT(i, message->view_count, row[i].view_count);
		sip = message_sip(message);
		if (CHECK(i, sip != NULL) && strncmp(row[i].last, "To", 2) == 0)
			CHECK_INT(i, message_header(message, HEADER_TO, 0).size,
				  strlen(row[i].last) - 4);
		if (strcmp(row[i].last, "To: b") == 0 && sip != NULL)
			CHECK_INT(i, sip->sip_to != NULL, is_viewed);
		message_free(message);
	}
}

CU_TestInfo test_message[] = {
	{ "a start line is a request's or a response's", test_start },
	{ "what has no start line is no message", test_refused },
	{ "lines end in CRLF, LF or CR, and fold", test_lines },
	{ "Content-Length cuts the body", test_body },
	{ "the view comes and goes", test_view },
	{ "the view knows any method", test_methods },
	{ "very many lines are kept but not all viewed", test_many },
	CU_TEST_INFO_NULL
};
