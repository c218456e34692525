/* SPDX-License-Identifier: MIT */
#include "judge/view.h"

#include "check.h"
#include "sight.h"
#include "text/buf.h"

enum { START_US = 1000000000, MS = 1000 };

/* Time 0 of the transcripts. */
static uint64_t at(double seconds)
{
	return START_US + (uint64_t)(seconds * 1000) * MS;
}

static void says_whether_the_client_is_receiving(void)
{
	static const struct {
		const char *text;
		size_t out; /* entry */
		bool is_receiving;
	} row[] = {
		/* what only our packets cause */
		{ "> 0 INVITE\n< 1 486\n> 2 ACK\n", 1, true },
		{ "> 0 INVITE\n< 1 200\n> 2 ACK\n", 1, true },
		{ "> 0 INVITE\n< 1 180\n> 2 CANCEL\n", 1, true },
		{ "> 0 INVITE\n< 1 180\n> 2 BYE\n", 1, true },
		{ "> 0 INVITE\n< 1 180\n> 2 ACK\n", 1, true },
		{ "> 0 INVITE\n< 1 200\n< 2 BYE\n> 3 200 for=BYE\n", 1, true },
		{ "> 0 INVITE\n< 1 302\n  +Contact: <sip:k@h>\n"
		  "> 2 INVITE call=2\n  ~sip:486@=>sip:k@\n",
		  1, true },
		{ "> 0 INVITE\n< 1 401\n  +WWW-Authenticate: Digest nonce=\"n\"\n"
		  "> 2 INVITE call=2\n  +Authorization: Digest nonce=\"n\"\n",
		  1, true },
		{ "> 0 INVITE\n< 1 486\n> 2 BYE\n", 1, true },
		/* before it, not after */
		{ "> 0 INVITE\n< 1 200\n> 2 ACK\n< 3 BYE\n", 3, false },
		/* what proves nothing */
		{ "> 0 INVITE\n< 1 486\nend 3\n", 1, false },
		{ "> 0 INVITE\n< 1 486\n> 1.5 INVITE copy\n> 2 REGISTER\n"
		  "> 3 OPTIONS outside\n> 4 INVITE call=2\nend 4.5\n",
		  1, false },
		{ "> 0 INVITE\n> 1 CANCEL\n< 2 486 for=INVITE\n", 2, false },
		{ "> 0 INVITE\n< 1 486\n> 2 INFO\n  =To: <sip:a@h>;tag=old\n",
		  1, false },
		/* a copy that was due did not come */
		{ "> 0 INVITE\n< 0.1 486\nend 40\n", 1, true },
		{ "> 0 INVITE\n< 0.1 486\nend 3.9\n", 1, false },
		{ "> 0 INVITE\n> 0.5 INVITE copy\n< 0.6 486\nend 2\n", 2,
		  true },
		{ "> 0 INVITE\n> 0.5 INVITE copy\n< 0.6 486\nend 1.5\n", 2,
		  false },
		{ "> 0 INVITE\n< 0.1 180\n< 9 486\nend 50\n", 2, true },
		{ "> 0 OPTIONS\n< 0.1 200\nend 50\n", 1, true },
		/* copies go on */
		{ "> 0 INVITE\n< 0.1 486\n> 0.5 INVITE copy\n"
		  "> 1.5 INVITE copy\n> 3.5 INVITE copy\n> 7.5 INVITE copy\n"
		  "> 15.5 INVITE copy\n> 31.5 INVITE copy\nend 100\n",
		  1, false },
		/* they had stopped, or never come, without an answer */
		{ "> 0 INVITE\n< 3 486\nend 50\n", 1, false },
		{ "> 0 INVITE\n> 0.5 INVITE copy\n< 1.5 486\nend 50\n", 2,
		  false },
		/* none was due any more */
		{ "> 0 INVITE\n> 0.5 INVITE copy\n> 1.5 INVITE copy\n"
		  "> 3.5 INVITE copy\n> 7.5 INVITE copy\n> 15.5 INVITE copy\n"
		  "< 16 486\nend 50\n",
		  6, true },
		{ "> 0 INVITE\n> 0.5 INVITE copy\n> 1.5 INVITE copy\n"
		  "> 3.5 INVITE copy\n> 7.5 INVITE copy\n> 15.5 INVITE copy\n"
		  "> 31.5 INVITE copy\n< 31.6 486\nend 90\n",
		  7, false },
		/* somebody left */
		{ "> 0 INVITE\n< 0.1 486\nx 2 gone\nend 40\n", 1, false },
		{ "> 0 INVITE\n< 0.1 180\nx 5 exit\n< 9 486\nend 50\n", 3,
		  false },
		{ "> 0 INVITE\n< 0.1 486\nx 39 exit\nend 40\n", 1, true },
		/* streams */
		{ "> 0 INVITE @tcp\n< 3 486 @tcp\nend 40\n", 1, true },
		{ "> 0 INVITE @tcp\n< 3 486 @tcp\nx 9 gone @tcp\nend 40\n", 1,
		  false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct sight sight;

		if (sight_init(&sight, i, row[i].text))
			CHECK_INT(i, view_is_receiving(&sight.view, row[i].out),
				  row[i].is_receiving);
		sight_release(&sight);
	}
}

static void knows_t1_of_the_client(void)
{
	static const struct {
		const char *text;
		unsigned t1_ms;
	} row[] = {
		{ "> 0 INVITE\n", 500 },
		{ "t1 100\n> 0 INVITE\n", 100 },
		{ "> 0 INVITE\n> 0.5 INVITE copy\n", 500 },
		{ "> 0 INVITE\n> 0.57 INVITE copy\n", 500 },
		{ "> 0 INVITE\n> 0.2 INVITE copy\n", 500 },
		{ "> 0 INVITE\n> 2 INVITE copy\n> 6 INVITE copy\n", 2000 },
		{ "> 0 INVITE\n> 2 INVITE copy\n> 2.5 INVITE copy\n", 500 },
		{ "> 0 INVITE\n> 30 INVITE copy\n", 4000 },
		{ "> 0 INVITE\n< 0.1 180\n> 2 INVITE copy\n", 500 },
		{ "> 0 OPTIONS\n> 2 OPTIONS copy\n", 500 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct sight sight;

		if (sight_init(&sight, i, row[i].text))
			CHECK_INT(i, view_64t1_us(&sight.view),
				  (uint64_t)row[i].t1_ms * 64 * MS);
		sight_release(&sight);
	}
}

static void notes_the_last_window_that_is_open(void)
{
	struct sight sight;

	if (sight_init(&sight, 0, "> 0 INVITE\nend 10\n")) {
		CHECK(0, view_is_over(&sight.view, at(0), 10000 * MS));
		CHECK_INT(0, sight.findings.open_us, 0);
		CHECK(1, !view_is_over(&sight.view, at(0), 10000 * MS + 1));
		CHECK_INT(1, sight.findings.open_us, at(10) + 1);
		CHECK(2, !view_is_over(&sight.view, at(5), 9000 * MS));
		CHECK(3, !view_is_over(&sight.view, at(5), 6000 * MS));
		CHECK_INT(3, sight.findings.open_us, at(14));
	}
	sight_release(&sight);
	if (sight_init(&sight, 4, "closed\n> 0 INVITE\nend 10\n")) {
		CHECK(4, !view_is_over(&sight.view, at(5), 6000 * MS));
		CHECK_INT(4, sight.findings.open_us, 0);
	}
	sight_release(&sight);
}

static void finds_what_comes_next(void)
{
	static const struct {
		double from;
		long next_in;
		long gone;
	} row[] = {
		{ 0, 0, 4 },           { 0.001, 3, 4 },         { 2, 3, 4 },
		{ 3, 3, 4 },           { 3.001, 5, 4 },         { 4.001, 5, 7 },
		{ 5.001, NOTHING, 7 }, { 8, NOTHING, NOTHING },
	};
	struct sight sight;

	if (sight_init(&sight, 0,
		       "> 0 INVITE\n< 1 180\n< 2 486\n> 3 ACK\nx 4 gone\n"
		       "> 5 ACK copy\n< 6 486 for=INVITE\nx 7 exit\n")) {
		for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
			CHECK_INT(i, view_next_in(&sight.view, at(row[i].from)),
				  row[i].next_in);
			CHECK_INT(i, view_gone(&sight.view, at(row[i].from)),
				  row[i].gone);
		}
	}
	sight_release(&sight);
	if (sight_init(&sight, 1, "")) {
		CHECK_INT(1, view_next_in(&sight.view, 0), NOTHING);
		CHECK_INT(1, view_gone(&sight.view, 0), NOTHING);
	}
	sight_release(&sight);
}

static void tells_inside_from_outside(void)
{
	struct sight sight;

	if (sight_init(&sight, 0,
		       "> 0 INVITE\n< 1 180\n> 2 CANCEL\n> 3 UPDATE\n"
		       "< 4 487 for=INVITE\n")) {
		const struct view *view = &sight.view;

		CHECK(0, exchange_is_outside(&view->exchange[0]));
		CHECK(1, !exchange_is_outside(&view->exchange[1]));
		CHECK(2, !exchange_is_outside(&view->exchange[2]));
		CHECK_INT(3, exchange_final(view, &view->exchange[0]), 487);
		CHECK_INT(4, exchange_final(view, &view->exchange[2]), 0);
		CHECK_INT(5, view_at_us(view, 3), at(3));
		CHECK_STR(6, view_facts(view, 3)->method, "UPDATE");
		CHECK_INT(7, view_entry(view, 1)->type, ENTRY_OUT);
	}
	sight_release(&sight);
}

static void keeps_findings_with_their_proofs(void)
{
	struct sight sight;
	char rule[] = "a rule";
	char name[2000];

	for (size_t i = 0; i < sizeof(name); i++)
		name[i] = 'x';
	name[sizeof(name) - 1] = '\0';
	if (sight_init(&sight, 0, "> 0 INVITE\n")) {
		struct findings *findings = &sight.findings;

		prove(&sight.view, 0);
		for (unsigned i = 0; i < 100; i++) {
			find(&sight.view, CHECK_ID_req_cseq, OUTCOME_WARN, rule,
			     "%u of %.*s: 100%%", i, 3, "many");
			for (size_t k = 0; k < i % 10; k++)
				prove(&sight.view, k);
		}
		rule[0] = 'A';
		CHECK_INT(0, findings->count, 100);
		CHECK_INT(1, findings->finding[42].check, CHECK_ID_req_cseq);
		CHECK_INT(2, findings->finding[42].outcome, OUTCOME_WARN);
		CHECK_STR(3, findings->finding[42].expected, "a rule");
		CHECK_STR(4, findings->finding[42].actual, "42 of man: 100%");
		CHECK_INT(5, findings->finding[42].proof_count, 2);
		CHECK_INT(6, findings->finding[42].proof[1], 1);
		CHECK_INT(7, findings->finding[49].proof_count, FINDING_PROOFS);
		find(&sight.view, CHECK_ID_req_cseq, OUTCOME_INFO, rule, "%s",
		     name);
		CHECK_INT(8, findings->finding[100].actual.size, 1023);
		find(&sight.view, CHECK_ID_req_cseq, OUTCOME_INFO, rule,
		     "plain");
		CHECK_STR(9, findings->finding[101].actual, "plain");
	}
	sight_release(&sight);
}

CU_TestInfo test_view_time[] = {
	{ "says whether the client is receiving",
	  says_whether_the_client_is_receiving },
	{ "knows the client's T1", knows_t1_of_the_client },
	{ "notes the last window that is open",
	  notes_the_last_window_that_is_open },
	{ "finds what comes next", finds_what_comes_next },
	{ "tells inside of a dialog from outside", tells_inside_from_outside },
	{ "keeps findings with their proofs",
	  keeps_findings_with_their_proofs },
	CU_TEST_INFO_NULL,
};
