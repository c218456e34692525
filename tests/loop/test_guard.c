/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "peer.h"

enum { TEXT_MAX = 4096 };

/** Somebody who has sent nothing: another address, the port of the peer. */
struct victim {
	int udp;
	int tcp;
};

static int bind_victim(int type, uint16_t port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(0x7f000002),
				       .sin_port = htons(port) };
	int fd = socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	CHECK(port, fd >= 0 && bind(fd, (struct sockaddr *)&address,
				    sizeof(address)) == 0);
	return fd;
}

static bool victim_open(struct victim *victim, uint16_t port)
{
	victim->udp = bind_victim(SOCK_DGRAM, port);
	victim->tcp = bind_victim(SOCK_STREAM, port);
	return CHECK(port, listen(victim->tcp, 4) == 0);
}

/** Whether it was left alone; what the program sent is there at once. */
static bool is_spared(const struct victim *victim)
{
	struct pollfd wait[] = { { .fd = victim->udp, .events = POLLIN },
				 { .fd = victim->tcp, .events = POLLIN } };

	return poll(wait, 2, 0) == 0;
}

static void victim_close(struct victim *victim)
{
	(void)close(victim->udp);
	(void)close(victim->tcp);
}

/** An INVITE or ACK whose parts are what its sender wants us to believe. */
struct lie {
	const char *via;     /* host and port; NULL: the sender's */
	const char *params;  /* of Via */
	const char *contact; /* likewise */
	const char *headers;
	bool is_seen; /* an answer gets to the sender */
};

static void send_lie(struct peer *peer, const struct lie *lie,
		     const char *method, const char *user, struct str tag)
{
	char own[64];
	struct buf text;

	(void)snprintf(own, sizeof(own), "127.0.0.1:%u", peer->port);
	buf_init(&text, TEXT_MAX);
	buf_addf(&text, "%s sip:%s@127.0.0.1:%u SIP/2.0\r\n", method, user,
		 peer->server);
	buf_addf(&text, "Via: SIP/2.0/%s %s;branch=z9hG4bK%u%s%s\r\n",
		 peer_is_stream(peer) ? "TCP" : "UDP",
		 lie->via != NULL ? lie->via : own, (unsigned)peer->call,
		 strcmp(method, "ACK") == 0 && strcmp(user, "200") == 0 ? "a"
									: "",
		 lie->params);
	buf_addf(&text, "From: <sip:x@127.0.0.2:%u>;tag=1\r\n", peer->port);
	buf_addf(&text, "To: <sip:%s@127.0.0.2>%s%.*s\r\n", user,
		 tag.size > 0 ? ";tag=" : "", STR_ARG(tag));
	buf_addf(&text, "Call-ID: %u@127.0.0.2\r\nCSeq: 1 %s\r\n",
		 (unsigned)peer->call, method);
	buf_addf(&text, "Contact: <sip:x@%s>\r\n%s",
		 lie->contact != NULL ? lie->contact : own, lie->headers);
	buf_add_text(&text, "Content-Length: 0\r\n\r\n");
	(void)peer_send_text(peer, buf_str(&text));
	buf_release(&text);
}

/** A call with this lie: no answer and no BYE goes to the victim. */
static void check_lie(long row, struct pair *pair, const struct lie *lie,
		      const struct victim *victim)
{
	static const char *const user[] = { "486", "200" };

	for (size_t i = 0; i < ARRAY_SIZE(user); i++) {
		unsigned code;

		peer_new_call(&pair->peer);
		send_lie(&pair->peer, lie, "INVITE", user[i], STR(""));
		if (!lie->is_seen) {
			/* The two packets that end a server built on nta. */
			send_lie(&pair->peer, lie, "ACK", user[i], STR("x"));
			continue;
		}
		code = peer_answer(&pair->peer, &pair->reply);
		CHECK_INT(row, code, i == 0 ? 486 : 200);
		send_lie(&pair->peer, lie, "ACK", user[i],
			 reply_tag(&pair->reply));
		if (code != 200)
			continue;
		/* The call is not held: our BYE follows the ACK. */
		CHECK_INT(row, peer_answer(&pair->peer, &pair->reply), 1);
		peer_respond(&pair->peer, &pair->reply, "200 OK");
	}
	CHECK(row, is_spared(victim));
}

static void check_lies(enum place place)
{
	static const char *const options[] = { "--hold=0", "--t1=10000", NULL };
	char other[64], record[128];
	const struct lie row[] = {
		{ NULL, ";rport", NULL, "", true },
		{ NULL, "", other, "", true },
		{ other, "", NULL, "", true },
		{ other, ";rport", other, "", true },
		{ "127.0.0.2", ";rport", "127.0.0.2", "", true },
		{ NULL, ";maddr=127.0.0.2", NULL, "", true },
		{ NULL, ";maddr=127.0.0.2;rport", NULL, "", true },
		{ NULL, ";received=127.0.0.2", NULL, "", true },
		{ NULL, ";received=127.0.0.2;rport", NULL, "", true },
		{ NULL, ";rport", other, record, true },
		{ NULL, ";rport", "127.0.0.2;transport=tcp", record, true },
		{ NULL, ";maddr=255.255.255.255;rport", NULL, "", true },
		{ NULL, ";maddr=nobody.invalid", NULL, "", true },
		{ "127.0.0.1:0", "", NULL, "", true },
		{ "nobody.invalid", ";rport", "nobody.invalid", "", true },
		{ "127.0.0.1", "", NULL, "", false },
		{ "127.0.0.1:1", "", NULL, "", false },
		{ "[::1]:5060", ";rport", "[::1]:5060", "", true },
	};
	struct victim victim;
	struct pair pair;

	if (!pair_open(&pair, options, place))
		return;
	(void)snprintf(other, sizeof(other), "127.0.0.2:%u", pair.peer.port);
	(void)snprintf(record, sizeof(record), "Record-Route: <sip:%s;lr>\r\n",
		       other);
	if (victim_open(&victim, pair.peer.port)) {
		for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
			/* On a connection the port of Via does not matter. */
			if (row[i].is_seen || !peer_is_stream(&pair.peer))
				check_lie((long)i, &pair, &row[i], &victim);
		}
		CHECK(place, peer_is_quiet(&pair.peer));
		CHECK(place, is_spared(&victim));
	}
	victim_close(&victim);
	pair_close(&pair);
}

static void test_lies(void)
{
	check_lies(UDP4);
	check_lies(TCP4);
}

/** Not even a refusal tells an outsider that someone is there. */
static void test_allow(void)
{
	static const char *const four[] = { "--allow=127.0.0.0/8", NULL };
	static const char *const six[] = { "--allow=192.0.2.0/24",
					   "--allow=::1/128", NULL };
	static const struct {
		const char *const *options;
		bool is_answered[PLACE_COUNT];
	} row[] = {
		{ four, { [UDP4] = true, [TCP4] = true } },
		{ six, { [UDP6] = true, [TCP6] = true } },
	};
	const struct request invite = { .user = "486" };
	const struct request bad = { .user = "486", .headers = "Via\r\n" };

	for (size_t i = 0; i < 2 * PLACE_COUNT; i++) {
		enum place place = (enum place)(i % PLACE_COUNT);
		bool is_answered = row[i / PLACE_COUNT].is_answered[place];
		struct pair pair;

		if (!pair_open(&pair, row[i / PLACE_COUNT].options, UDP4))
			return;
		peer_close(&pair.peer);
		if (pair.gamut.port[place] != 0 &&
		    peer_open(&pair.peer, &pair.gamut, place)) {
			(void)peer_send(&pair.peer, &invite);
			(void)peer_send(&pair.peer, &bad);
			CHECK_INT(i,
				  peer_receive(&pair.peer, &pair.reply,
					       is_answered ? 2000 : 150),
				  is_answered);
		}
		pair_close(&pair);
	}
}

/** A call too many is refused; when one is over there is room again. */
static void test_max_calls(void)
{
	static const char *const options[] = { "--max-calls=2", NULL };
	const struct request invite = { .user = "180-9-486" };
	const struct request cancel = { .method = "CANCEL",
					.user = "180-9-486" };
	struct pair pair;

	if (!pair_open(&pair, options, TCP4))
		return;
	CHECK_INT(0, peer_dial(&pair.peer, &invite, &pair.reply), 180);
	CHECK_INT(1, peer_dial(&pair.peer, &invite, &pair.reply), 180);
	CHECK_INT(2, peer_dial(&pair.peer, &invite, &pair.reply), 503);
	CHECK(2, reply_header(&pair.reply, "Retry-After").size > 0);
	CHECK(2, reply_tag(&pair.reply).size > 0);
	pair.peer.call--;
	CHECK_INT(3, peer_ask(&pair.peer, &cancel, &pair.reply), 200);
	CHECK_INT(3, peer_answer(&pair.peer, &pair.reply), 487);
	peer_ack(&pair.peer, &invite, &pair.reply);
	CHECK_INT(4, peer_dial(&pair.peer, &invite, &pair.reply), 180);
	CHECK_INT(5, peer_dial(&pair.peer, &invite, &pair.reply), 503);
	pair_close(&pair);
}

/** Calls under way do not keep it from ending, and nothing leaks. */
static void test_end(void)
{
	static const char *const user[] = { "180", "200",   "486", "401",
					    "302", "9-486", "bob" };
	struct pair pair;
	uint64_t start_us;

	if (!pair_open(&pair, patient, UDP4))
		return;
	for (size_t i = 0; i < 100; i++) {
		const struct request invite = {
			.user = user[i % ARRAY_SIZE(user)]
		};

		peer_new_call(&pair.peer);
		(void)peer_send(&pair.peer, &invite);
	}
	while (peer_receive(&pair.peer, &pair.reply, 100))
		;
	start_us = now_us();
	pair_close(&pair);
	CHECK(0, now_us() < start_us + 1000000);
}

CU_TestInfo test_guard[] = {
	{ "no packet makes it send to somebody else", test_lies },
	{ "--allow refuses others silently", test_allow },
	{ "--max-calls refuses a call too many", test_max_calls },
	{ "it ends at once with calls under way", test_end },
	CU_TEST_INFO_NULL
};
