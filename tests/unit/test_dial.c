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
			 STR_ARG(step->receive.method));
		break;
	case STEP_SEND:
		buf_addf(out, "%.*s", STR_ARG(step->send.method));
		if (step->send.cause != 0)
			buf_addf(out, "(q%u)", step->send.cause);
		break;
	}
}

static void write_flow(struct buf *out, const struct dial *dial)
{
	struct step step[SCENARIO_STEPS_MAX];
	size_t count = dial_steps(step, dial);

	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buf_add_text(out, ", ");
		write_step(out, &step[i]);
	}
}

static void reads_what_is_dialled(void)
{
	static const struct {
		const char *user;
		const char *flow; /* NULL: it is something else */
	} row[] = {
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

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct dial dial;
		struct buf flow;
		int err = dial_parse(&dial, str_from(row[i].user));

		CHECK_INT(i, err, row[i].flow == NULL ? EBADMSG : 0);
		if (err)
			continue;
		buf_init(&flow, 1024);
		write_flow(&flow, &dial);
		CHECK_STR(i, buf_str(&flow), row[i].flow);
		buf_release(&flow);
	}
}

static void leaves_the_result_alone_on_error(void)
{
	struct dial dial = { .count = 7 };

	CHECK_INT(0, dial_parse(&dial, STR("486*404")), EBADMSG);
	CHECK_INT(0, dial.count, 7);
}

CU_TestInfo test_dial[] = {
	{ "reads what is dialled", reads_what_is_dialled },
	{ "leaves the result alone on error",
	  leaves_the_result_alone_on_error },
	CU_TEST_INFO_NULL,
};
