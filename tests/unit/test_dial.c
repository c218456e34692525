/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <errno.h>

#include "scenario/dial.h"
#include "text/buf.h"

static void write_step(struct buf *out, const struct step *step)
{
	switch (step->type) {
	case STEP_RESPOND:
		buf_addf(out, "%u", step->respond.code);
		if (step->respond.cause != 0)
			buf_addf(out, "(q%u)", step->respond.cause);
		break;
	case STEP_WAIT: buf_addf(out, "wait %u", step->wait_ms); break;
	case STEP_RECEIVE:
		buf_addf(out, "%s %.*s",
			 step->receive.with == WITH_CHILD ? "child"
							  : "credentials",
			 STR_ARG(step->receive.methods));
		break;
	case STEP_RAW: buf_add_text(out, "raw"); break;
	case STEP_SEND:
		buf_addf(out, "%.*s", STR_ARG(step->send.method));
		if (step->send.cause != 0)
			buf_addf(out, "(q%u)", step->send.cause);
		break;
	}
}

static void write_flow(struct buf *out, const struct dial *dial)
{
	struct step step[DIAL_STEPS_MAX];
	size_t count = dial_steps(step, dial);

	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buf_add_text(out, ", ");
		write_step(out, &step[i]);
	}
}

struct flow_row {
	const char *user;
	const char *flow; /* NULL: it is something else */
};

static void check_rows(int (*parse)(struct dial *dial, struct str user),
		       const struct flow_row *row, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct dial dial;
		struct buf flow;
		int err = parse(&dial, str_from(row[i].user));

		CHECK_INT(i, err, row[i].flow == NULL ? EBADMSG : 0);
		if (err)
			continue;
		buf_init(&flow, 1024);
		write_flow(&flow, &dial);
		CHECK_STR(i, buf_str(&flow), row[i].flow);
		buf_release(&flow);
	}
}

static void reads_what_is_dialled(void)
{
	static const struct flow_row row[] = {
		{ "486", "486" },
		{ "100", "100, wait 2000, 200, BYE" },
		{ "180", "180, wait 2000, 200, BYE" },
		{ "199", "183, 199, wait 2000, 200, BYE" },
		{ "180*199*486", "180, 199, 486" },
		{ "200", "200, BYE" },
		{ "299", "299, BYE" },
		{ "302", "302, child INVITE, 200, BYE" },
		{ "401", "401, credentials INVITE, 200, BYE" },
		{ "407", "407, credentials INVITE, 200, BYE" },
		{ "699", "699" },
		{ "180*3*486", "180, wait 3000, 486" },
		{ "180-3-486", "180, wait 3000, 486" },
		{ "180.486", "180, 486" },
		{ "180*003*486", "180, wait 3000, 486" },
		{ "180003486", "180, wait 3000, 486" },
		{ "180486", "180, 486" },
		{ "3*486", "wait 3000, 486" },
		{ "0-486", "wait 0, 486" },
		{ "180*5", "180, wait 5000, 200, BYE" },
		{ "183*180*182*181*180*180*180*486",
		  "183, 180, 182, 181, 180, 180, 180, 486" },
		{ "183*180*182*181*180*180*180*180*486", NULL },
		{ "q17", "486(q17)" },
		{ "Q17", "486(q17)" },
		{ "q16", "200, BYE(q16)" },
		{ "q126", "500(q126)" },
		{ "q44", NULL },
		{ "q0", NULL },
		{ "q128", NULL },
		{ "q", NULL },
		{ "q1x", NULL },
		{ "", NULL },
		{ "42", NULL },
		{ "700", NULL },
		{ "099", NULL },
		{ "486*404", NULL },
		{ "486*3", NULL },
		{ "486404", NULL },
		{ "0486", NULL },
		{ "*486", NULL },
		{ "180**486", NULL },
		{ "180*486*", NULL },
		{ "alice", NULL },
		{ "48a", NULL },
		{ "+486", NULL },
		{ "15551230000", NULL },
		{ "030123456", NULL },
		{ "018486", NULL },
		{ "018*486", "wait 18000, 486" },
	};

	check_rows(dial_parse, row, ARRAY_SIZE(row));
}

static void reads_lists_of_scripts(void)
{
	static const struct flow_row row[] = {
		{ "486", "486" },
		{ " 486 ", "486" },
		{ "180, 2s, 486", "180, wait 2000, 486" },
		{ "180,500ms,200", "180, wait 500, 200, BYE" },
		{ "180,2s", "180, wait 2000, 200, BYE" },
		{ "0s,486", "wait 0, 486" },
		{ "3600s,486", "wait 3600000, 486" },
		{ "3600000ms,486", "wait 3600000, 486" },
		{ "302", "302, child INVITE, 200, BYE" },
		{ "180,180,180,180,180,180,180,486",
		  "180, 180, 180, 180, 180, 180, 180, 486" },
		{ "180,180,180,180,180,180,180,180,486", NULL },
		{ "3601s,486", NULL },
		{ "3600001ms,486", NULL },
		{ "", NULL },
		{ "2s", NULL },
		{ "180, 2, 486", NULL },
		{ "180, 2 s, 486", NULL },
		{ "180, s, 486", NULL },
		{ "180, ms", NULL },
		{ "180, 1.5s, 486", "180, wait 1500, 486" },
		{ "180, 2m, 486", "180, wait 120000, 486" },
		{ "099", NULL },
		{ "700", NULL },
		{ "1800", NULL },
		{ "180486", NULL },
		{ "180*486", NULL },
		{ "q17", NULL },
		{ "486, 2s", NULL },
		{ "486, 200", NULL },
	};

	check_rows(dial_parse_list, row, ARRAY_SIZE(row));
}

/** The largest flow that a dial can make has room. */
static void longest_flow_has_room(void)
{
	static const char *const row[] = { "199*199*199*199*199*199*199*199",
					   "1*1*1*1*1*1*199*302",
					   "1*1*1*1*1*1*1*199",
					   "100*100*100*100*100*100*199*100" };

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct step step[DIAL_STEPS_MAX];
		struct dial dial;

		CHECK_INT(i, dial_parse(&dial, str_from(row[i])), 0);
		CHECK(i, dial_steps(step, &dial) <= DIAL_STEPS_MAX);
	}
}

static void is_about_its_last_code(void)
{
	static const struct {
		const char *user;
		unsigned code;
	} row[] = {
		{ "486", 486 },     { "180*3*486", 486 }, { "183*2", 183 },
		{ "3*180*5", 180 }, { "q17", 486 },       { "180.199", 199 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct dial dial = { .count = 0 };

		CHECK_INT(i, dial_parse(&dial, str_from(row[i].user)), 0);
		CHECK_INT(i, dial_code(&dial), row[i].code);
	}
}

static void cuts_off_a_run_token(void)
{
	static const struct {
		const char *user;
		unsigned number;
		const char *rest;
	} row[] = {
		{ "final.486.r17", 17, "final.486" },
		{ "486.r1", 1, "486" },
		{ "180*3*486.r999999999", 999999999, "180*3*486" },
		{ "a.r1.r2", 2, "a.r1" },
		{ ".r5", 5, "" },
		{ "486", 0, "486" },
		{ "486.r", 0, "486.r" },
		{ "486.r0", 0, "486.r0" },
		{ "486.r07", 0, "486.r07" },
		{ "486.r1234567890", 0, "486.r1234567890" },
		{ "486.R17", 0, "486.R17" },
		{ "486r17", 0, "486r17" },
		{ "r17", 0, "r17" },
		{ "486.r1x", 0, "486.r1x" },
		{ "", 0, "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct str user = str_from(row[i].user);

		CHECK_INT(i, dial_cut_run(&user), row[i].number);
		CHECK_STR(i, user, row[i].rest);
	}
}

static void leaves_the_result_alone_on_error(void)
{
	struct dial dial = { .count = 7 };

	CHECK_INT(0, dial_parse(&dial, STR("486*404")), EBADMSG);
	CHECK_INT(1, dial_parse_list(&dial, STR("486, 404")), EBADMSG);
	CHECK_INT(2, dial_parse(&dial, STR("q999")), EBADMSG);
	CHECK_INT(0, dial.count, 7);
}

CU_TestInfo test_dial[] = {
	{ "reads what is dialled", reads_what_is_dialled },
	{ "reads the lists of scripts", reads_lists_of_scripts },
	{ "the longest flow has room", longest_flow_has_room },
	{ "is about its last code", is_about_its_last_code },
	{ "cuts off a run token", cuts_off_a_run_token },
	{ "leaves the result alone on error",
	  leaves_the_result_alone_on_error },
	CU_TEST_INFO_NULL,
};
