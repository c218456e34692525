/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "catalogue/catalogue.h"
#include "check.h"
#include "peer.h"
#include "sip/field.h"

enum { FINAL_MIN = 200, CODE_MAX = 699 };

/** Whatever a header of an answer is computed from, unless it is an error. */
static const char headers[] = "Record-Route: <sip:192.0.2.9;lr>\r\n"
			      "Timestamp: 54.25\r\n"
			      "Recv-Info: foo\r\n"
			      "Supported: 199, timer\r\n"
			      "Session-Expires: 2000\r\n"
			      "Require: x-loop\r\n"
			      "User-Agent: loop\r\n";
static const char plain_headers[] = "Record-Route: <sip:192.0.2.9;lr>\r\n"
				    "Timestamp: 54.25\r\n"
				    "Recv-Info: foo\r\n";

/** Whether the rule writes a header for the INVITE that is sent here. */
static bool is_due(enum rule rule)
{
	static const enum rule others[] = {
		/* in answers to REGISTER, SUBSCRIBE, PUBLISH, OPTIONS */
		RULE_BINDINGS, RULE_DATE, RULE_EXPIRES, RULE_SIP_ETAG,
		RULE_ACCEPT, RULE_ACCEPT_ENCODING, RULE_ACCEPT_LANGUAGE,
		/* of the three of a 415 this INVITE is due Accept */
		RULE_ACCEPT_CODING, RULE_ACCEPT_ENGLISH
	};

	if (!rule_is_written(rule))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		if (rule == others[i])
			return false;
	}
	return true;
}

/** RFC 3261 §20.37, RFC 6086 §7.1: nothing is a list too. */
static bool may_be_empty(enum rule rule)
{
	return rule == RULE_SUPPORTED || rule == RULE_RECV_INFO ||
	       rule == RULE_RECV_INFO_OTHERS;
}

static void check_rules(unsigned code, const uint8_t *rule, size_t count,
			const struct reply *reply)
{
	for (size_t i = 0; i < count && rule[i] != RULE_NONE; i++) {
		struct str value;

		if (!is_due((enum rule)rule[i]))
			continue;
		value = reply_header(reply, rule_header((enum rule)rule[i]));
		if (value.p == NULL ||
		    (value.size == 0 && !may_be_empty((enum rule)rule[i])))
			CHECK_TEXT(code, "is missing or empty",
				   rule_header((enum rule)rule[i]));
	}
}

static void check_body(unsigned code, const struct row *row,
		       const struct reply *reply)
{
	struct str length = reply_header(reply, "Content-Length");
	size_t size = reply->message->body.size;
	uint64_t value = UINT64_MAX;

	(void)str_parse_uint(length, UINT32_MAX, &value);
	CHECK_INT(code, value, size);
	CHECK(code, !reply->message->is_short);
	CHECK_INT(code, size > 0, row->body != BODY_NONE);
	CHECK_INT(code, reply_header(reply, "Content-Type").size > 0, size > 0);
}

/** The headers that belong to the request (RFC 3261 §8.2.6.2). */
static void check_copied(unsigned code, const struct message *sent,
			 const struct reply *reply)
{
	static const char *const name[] = { "From", "Call-ID", "CSeq" };
	struct str to = message_find(sent, STR("To"), 0);
	struct str answer = reply_header(reply, "To");

	for (size_t i = 0; i < ARRAY_SIZE(name); i++) {
		struct str value = message_find(sent, str_from(name[i]), 0);

		CHECK(code, str_eq(reply_header(reply, name[i]), value));
	}
	CHECK(code, str_starts(answer, to));
	if (code == 100)
		CHECK(code, str_eq(answer, to));
	else
		CHECK(code, reply_tag(reply).size >= 8);
}

/** RFC 3581 §4: received and rport are those of the packet. */
static void check_via(unsigned code, const struct peer *peer,
		      struct message *sent, const struct reply *reply)
{
	const sip_via_t *asked = message_sip(sent)->sip_via;
	const sip_via_t *via = message_sip(reply->message)->sip_via;
	uint64_t port = 0;

	if (!CHECK(code, via != NULL && via->v_next == NULL))
		return;
	CHECK_TEXT(code, via->v_branch, asked->v_branch);
	CHECK_TEXT(code, via->v_host, asked->v_host);
	CHECK_TEXT(code, via->v_port, asked->v_port);
	CHECK_TEXT(code, via->v_protocol, asked->v_protocol);
	(void)str_parse_uint(str_from(via->v_rport), UINT16_MAX, &port);
	CHECK_INT(code, port, peer->port);
	CHECK_TEXT(code, via->v_received,
		   peer->host[0] == '[' ? "::1" : "127.0.0.1");
}

static void check_answer(unsigned code, const struct peer *peer,
			 struct message *sent, const struct reply *reply)
{
	const struct row *row = catalogue_class(code);
	const sip_t *sip = message_sip(reply->message);

	if (!CHECK(code, sip != NULL && sip->sip_error == NULL))
		return;
	CHECK_INT(code, sip->sip_status->st_status, code);
	CHECK_STR(code, reply_phrase(reply), catalogue_phrase(code));
	check_copied(code, sent, reply);
	check_via(code, peer, sent, reply);
	check_body(code, row, reply);
	check_rules(code, row->must, ROW_MUST, reply);
	check_rules(code, row->should, ROW_SHOULD, reply);
}

static struct message *written(const struct peer *peer,
			       const struct request *request)
{
	struct message *message = NULL;
	struct buf text;

	buf_init(&text, 65536);
	peer_write_request(&text, peer, request);
	CHECK_INT(0, message_load(&message, buf_str(&text)), 0);
	buf_release(&text);
	return message;
}

/** Leave nothing behind: a call that was answered is ended by its caller. */
static void end_call(struct peer *peer, const struct request *invite,
		     struct reply *reply)
{
	struct request end = *invite;
	unsigned code = message_status(reply->message);

	end.headers = NULL;
	end.body = NULL;
	if (code >= 300) {
		peer_ack(peer, invite, reply);
	} else if (code >= 200) {
		peer_ack(peer, invite, reply);
		end.method = "BYE";
		end.cseq = 2;
		end.to_tag = reply_tag(reply);
		end.uri = reply_contact(reply);
		(void)peer_send(peer, &end);
		CHECK_INT(code, peer_answer(peer, reply), 200);
	} else {
		end.method = "CANCEL";
		CHECK_INT(code, peer_ask(peer, &end, reply), 200);
		CHECK_INT(code, peer_answer(peer, reply), 487);
		peer_ack(peer, invite, reply);
	}
}

static void check_code(struct peer *peer, unsigned code)
{
	char user[8];
	struct request invite = { .user = user, .body = offer };
	struct reply reply = { .message = NULL };
	struct message *sent;

	(void)snprintf(user, sizeof(user), "%u", code);
	/* Some codes are about it; a success is refused for it. */
	invite.headers = code < 300 ? plain_headers : headers;
	peer_new_call(peer);
	sent = written(peer, &invite);
	(void)peer_send(peer, &invite);
	CHECK(code, peer_receive(peer, &reply, 5000));
	/* RFC 6228 §4: what it ends must have begun. */
	if (code == 199 && reply.message != NULL) {
		CHECK_INT(code, message_status(reply.message), 183);
		CHECK(code, peer_receive(peer, &reply, 5000));
	}
	if (sent != NULL && reply.message != NULL) {
		check_answer(code, peer, sent, &reply);
		end_call(peer, &invite, &reply);
	}
	message_free(sent);
	reply_free(&reply);
}

static void check_place(enum place place)
{
	struct gamut gamut;
	struct peer peer;
	const struct row *row;
	size_t count;

	if (!gamut_start(&gamut, patient))
		return;
	row = catalogue_rows(&count);
	if (gamut.port[place] != 0 && peer_open(&peer, &gamut, place)) {
		for (size_t i = 0; i < count && row[i].code < FINAL_MIN; i++)
			check_code(&peer, row[i].code);
		for (unsigned code = FINAL_MIN; code <= CODE_MAX; code++)
			check_code(&peer, code);
		CHECK(place, peer_is_quiet(&peer));
		peer_close(&peer);
	}
	gamut_stop(&gamut);
}

static void test_udp4(void)
{
	check_place(UDP4);
}

static void test_tcp4(void)
{
	check_place(TCP4);
}

static void test_udp6(void)
{
	check_place(UDP6);
}

static void test_tcp6(void)
{
	check_place(TCP6);
}

CU_TestInfo test_codes[] = {
	{ "every code is answered over UDP and IPv4", test_udp4 },
	{ "every code is answered over TCP and IPv4", test_tcp4 },
	{ "every code is answered over UDP and IPv6", test_udp6 },
	{ "every code is answered over TCP and IPv6", test_tcp6 },
	CU_TEST_INFO_NULL
};
