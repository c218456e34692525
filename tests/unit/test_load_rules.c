/* SPDX-License-Identifier: MIT */
#include "scenario/load.h"

#include <errno.h>
#include <time.h>

#include "check.h"
#include "text/buf.h"

#define HEAD "gamut: 1\nid: a/486\ntitle: T\n"

enum { OUT_MAX = 100000 };

static void check_fine(size_t row, struct str text)
{
	const struct str none = { NULL, 0 };
	struct scenario *scenario = NULL;
	struct diags diags;
	struct buf out;

	diags_init(&diags, STR("f"), text);
	CHECK_INT(row, scenario_load(&scenario, none, false, &diags), 0);
	buf_init(&out, OUT_MAX);
	diags_write(&out, &diags);
	CHECK_STR(row, buf_str(&out), "");
	buf_release(&out);
	scenario_free(scenario);
	diags_release(&diags);
}

/* What is refused is in tests/data/scenarios/bad. */
static void takes_every_order_that_makes_sense(void)
{
	static const char *const row[] = {
		"[respond: 180, receive: INFO, respond: 405, respond: 486]",
		"[respond: 180, receive: PRACK, respond: 200, send: BYE]",
		"[respond: 200, receive: INFO, respond: 415, send: BYE]",
		"[respond: 200, receive: INVITE, respond: 488, send: BYE]",
		"[respond: 200, receive: ACK, receive: BYE, respond: 200]",
		"[respond: 401, receive: INVITE, respond: 200, send: BYE]",
		"[respond: 401, receive: INVITE, respond: 403, receive: "
		"INVITE, respond: 486]",
		"[respond: 302, {receive: INVITE, with: child}, respond: 486]",
		"[{respond: 480, headers: 'Contact: <sip:${child}@h>'}, "
		"{receive: INVITE, with: child}, respond: 200]",
		"[{respond: 407}, {receive: INVITE, with: credentials}, "
		"respond: 200]",
		"[respond: 486, receive: ACK, wait: 1s]",
		"[respond: 200, wait: 1s]",
		"[raw: x, raw: y, respond: 200, raw: z, send: BYE]",
		"[wait: 1s]",
		"[receive: CANCEL]",
		"[respond: 180, receive: [INFO, UPDATE], respond: 180, "
		"respond: 200, respond: 200]",
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct buf text;

		buf_init(&text, OUT_MAX);
		buf_addf(&text, HEAD "flow: %s\n", row[i]);
		check_fine(i, buf_str(&text));
		buf_release(&text);
	}
}

static void asks_for_the_path_only_when_there_is_one(void)
{
	static const struct {
		const char *path; /* NULL: absent */
		bool is_alone;
		int err;
	} row[] = {
		{ NULL, false, 0 },
		{ NULL, true, 0 },
		{ "a/486.yaml", false, 0 },
		{ "a/486.yml", false, 0 },
		{ "a/486", false, 0 },
		{ "x/a/486.yaml", false, EBADMSG },
		{ "x/a/486.yaml", true, 0 },
		{ "/x/a/486.yml", true, 0 },
		{ "a/486.yaml", true, 0 },
		{ "xa/486.yaml", true, EBADMSG },
		{ "486.yaml", true, EBADMSG },
		{ "a/486.yaml.bak", true, EBADMSG },
		{ ".yaml", true, EBADMSG },
		{ "", true, EBADMSG },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct scenario *scenario = NULL;
		struct diags diags;

		diags_init(&diags, STR("f"), STR(HEAD "flow: [respond: 486]"));
		CHECK_INT(i,
			  scenario_load(&scenario, str_from(row[i].path),
					row[i].is_alone, &diags),
			  row[i].err);
		CHECK_INT(i, scenario != NULL, row[i].err == 0);
		CHECK_INT(i, diags.count, row[i].err != 0);
		scenario_free(scenario);
		diags_release(&diags);
	}
}

/** Many faults, or much to look at, take no longer than their bytes. */
static void takes_no_time_over_many_faults(void)
{
	static const struct {
		const char *head;
		const char *part;
		size_t count;
		const char *tail;
	} row[] = {
		{ HEAD "flow:\n", "- respnd: 486\n", 9000, "" },
		{ HEAD "flow:\n- respond: 486\n  headers: |\n", "    ${x}\n",
		  7000, "" },
		{ HEAD "flow:\n", "- {respond: 486, headers: '$'}\n", 2400,
		  "" },
		{ HEAD "flow:\n", "- {respond: 200, headers: 'A: ${child}'}\n",
		  2400, "" },
		{ HEAD "dial: [", "a,", 9000, "]\nflow: [respond: 486]\n" },
		{ HEAD "flow: ", "[{repeat: {times: 1000, steps: ", 9,
		  "[respond: 180]" },
		{ HEAD "match: {ruri: '", "(((((((((a{9}){9})", 50, "'}\n" },
		{ HEAD "match: {ruri: '", "(", 1000, "'}\n" },
		{ HEAD "match: {ruri: '", "(a*)*", 190, "'}\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct scenario *scenario = NULL;
		clock_t start;
		struct diags diags;
		struct buf text;

		buf_init(&text, 2000000);
		buf_add_text(&text, row[i].head);
		for (size_t n = 0; n < row[i].count; n++)
			buf_add_text(&text, row[i].part);
		buf_add_text(&text, row[i].tail);
		CHECK_INT(i, buf_error(&text), 0);
		diags_init(&diags, STR("f"), buf_str(&text));
		start = clock();
		CHECK_INT(i,
			  scenario_load(&scenario, (struct str){ NULL, 0 },
					false, &diags),
			  EBADMSG);
		CHECK(i, clock() - start < 2 * CLOCKS_PER_SEC);
		CHECK(i, diags.count > 0);
		diags_release(&diags);
		buf_release(&text);
	}
}

CU_TestInfo test_load_rules[] = {
	{ "takes every order that makes sense",
	  takes_every_order_that_makes_sense },
	{ "asks for the path only when there is one",
	  asks_for_the_path_only_when_there_is_one },
	{ "takes no time over many faults", takes_no_time_over_many_faults },
	CU_TEST_INFO_NULL,
};
