/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "judge/judge.h"

/*
 * A client that has one request refused without end: work that grows with the square of
 * its requests would keep the program busy. Four times as many take four times the work
 * where it does not, a little more as long as they are few, and sixteen times where it
 * does. Work is how often texts are compared, which is the same on every machine.
 */
enum { FEW = 300, MANY = 4 * FEW, MOST = 8 };
enum { STEP_US = 2000, LINES = 5 };

static size_t compared;

/* The linker puts it in the place of str_eq(), by --wrap. */
bool __real_str_eq(struct str a, struct str b);
bool __wrap_str_eq(struct str a, struct str b);

bool __wrap_str_eq(struct str a, struct str b)
{
	compared++;
	return __real_str_eq(a, b);
}

static void add(struct record *record, enum entry_type type, size_t number,
		const char *start, const char *header, const char *rest)
{
	static const struct endpoint local = { "192.0.2.10", 5060,
					       TRANSPORT_UDP };
	static const struct endpoint remote = { "192.0.2.7", 5070,
						TRANSPORT_UDP };
	struct entry entry = { .type = type,
			       .at_us = number * STEP_US,
			       .local = &local,
			       .remote = &remote };
	struct buf text;

	buf_init(&text, 8192);
	buf_addf(&text,
		 "%s\r\nVia: SIP/2.0/UDP 192.0.2.7:5070;branch=z9hG4bK%zu\r\n"
		 "From: <sip:a@192.0.2.7>;tag=a\r\n"
		 "To: <sip:401@192.0.2.10>%s\r\n"
		 "Call-ID: c\r\nCSeq: %zu MESSAGE\r\n",
		 start, number, type == ENTRY_OUT ? ";tag=b" : "", number);
	for (size_t i = 0; i < LINES; i++)
		buf_addf(&text, "X-Filler-%zu: the same in every one\r\n", i);
	buf_addf(&text, "%s, nonce=\"n%zu\", %s\r\n", header, number, rest);
	buf_add_text(&text, "Content-Length: 0\r\n\r\n");
	CHECK_INT(number, record_add(record, &entry, buf_str(&text)), 0);
	buf_release(&text);
}

/** The work that so many requests are. */
static size_t work_of(size_t requests)
{
	const struct judge_config config = { .timing = timing_of(500),
					     .end_us = requests * STEP_US,
					     .is_brief = true };
	struct findings findings;
	struct record record;

	record_init(&record, 2 * requests);
	for (size_t i = 0; i < requests; i++) {
		add(&record, ENTRY_IN, i + 1,
		    "MESSAGE sip:401@192.0.2.10 SIP/2.0",
		    "Authorization: Digest username=\"a\", realm=\"r\"",
		    "uri=\"sip:401@192.0.2.10\", "
		    "response=\"00000000000000000000000000000000\"");
		add(&record, ENTRY_OUT, i + 1, "SIP/2.0 401 Unauthorized",
		    "WWW-Authenticate: Digest realm=\"r\"", "stale=true");
	}
	findings_init(&findings);
	compared = 0;
	CHECK_INT(requests, judge(&findings, &record, &config), 0);
	findings_release(&findings);
	record_release(&record);
	return compared;
}

static void is_in_proportion(void)
{
	size_t few = work_of(FEW);
	size_t many = work_of(MANY);

	CHECK(0, few > FEW);
	CHECK(0, many < MOST * few);
}

CU_TestInfo test_judge_cost[] = {
	{ "a request that is refused without end", is_in_proportion },
	CU_TEST_INFO_NULL,
};
