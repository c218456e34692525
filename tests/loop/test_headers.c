/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "answer.h"
#include "check.h"
#include "peer.h"
#include "sip/field.h"

enum { TEXT_SIZE = 512, CONTACTS = 3 };

/** A copy that outlives the reply. */
static struct str keep(char text[TEXT_SIZE], struct str value)
{
	(void)snprintf(text, TEXT_SIZE, "%.*s", STR_ARG(value));
	return str_from(text);
}

/** Whether the URI is at the place where the peer sends its requests. */
static bool leads_back(const struct peer *peer, struct str uri)
{
	char place[64];

	(void)snprintf(place, sizeof(place), "%s:%u", peer->host, peer->server);
	return has_part(uri, place) &&
	       has_part(uri, ";transport=tcp") == peer_is_stream(peer);
}

/** Follow a Contact; what it leads to has to answer. */
static void follow(long row, struct pair *pair, struct str contact,
		   bool is_same_call)
{
	struct request child = { .uri = contact, .cseq = 2 };

	if (!is_same_call)
		peer_new_call(&pair->peer);
	CHECK_INT(row, peer_ask(&pair->peer, &child, &pair->reply), 200);
	peer_ack(&pair->peer, &child, &pair->reply);
}

static void check_moved(const char *user, enum place place)
{
	const struct request invite = { .user = user };
	struct str contact;
	struct pair pair;
	char text[TEXT_SIZE];
	char ruri[64];

	if (!pair_open(&pair, patient, place))
		return;
	for (int same = 0; same < 2; same++) {
		(void)peer_dial(&pair.peer, &invite, &pair.reply);
		contact = keep(text, reply_contact(&pair.reply));
		(void)snprintf(ruri, sizeof(ruri), "sip:%s@%s:%u", user,
			       pair.peer.host, pair.peer.server);
		CHECK(place, leads_back(&pair.peer, contact));
		CHECK(place, !str_eq(contact, str_from(ruri)));
		CHECK(place, reply_value(&pair.reply, "Contact", 1).p == NULL);
		if (strcmp(user, "305") != 0)
			follow(place, &pair, contact, same != 0);
	}
	pair_close(&pair);
}

static void test_moved(void)
{
	static const char *const user[] = { "301", "302", "305", "380" };
	struct gamut gamut;
	bool has_ip6;

	if (!gamut_start(&gamut, patient))
		return;
	has_ip6 = gamut.port[TCP6] != 0;
	gamut_stop(&gamut);
	for (size_t i = 0; i < ARRAY_SIZE(user); i++)
		check_moved(user[i], UDP4);
	check_moved("302", TCP4);
	if (has_ip6)
		check_moved("302", TCP6);
}

static void test_choices(void)
{
	const struct request invite = { .user = "300" };
	char text[CONTACTS][TEXT_SIZE];
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	CHECK_INT(0, peer_dial(&pair.peer, &invite, &pair.reply), 300);
	for (size_t i = 0; i < CONTACTS; i++) {
		struct str value = reply_value(&pair.reply, "Contact", i);
		struct str q = STR("");

		CHECK(i, field_param(value, STR("q"), &q));
		CHECK(i, q.size >= 3 && q.p[0] == '0' && q.p[1] == '.');
		(void)keep(text[i], field_uri(value));
		CHECK(i, leads_back(&pair.peer, str_from(text[i])));
		for (size_t j = 0; j < i; j++)
			CHECK(i, strcmp(text[i], text[j]) != 0);
	}
	for (size_t i = 0; i < CONTACTS; i++)
		follow((long)i, &pair, str_from(text[i]), i == 0);
	pair_close(&pair);
}

/** The text between quotes behind `name="`. */
static struct str quoted(struct str value, const char *name)
{
	size_t size = strlen(name);

	for (size_t i = 0; i + size < value.size; i++) {
		struct str rest = str_sub(value, i, value.size);
		struct str text;

		if (str_starts(rest, str_from(name)) &&
		    str_cut(str_sub(rest, size, rest.size), '"', &text, &rest))
			return text;
	}
	return STR("");
}

struct challenge {
	const char *user;
	const char *header;
};

/** Be challenged; @return the nonce, in text */
static void be_challenged(const struct challenge *row, struct pair *pair,
			  const char *credentials, char text[TEXT_SIZE])
{
	const struct request invite = { .user = row->user,
					.headers = credentials };
	struct str value;

	(void)peer_dial(&pair->peer, &invite, &pair->reply);
	value = reply_header(&pair->reply, row->header);
	CHECK(0, str_starts(value, STR("Digest ")));
	CHECK_STR(0, quoted(value, "realm=\""), "gamut");
	CHECK_STR(0, quoted(value, "qop=\""), "auth");
	CHECK(0, quoted(value, "opaque=\"").size > 0);
	CHECK_INT(0, has_part(value, "stale=TRUE"), credentials != NULL);
	(void)keep(text, quoted(value, " nonce=\""));
	CHECK(0, strlen(text) >= 16);
}

static void check_challenge(const struct challenge *row, struct pair *pair)
{
	char nonce[4][TEXT_SIZE];
	char credentials[2][ANSWER_SIZE];
	struct answer_form form = { .nc = 1 };
	struct request retry = { .user = row->user, .cseq = 2 };

	be_challenged(row, pair, NULL, nonce[0]);
	be_challenged(row, pair, NULL, nonce[1]);
	CHECK(0, strcmp(nonce[0], nonce[1]) != 0);
	/* The answer to a challenge of ours, in its call and in another. */
	for (size_t i = 0; i < 2; i++) {
		form.nonce = nonce[1 - i];
		answer_write(credentials[i], pair, row->user, &form);
	}
	for (size_t i = 0; i < 2; i++) {
		retry.headers = credentials[i];
		CHECK_INT(i, peer_ask(&pair->peer, &retry, &pair->reply), 200);
		peer_ack(&pair->peer, &retry, &pair->reply);
		peer_new_call(&pair->peer);
	}
	/* One that was answered before, and one that nobody sent. */
	be_challenged(row, pair, credentials[1], nonce[2]);
	form.nonce = "0123456789abcdef0123456789abcdef";
	answer_write(credentials[0], pair, row->user, &form);
	be_challenged(row, pair, credentials[0], nonce[3]);
	for (size_t i = 0; i < 3; i++)
		CHECK(i, strcmp(nonce[i], nonce[3]) != 0);
}

static void test_challenges(void)
{
	static const struct challenge row[] = {
		{ "401", "WWW-Authenticate" },
		{ "407", "Proxy-Authenticate" },
	};
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		check_challenge(&row[i], &pair);
	pair_close(&pair);
}

static void test_record_route(void)
{
	static const struct {
		const char *user;
		bool is_copied;
	} row[] = {
		{ "180", true }, { "183", true },  { "200", true },
		{ "299", true }, { "486", false }, { "302", false },
	};
	static const char *const value[] = { "<sip:192.0.2.1;lr>",
					     "<sip:192.0.2.2;lr;x=1>",
					     "<sip:p3.invalid;lr>;y=\"a,b\"" };
	struct request invite = {
		.headers = "Record-Route: <sip:192.0.2.1;lr>, "
			   "<sip:192.0.2.2;lr;x=1>\r\n"
			   "Record-Route: <sip:p3.invalid;lr>;y=\"a,b\"\r\n"
	};
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		invite.user = row[i].user;
		(void)peer_dial(&pair.peer, &invite, &pair.reply);
		for (size_t n = 0; n < ARRAY_SIZE(value); n++)
			CHECK_STR(i,
				  reply_value(&pair.reply, "Record-Route", n),
				  row[i].is_copied ? value[n] : NULL);
		CHECK_STR(i,
			  reply_value(&pair.reply, "Record-Route",
				      ARRAY_SIZE(value)),
			  NULL);
	}
	pair_close(&pair);
}

static void test_timestamp(void)
{
	struct request invite = { .user = "100",
				  .headers = "Timestamp: 54.25\r\n" };
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	CHECK_INT(0, peer_dial(&pair.peer, &invite, &pair.reply), 100);
	CHECK(0,
	      str_starts(reply_header(&pair.reply, "Timestamp"), STR("54.25")));
	invite.user = "1-486";
	CHECK_INT(1, peer_dial(&pair.peer, &invite, &pair.reply), 100);
	CHECK(1, str_starts(reply_header(&pair.reply, "Timestamp"),
			    STR("54.25 0.2")));
	pair_close(&pair);
}

/** RFC 7339: only who offers overload control is told of it. */
static void test_overload(void)
{
	struct request invite = { .user = "retry.486-overload" };
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	(void)peer_send_changed(&pair.peer, &invite,
				";branch=", ";oc;oc-algo=\"loss\";branch=");
	CHECK_INT(0, peer_answer(&pair.peer, &pair.reply), 486);
	CHECK(0, has_part(reply_header(&pair.reply, "Via"),
			  ";oc=100;oc-algo=\"loss\";oc-validity=5000;oc-seq="));
	CHECK_INT(0, count_parts(reply_header(&pair.reply, "Via"), ";oc"), 4);
	CHECK_INT(1, peer_dial(&pair.peer, &invite, &pair.reply), 486);
	CHECK(1, !has_part(reply_header(&pair.reply, "Via"), ";oc"));
	pair_close(&pair);
}

CU_TestInfo test_headers[] = {
	{ "who offers overload control is told of our load", test_overload },
	{ "a redirection leads back here and elsewhere", test_moved },
	{ "a 300 offers several ways and their order", test_choices },
	{ "every challenge is fresh, and its answer is taken",
	  test_challenges },
	{ "Record-Route makes it into what makes a dialog", test_record_route },
	{ "a 100 has the Timestamp and our delay", test_timestamp },
	CU_TEST_INFO_NULL
};
