/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "folder.h"
#include "sip/field.h"

/*
 * Cases that another request than an INVITE begins: what is answered, and what is said of
 * clients that keep the rules and of those that break one.
 */
static const char *const quick[] = { "--t1=20", "--hold=0.05", NULL };

static const struct str registrar = STR_INIT("sip:127.0.0.1");

#define CONTACT(expires) \
	"Contact: <sip:loop@127.0.0.1:5999>\r\nExpires: " expires "\r\n"
#define PRESENCE(expires) "Event: presence\r\nExpires: " expires "\r\n"

enum { REQUESTS = 4 };

/** One request after the other, with the same Call-ID, each with its answer. */
struct exchange {
	const char *method;
	const char *user;
	struct {
		const char *headers; /* NULL: no more */
		unsigned code;
	} ask[REQUESTS];
	const char *says; /* NULL: later than is waited for */
};

static struct request request_of(const char *method, const char *user,
				 unsigned cseq, const char *headers)
{
	struct request request = {
		.method = method, .user = user, .cseq = cseq, .headers = headers
	};

	if (str_eq(str_from(method), STR("REGISTER")))
		request.uri = registrar;
	return request;
}

static void run_exchange(long i, const struct exchange *row,
			 const char *const *options)
{
	struct pair pair;

	if (!pair_open_loud(&pair, options, UDP4))
		return;
	for (unsigned n = 0; n < REQUESTS && row->ask[n].headers != NULL; n++) {
		struct request request = request_of(row->method, row->user,
						    n + 1, row->ask[n].headers);

		CHECK_INT(i, peer_ask(&pair.peer, &request, &pair.reply),
			  row->ask[n].code);
		if (str_eq(str_from(row->method), STR("INVITE")))
			peer_ack(&pair.peer, &request, &pair.reply);
	}
	CHECK(i, row->says == NULL || gamut_tells(&pair.gamut, row->says));
	pair_close(&pair);
}

static void test_verdicts(void)
{
	static const struct exchange row[] = {
		{ "REGISTER",
		  "register.423",
		  { { CONTACT("60"), 423 }, { CONTACT("3600"), 200 } },
		  "register/423  → 423 ← request → 200  pass" },
		{ "REGISTER",
		  "register.423",
		  { { CONTACT("60"), 423 }, { CONTACT("90"), 200 } },
		  "  warn: reg-423" },
		{ "REGISTER",
		  "register.423",
		  { { CONTACT("60"), 423 },
		    { CONTACT("3600"), 200 },
		    { CONTACT("0"), 200 } },
		  "← request → 200  pass" },
		/* no registrar may call an hour too short, nor a notifier */
		{ "REGISTER",
		  "register.423",
		  { { CONTACT("3600"), 200 } },
		  "inconclusive  (prereq-missing)" },
		{ "SUBSCRIBE",
		  "subscribe.423",
		  { { PRESENCE("3600"), 489 } },
		  "(prereq-missing)" },
		{ "SUBSCRIBE",
		  "subscribe.423",
		  { { PRESENCE("3599"), 423 } },
		  NULL },
		{ "PUBLISH",
		  "publish.423",
		  { { PRESENCE("7200"), 423 }, { PRESENCE("14400"), 200 } },
		  "  pass" },
		{ "PUBLISH",
		  "publish.423",
		  { { "Event: presence\r\n", 200 } },
		  "(prereq-missing)" },
		{ "REGISTER",
		  "register.403",
		  { { CONTACT("60"), 403 } },
		  "  pass" },
		{ "REGISTER",
		  "register.403",
		  { { CONTACT("60"), 403 }, { CONTACT("60"), 403 } },
		  "← request → 403  pass" },
		{ "REGISTER",
		  "register.403",
		  { { CONTACT("60"), 403 },
		    { CONTACT("60"), 403 },
		    { CONTACT("60"), 403 },
		    { CONTACT("60"), 403 } },
		  "  warn: no-unmodified-retry" },
		{ "REGISTER",
		  "register.503",
		  { { CONTACT("600"), 503 }, { CONTACT("600"), 200 } },
		  "  warn: reg-503" },
		{ "SUBSCRIBE",
		  "subscribe.489",
		  { { PRESENCE("600"), 489 } },
		  "  pass" },
		{ "SUBSCRIBE",
		  "subscribe.489",
		  { { PRESENCE("600"), 489 }, { PRESENCE("600"), 489 } },
		  "  warn: no-unmodified-retry" },
		{ "PUBLISH",
		  "publish.412",
		  { { PRESENCE("600"), 200 },
		    { PRESENCE("600") "SIP-If-Match: a\r\n", 412 },
		    { PRESENCE("600"), 200 },
		    { PRESENCE("0") "SIP-If-Match: b\r\n", 200 } },
		  "  pass" },
		{ "PUBLISH",
		  "publish.412",
		  { { PRESENCE("600"), 200 },
		    { PRESENCE("600") "SIP-If-Match: a\r\n", 412 },
		    { PRESENCE("600") "SIP-If-Match: a\r\n", 200 } },
		  "  fail: pub-412" },
		{ "PUBLISH",
		  "publish.423",
		  { { PRESENCE("60"), 423 }, { PRESENCE("3600"), 200 } },
		  "  pass" },
		{ "MESSAGE", "message.202", { { "", 202 } }, "  pass" },
		{ "OPTIONS", "options.486", { { "", 486 } }, "  pass" },
		{ "REFER",
		  "refer.603",
		  { { "Refer-To: <sip:a@b>\r\n", 603 } },
		  "  pass" },
		{ "INVITE",
		  "register.423",
		  { { "", 423 } },
		  "inconclusive  (prereq-missing)" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		run_exchange((long)i, &row[i], quick);
}

/** The next message is a NOTIFY with this state; it is answered. */
static bool is_notified(long i, struct pair *pair, const char *state,
			const char *answer)
{
	CHECK_INT(i, peer_answer(&pair->peer, &pair->reply), 1);
	if (pair->reply.message == NULL ||
	    !str_eq(message_method(pair->reply.message), STR("NOTIFY")))
		return CHECK(i, false);
	CHECK(i, has_part(reply_header(&pair->reply, "Subscription-State"),
			  state));
	CHECK(i, reply_header(&pair->reply, "Event").size > 0);
	CHECK(i, reply_contact(&pair->reply).size > 0);
	peer_respond(&pair->peer, &pair->reply, answer);
	return true;
}

/** A client that subscribes, refreshes or ends it, and gets NOTIFYs. */
static void subscribe(long i, enum place place, const char *expires,
		      const char *first, const char *then)
{
	struct request request = request_of("SUBSCRIBE", "subscribe.200-notify",
					    1, PRESENCE("600"));
	struct pair pair;
	char tag[64];
	char headers[64];

	(void)snprintf(headers, sizeof(headers),
		       "Event: presence\r\nExpires: %s\r\n", expires);
	if (!pair_open(&pair, patient, place))
		return;
	CHECK_INT(i, peer_ask(&pair.peer, &request, &pair.reply), 200);
	CHECK_STR(i, reply_header(&pair.reply, "Expires"), "30");
	(void)snprintf(tag, sizeof(tag), "%.*s",
		       STR_ARG(reply_tag(&pair.reply)));
	(void)is_notified(i, &pair, "active;expires=30", "200 OK");
	request.cseq = 2;
	request.headers = headers;
	request.to_tag = str_from(tag);
	CHECK_INT(i, peer_ask(&pair.peer, &request, &pair.reply), 200);
	(void)is_notified(i, &pair, first, "200 OK");
	if (then != NULL)
		(void)is_notified(i, &pair, then, "200 OK");
	/* It is over: nobody knows it any more (RFC 6665 §4.4.1). */
	request.cseq = 3;
	CHECK_INT(i, peer_ask(&pair.peer, &request, &pair.reply), 481);
	pair_close(&pair);
}

static void test_subscriptions(void)
{
	for (enum place place = UDP4; place <= TCP4; place++) {
		subscribe(place, place, "600", "active;expires=600",
			  "terminated;reason=noresource");
		subscribe(10 + place, place, "0", "terminated;reason=timeout",
			  NULL);
	}
}

/** A refresh that no flow waits for is accepted, and gets its NOTIFY. */
static void test_refresh(void)
{
	struct request request =
		request_of("SUBSCRIBE", "subscribe.202", 1, PRESENCE("600"));
	struct pair pair;
	char tag[64];

	if (!pair_open(&pair, patient, UDP4))
		return;
	CHECK_INT(0, peer_ask(&pair.peer, &request, &pair.reply), 202);
	(void)snprintf(tag, sizeof(tag), "%.*s",
		       STR_ARG(reply_tag(&pair.reply)));
	(void)is_notified(0, &pair, "active;expires=600", "200 OK");
	request.cseq = 2;
	request.headers = PRESENCE("60");
	request.to_tag = str_from(tag);
	CHECK_INT(1, peer_ask(&pair.peer, &request, &pair.reply), 200);
	CHECK_STR(1, reply_header(&pair.reply, "Expires"), "60");
	(void)is_notified(1, &pair, "active;expires=60", "200 OK");
	(void)is_notified(2, &pair, "terminated", "200 OK");
	pair_close(&pair);
}

/** Who accepts the 202 answers the NOTIFYs; who does not know of it broke a rule. */
static void test_notified(void)
{
	static const struct {
		const char *method;
		const char *user;
		const char *headers;
		const char *answer;
		const char *says;
	} row[] = {
		{ "SUBSCRIBE", "subscribe.202", PRESENCE("600"), "200 OK",
		  "  pass" },
		{ "SUBSCRIBE", "subscribe.202", PRESENCE("600"), "481 Gone",
		  "  fail: sub-202-200" },
		{ "REFER", "refer.202", "Refer-To: <sip:a@b>\r\n", "200 OK",
		  "  pass" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct request request = request_of(row[i].method, row[i].user,
						    1, row[i].headers);
		struct pair pair;

		if (!pair_open_loud(&pair, quick, UDP4))
			return;
		CHECK_INT(i, peer_ask(&pair.peer, &request, &pair.reply), 202);
		if (is_notified((long)i, &pair, "active", row[i].answer))
			(void)is_notified((long)i, &pair, "terminated",
					  row[i].answer);
		CHECK(i, gamut_tells(&pair.gamut, row[i].says));
		pair_close(&pair);
	}
}

static const struct script script[] = {
	{ "mine/first", "method: REGISTER\nmatch: {to: 'sip:door@'}\n"
			"flow: [{respond: 403}]" },
	{ "mine/usual", "method: MESSAGE\nattempts:\n  - [{respond: 404}]\n"
			"  - [{respond: 202}]" },
	{ "mine/call", "match: {to: 'sip:hall@'}\nflow: [{respond: 480}]" },
};

/** What a request selects, and what is answered as if there were no such case. */
static void test_selection(void)
{
	static const char *const options[] = { "--t1=10000",
					       "--default=mine/usual", NULL };
	static const struct {
		const char *method;
		const char *user;
		const char *headers;
		unsigned code;
	} row[] = {
		{ "REGISTER", "register.404", CONTACT("600"), 404 },
		{ "REGISTER", "register.404.r7", CONTACT("600"), 404 },
		{ "REGISTER", "486", CONTACT("600"), 200 },
		{ "REGISTER", "final.486", CONTACT("600"), 200 },
		{ "REGISTER", "publish.489", CONTACT("600"), 200 },
		{ "REGISTER", "door", CONTACT("600"), 403 },
		{ "REGISTER", "hall", CONTACT("600"), 200 },
		{ "REGISTER", "bob",
		  CONTACT("600") "X-Gamut-Case: register/403\r\n", 403 },
		{ "MESSAGE", "bob", "", 404 },
		{ "MESSAGE", "bob", "", 202 },
		{ "MESSAGE", "bob", "", 404 },
		{ "MESSAGE", "message.202", "", 202 },
		{ "MESSAGE", "486", "", 486 },
		{ "MESSAGE", "register.439", "", 439 },
		{ "OPTIONS", "bob", "", 200 },
		{ "OPTIONS", "options.503", "", 503 },
		{ "OPTIONS", "503", "", 503 },
		{ "PUBLISH", "bob", PRESENCE("60"), 489 },
		{ "INVITE", "bob", "", 404 },
		{ "INVITE", "door", "", 404 },
		{ "INVITE", "hall", "", 480 },
		{ "INVITE", "message.415", "", 415 },
	};
	struct stage stage = { .is_loud = false };

	if (!stage_open(&stage, script, ARRAY_SIZE(script), options, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct pair *pair = &stage.pair;
		struct request request = request_of(row[i].method, row[i].user,
						    1, row[i].headers);

		peer_new_call(&pair->peer);
		CHECK_INT(i, peer_ask(&pair->peer, &request, &pair->reply),
			  row[i].code);
		if (str_eq(str_from(row[i].method), STR("INVITE")))
			peer_ack(&pair->peer, &request, &pair->reply);
	}
	stage_close(&stage);
}

/** A REGISTER with another From tag, as some phones send each, goes on all the same. */
static void test_binding(void)
{
	struct request request =
		request_of("REGISTER", "register.423", 1, CONTACT("60"));
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	CHECK_INT(0, peer_ask(&pair.peer, &request, &pair.reply), 423);
	request.cseq = 2;
	request.headers = CONTACT("3600");
	(void)peer_send_changed(&pair.peer, &request, ";tag=f", ";tag=other");
	CHECK_INT(1, peer_answer(&pair.peer, &pair.reply), 200);
	CHECK(1, has_part(reply_header(&pair.reply, "Contact"),
			  "<sip:loop@127.0.0.1:5999>;expires=3600"));
	peer_new_call(&pair.peer);
	request = request_of("REGISTER", "register.200-short-expires", 1,
			     CONTACT("3600"));
	CHECK_INT(2, peer_ask(&pair.peer, &request, &pair.reply), 200);
	CHECK(2, has_part(reply_header(&pair.reply, "Contact"),
			  "<sip:loop@127.0.0.1:5999>;expires=60"));
	pair_close(&pair);
}

CU_TestInfo test_native[] = {
	{ "who behaved and who did not is said", test_verdicts },
	{ "a subscription is refreshed and ended", test_subscriptions },
	{ "a refresh has its NOTIFY", test_refresh },
	{ "a NOTIFY is answered", test_notified },
	{ "a case is selected for its method only", test_selection },
	{ "a registration binds what it is accepted for", test_binding },
	CU_TEST_INFO_NULL,
};
