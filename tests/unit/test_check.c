/* SPDX-License-Identifier: MIT */
#include "judge/check.h"

#include <string.h>

#include "check.h"

enum { CHECKS = 171 };

/** "3261#17.1.1.2, 6026#8.4" */
static bool is_rfc_list(struct str list)
{
	struct str one, rfc, section;
	uint64_t number;
	bool has_more = list.size > 0;

	while (has_more) {
		has_more = str_cut(list, ',', &one, &list);
		if (!str_cut(str_trim(one), '#', &rfc, &section) ||
		    rfc.size != 4 || section.size == 0 ||
		    str_parse_uint(rfc, 9999, &number) != 0)
			return false;
		for (size_t i = 0; i < section.size; i++) {
			if (strchr("0123456789.", section.p[i]) == NULL)
				return false;
		}
	}
	return true;
}

static bool is_name(struct str name)
{
	for (size_t i = 0; i < name.size; i++) {
		char c = name.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    c != '-')
			return false;
	}
	return name.size > 0;
}

static void says_all_of_each_check(void)
{
	CHECK_INT(0, CHECK_COUNT, CHECKS);
	for (int i = 0; i < CHECK_COUNT; i++) {
		const struct check *check = check_at((enum check_id)i);
		struct str rule = str_from(check->rule);

		CHECK(i, is_name(str_from(check->name)));
		CHECK(i, is_rfc_list(str_from(check->rfc)));
		CHECK(i, check->applies[0] != '\0');
		CHECK(i, check->window[0] != '\0');
		if (CHECK(i, rule.size > 1)) {
			CHECK(i, rule.p[0] >= 'A' && rule.p[0] <= 'Z');
			CHECK(i, rule.p[rule.size - 1] == '.');
		}
	}
}

static void finds_each_by_its_name(void)
{
	for (int i = 0; i < CHECK_COUNT; i++)
		CHECK_INT(i,
			  check_find(
				  str_from(check_at((enum check_id)i)->name)),
			  i);
}

static void finds_by_other_names(void)
{
	static const struct {
		const char *name;
		enum check_id check;
	} row[] = {
		{ "auth-ack-2xx", CHECK_ID_ack_2xx_credentials },
		{ "cancel-not-after-final", CHECK_ID_fail_no_bye_no_cancel },
		{ "redir-cseq", CHECK_ID_redir_ids },
		{ "rsp-double-via", CHECK_ID_via_two },
		{ "upd-500", CHECK_ID_reinvite_500_retry_after },
		{ "keepalive-ignored", CHECK_COUNT },
		{ "tcp-reuse", CHECK_COUNT },
		{ "ack-non2xx", CHECK_COUNT },
		{ "ACK-non2xx-sent", CHECK_COUNT },
		{ "", CHECK_COUNT },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		CHECK_INT(i, check_find(str_from(row[i].name)), row[i].check);
}

static void names_levels_and_outcomes(void)
{
	CHECK_TEXT(0, level_name(LEVEL_MUST), "MUST");
	CHECK_TEXT(1, level_name(LEVEL_MAY), "MAY");
	CHECK_TEXT(2, outcome_name(OUTCOME_PASS), "pass");
	CHECK_TEXT(3, outcome_name(OUTCOME_FAIL), "fail");
	CHECK(4, OUTCOME_PASS < OUTCOME_INFO && OUTCOME_INFO < OUTCOME_WARN &&
			 OUTCOME_WARN < OUTCOME_INCONCLUSIVE &&
			 OUTCOME_INCONCLUSIVE < OUTCOME_FAIL);
	CHECK_INT(5, check_at(CHECK_ID_ack_non2xx_sent)->level, LEVEL_MUST);
}

CU_TestInfo test_check[] = {
	{ "there are 171 checks, and each says all of itself",
	  says_all_of_each_check },
	{ "each is found by its name", finds_each_by_its_name },
	{ "some are found by another name", finds_by_other_names },
	{ "levels and outcomes have names, from the best to the worst",
	  names_levels_and_outcomes },
	CU_TEST_INFO_NULL,
};
