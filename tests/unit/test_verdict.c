/* SPDX-License-Identifier: MIT */
#include "judge/verdict.h"

#include "check.h"

static void test_of(void)
{
	static const struct {
		struct {
			enum check_id check;
			enum outcome outcome;
		} found[2];
		enum check_id key;
		enum verdict verdict;
	} row[] = {
		{ { { CHECK_ID_req_cseq, OUTCOME_PASS },
		    { CHECK_ID_req_from_tag, OUTCOME_INFO } },
		  CHECK_COUNT,
		  VERDICT_PASS },
		{ { { CHECK_ID_req_cseq, OUTCOME_WARN },
		    { CHECK_ID_req_from_tag, OUTCOME_INCONCLUSIVE } },
		  CHECK_COUNT,
		  VERDICT_WARN },
		{ { { CHECK_ID_req_cseq, OUTCOME_WARN },
		    { CHECK_ID_redir_follow, OUTCOME_INCONCLUSIVE } },
		  CHECK_ID_redir_follow,
		  VERDICT_INCONCLUSIVE },
		{ { { CHECK_ID_redir_follow, OUTCOME_INCONCLUSIVE },
		    { CHECK_ID_req_cseq, OUTCOME_FAIL } },
		  CHECK_ID_redir_follow,
		  VERDICT_FAIL },
		/* No occasion for what the case is about. */
		{ { { CHECK_ID_req_cseq, OUTCOME_PASS },
		    { CHECK_ID_req_from_tag, OUTCOME_WARN } },
		  CHECK_ID_redir_follow,
		  VERDICT_INCONCLUSIVE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct finding finding[2] = {
			{ .check = row[i].found[0].check,
			  .outcome = row[i].found[0].outcome },
			{ .check = row[i].found[1].check,
			  .outcome = row[i].found[1].outcome },
		};
		const struct findings findings = { .finding = finding,
						   .count = 2 };

		CHECK_STR(i,
			  str_from(verdict_name(
				  verdict_of(&findings, row[i].key))),
			  verdict_name(row[i].verdict));
	}
}

/** What was never acknowledged may never have arrived, whatever check says so. */
static void test_unacked(void)
{
	static const enum check_id check[] = { CHECK_ID_ack_non2xx_sent,
					       CHECK_ID_ack_2xx_sent,
					       CHECK_ID_s2xx_unknown_as_200 };

	for (size_t i = 0; i < ARRAY_SIZE(check); i++) {
		struct finding finding[] = {
			{ .check = CHECK_ID_cancel_no_487,
			  .outcome = OUTCOME_PASS },
			{ .check = check[i], .outcome = OUTCOME_INCONCLUSIVE },
		};
		const struct findings findings = { .finding = finding,
						   .count = 2 };

		CHECK_INT(i, verdict_of(&findings, CHECK_COUNT), VERDICT_PASS);
		finding[1].is_unacked = true;
		CHECK_INT(i, verdict_of(&findings, CHECK_COUNT),
			  VERDICT_INCONCLUSIVE);
		/* But it is right to give up a cancelled INVITE. */
		CHECK_INT(i, verdict_of(&findings, CHECK_ID_cancel_no_487),
			  VERDICT_PASS);
		finding[1].outcome = OUTCOME_WARN;
		CHECK_INT(i, verdict_of(&findings, CHECK_COUNT), VERDICT_WARN);
	}
}

CU_TestInfo test_verdict[] = {
	{ "findings make a verdict", test_of },
	{ "what was not acknowledged is not known", test_unacked },
	CU_TEST_INFO_NULL,
};
