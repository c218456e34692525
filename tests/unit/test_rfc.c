/* SPDX-License-Identifier: MIT */
#include "report/rfc.h"

#include "check.h"

enum { MAX = 1024 };

static void lists(void)
{
	static const struct {
		const char *refs;
		const char *want;
	} row[] = {
		{ "3261#17.1.1.2", "RFC 3261 §17.1.1.2" },
		{ "3261#17.1.1.3, 3261#8.1.1.7,6026#8.4",
		  "RFC 3261 §17.1.1.3, §8.1.1.7, RFC 6026 §8.4" },
		{ "3261#1, 6026#2, 3261#3",
		  "RFC 3261 §1, RFC 6026 §2, RFC 3261 §3" },
		{ "4475", "RFC 4475" },
		{ "3261#1, 3261, 3261#2", "RFC 3261 §1, RFC 3261, §2" },
		{ " , ,3261#1,", "RFC 3261 §1" },
		{ "", "" },
		{ NULL, "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct buf out;

		buf_init(&out, MAX);
		rfc_write_list(&out, str_from(row[i].refs));
		CHECK_STR(i, buf_str(&out), row[i].want);
		buf_release(&out);
	}
}

static void urls(void)
{
	static const struct {
		const char *ref;
		const char *want; /* empty: it is no reference */
	} row[] = {
		{ "3261#17.1.1.3", "https://www.rfc-editor.org/rfc/"
				   "rfc3261#section-17.1.1.3" },
		{ "3261#A.1",
		  "https://www.rfc-editor.org/rfc/rfc3261#appendix-A.1" },
		{ "4475", "https://www.rfc-editor.org/rfc/rfc4475" },
		{ "3261#", "" },
		{ "3261#1)", "" },
		{ "3261#1 2", "" },
		{ "#1", "" },
		{ "../x#1", "" },
		{ "99999#1", "" },
		{ "", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct buf out;

		buf_init(&out, MAX);
		CHECK_INT(i, rfc_write_url(&out, str_from(row[i].ref)),
			  row[i].want[0] != '\0');
		CHECK_STR(i, buf_str(&out), row[i].want);
		buf_release(&out);
	}
}

CU_TestInfo test_rfc[] = {
	{ "an RFC is named once for sections in a row", lists },
	{ "only a reference becomes a link", urls },
	CU_TEST_INFO_NULL,
};
