/* SPDX-License-Identifier: MIT */
#include <time.h>

#include "check.h"
#include "judge/judge.h"

/* A client that has one request refused without end: work that grows with its square
 * would keep the program busy. */
enum { REQUESTS = 2000, STEP_US = 2000, LIMIT_S = 25, LINES = 20 };

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

static void judges_many_in_time(void)
{
	const struct judge_config config = { .timing = timing_of(500),
					     .end_us = REQUESTS * STEP_US,
					     .is_brief = true };
	struct findings findings;
	struct record record;
	clock_t start;

	record_init(&record, 2 * REQUESTS);
	for (size_t i = 0; i < REQUESTS; i++) {
		add(&record, ENTRY_IN, i + 1,
		    "MESSAGE sip:401@192.0.2.10 SIP/2.0",
		    "Authorization: Digest username=\"a\", realm=\"r\"",
		    "uri=\"sip:401@192.0.2.10\", "
		    "response=\"00000000000000000000000000000000\"");
		add(&record, ENTRY_OUT, i + 1, "SIP/2.0 401 Unauthorized",
		    "WWW-Authenticate: Digest realm=\"r\"", "stale=true");
	}
	findings_init(&findings);
	start = clock();
	CHECK_INT(0, judge(&findings, &record, &config), 0);
	CHECK(0, clock() - start < (clock_t)LIMIT_S * CLOCKS_PER_SEC);
	findings_release(&findings);
	record_release(&record);
}

CU_TestInfo test_judge_cost[] = {
	{ "a request that is refused without end", judges_many_in_time },
	CU_TEST_INFO_NULL,
};
