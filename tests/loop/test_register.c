/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "peer.h"
#include "sip/field.h"

static const struct str registrar = STR_INIT("sip:127.0.0.1");

static unsigned do_register(struct pair *pair, const char *user, unsigned cseq,
			    const char *headers)
{
	const struct request request = { .method = "REGISTER",
					 .user = user,
					 .uri = registrar,
					 .cseq = cseq,
					 .headers = headers };

	return peer_ask(&pair->peer, &request, &pair->reply);
}

/** The seconds that this Contact of the answer is good for; 0: not there. */
static unsigned seconds_of(const struct reply *reply, const char *uri)
{
	struct str value;
	struct str param;
	uint64_t seconds = 0;

	for (size_t n = 0;; n++) {
		value = reply_value(reply, "Contact", n);
		if (value.p == NULL)
			return 0;
		if (str_eq(field_uri(value), str_from(uri)) &&
		    field_param(value, STR("expires"), &param) &&
		    str_parse_uint(param, UINT32_MAX, &seconds) == 0)
			return (unsigned)seconds;
	}
}

/** One REGISTER after the other, of one user and one Call-ID. */
static void test_bindings(void)
{
	static const struct {
		const char *headers;
		unsigned code;
		unsigned a, b; /* seconds */
	} row[] = {
		{ "", 200, 0, 0 },
		{ "Contact: <sip:a@192.0.2.1>;expires=100\r\n", 200, 100, 0 },
		{ "", 200, 100, 0 },
		{ "m: <sip:b@192.0.2.2;transport=tcp>;q=0.5\r\nExpires: 200\r\n",
		  200, 100, 200 },
		{ "Contact: <sip:a@192.0.2.1>\r\nExpires: 300\r\n", 200, 300,
		  200 },
		{ "Contact: sip:a@192.0.2.1\r\n", 200, 3600, 200 },
		{ "Contact: <sip:a@192.0.2.1>;expires=later\r\n", 200, 3600,
		  200 },
		{ "Contact: <sip:a@192.0.2.1>;expires=0\r\n", 200, 0, 200 },
		{ "Contact: *\r\n", 400, 0, 0 },
		{ "Contact: *\r\nExpires: 60\r\n", 400, 0, 0 },
		{ "Contact: *, <sip:a@192.0.2.1>\r\nExpires: 0\r\n", 400, 0,
		  0 },
		{ "", 200, 0, 200 },
		{ "Contact: <sip:a@192.0.2.1>;expires=70, "
		  "<sip:b@192.0.2.2;transport=tcp>;expires=80\r\n",
		  200, 70, 80 },
		{ "Contact: *\r\nExpires: 0\r\n", 200, 0, 0 },
		{ "", 200, 0, 0 },
	};
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		CHECK_INT(i,
			  do_register(&pair, "bob", (unsigned)i + 1,
				      row[i].headers),
			  row[i].code);
		CHECK_INT(i, seconds_of(&pair.reply, "sip:a@192.0.2.1"),
			  row[i].a);
		CHECK_INT(i,
			  seconds_of(&pair.reply,
				     "sip:b@192.0.2.2;transport=tcp"),
			  row[i].b);
		if (row[i].code == 200)
			CHECK(i, reply_header(&pair.reply, "Date").size > 0);
	}
	pair_close(&pair);
}

/** RFC 3261 §10.3 step 7: what is older than the binding changes nothing. */
static void test_order(void)
{
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	CHECK_INT(0,
		  do_register(&pair, "bob", 5,
			      "Contact: <sip:a@192.0.2.1>;expires=90\r\n"),
		  200);
	CHECK(0,
	      do_register(&pair, "bob", 4,
			  "Contact: <sip:a@192.0.2.1>;expires=0\r\n") >= 400);
	CHECK(0, do_register(&pair, "bob", 3, "Contact: *\r\nExpires: 0\r\n") >=
			 400);
	CHECK_INT(0, do_register(&pair, "bob", 6, ""), 200);
	CHECK_INT(0, seconds_of(&pair.reply, "sip:a@192.0.2.1"), 90);
	/* Another Call-ID is another client that has lost its count. */
	peer_new_call(&pair.peer);
	CHECK_INT(0,
		  do_register(&pair, "bob", 1,
			      "Contact: <sip:a@192.0.2.1>;expires=80\r\n"),
		  200);
	CHECK_INT(0, seconds_of(&pair.reply, "sip:a@192.0.2.1"), 80);
	/* Somebody else has none of it. */
	CHECK_INT(0, do_register(&pair, "carol", 2, ""), 200);
	CHECK_INT(0, seconds_of(&pair.reply, "sip:a@192.0.2.1"), 0);
	pair_close(&pair);
}

static void test_credentials(void)
{
	struct pair pair;

	if (!pair_open(&pair, patient, TCP4))
		return;
	CHECK_INT(0,
		  do_register(&pair, "bob", 1,
			      "Contact: <sip:a@192.0.2.1>;expires=90\r\n"
			      "Authorization: Digest username=\"bob\", "
			      "realm=\"x\", nonce=\"y\", uri=\"sip:x\", "
			      "response=\"z\"\r\n"),
		  200);
	CHECK_INT(0, seconds_of(&pair.reply, "sip:a@192.0.2.1"), 90);
	pair_close(&pair);
}

/** It is asked for again and again until it is gone. */
static void test_expiry(void)
{
	struct pair pair;
	uint64_t start_us;
	unsigned cseq = 1;

	if (!pair_open(&pair, patient, UDP4))
		return;
	start_us = now_us();
	CHECK_INT(0,
		  do_register(&pair, "bob", cseq,
			      "Contact: <sip:a@192.0.2.1>;expires=1\r\n"),
		  200);
	CHECK_INT(0, seconds_of(&pair.reply, "sip:a@192.0.2.1"), 1);
	while (reply_value(&pair.reply, "Contact", 0).p != NULL &&
	       now_us() < start_us + 3000000) {
		(void)peer_receive(&pair.peer, &pair.reply, 20);
		cseq++;
		CHECK_INT(cseq, do_register(&pair, "bob", cseq, ""), 200);
	}
	CHECK(cseq, now_us() >= start_us + 1000000);
	CHECK(cseq, now_us() < start_us + 2000000);
	pair_close(&pair);
}

CU_TestInfo test_register[] = {
	{ "bindings are added, refreshed, removed", test_bindings },
	{ "an older REGISTER changes nothing", test_order },
	{ "any credentials will do", test_credentials },
	{ "a binding expires", test_expiry },
	CU_TEST_INFO_NULL
};
