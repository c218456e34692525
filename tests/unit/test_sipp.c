/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "scenario/load.h"
#include "suite/sipp.h"

enum { TEXT_MAX = 65536 };

/** The caller of a scenario with this flow. */
static struct sipp_caller write_caller(struct buf *text, const char *flow)
{
	const struct str any_path = { NULL, 0 };
	struct scenario *scenario = NULL;
	struct sipp_caller caller = { .why = "it was not loaded" };
	struct diags diags;
	struct buf file;

	buf_init(&file, TEXT_MAX);
	buf_addf(&file, "gamut: 1\nid: a/b\ntitle: T\n%s", flow);
	diags_init(&diags, STR("b.yaml"), buf_str(&file));
	if (scenario_load(&scenario, any_path, false, &diags) == 0)
		caller = sipp_write(text, scenario);
	scenario_free(scenario);
	diags_release(&diags);
	buf_release(&file);
	return caller;
}

#define AGAIN(with) \
	"  - receive: INVITE\n    with: " with "\n    optional: true\n"
#define ANSWER "  - respond: 200\n  - send: BYE\n    after: hold\n"
#define ASKS(challenge) \
	"flow:\n  - respond: 401\n" challenge AGAIN("credentials") ANSWER
#define MOVED(contacts)                                             \
	"flow:\n  - respond: 302\n    headers: |\n" contacts AGAIN( \
		"child") "  - respond: 486\n"

static void test_callers(void)
{
	static const struct {
		const char *flow;
		const char *why; /* part of it; NULL: there is a caller */
		const char *has;
		const char *lacks;
	} row[] = {
		{ "flow:\n  - respond: 486\n", NULL, "ACK sip:[service]@",
		  "    BYE " },
		/* The ACK has the credentials of the INVITE. */
		{ ASKS(""), NULL, "    [$credentials]\n", "-nr" },
		/* What a client that knows MD5 alone makes of it. */
		{ ASKS("    challenge:\n      algorithms: [SHA-256]\n"), NULL,
		  "<recv response=\"401\"/>", "[authentication]" },
		{ ASKS("    challenge:\n      algorithms: [SHA-256, MD5]\n"),
		  "challenge for MD5", NULL, NULL },
		{ ASKS("    challenge:\n      realm: a=b\n"),
		  "challenge for MD5", NULL, NULL },
		/* The best that can be called. */
		{ MOVED("      Contact: <sip:${child}@${local}>;q=0.1\n"
			"      Contact: <sip:${child.2}@${local}>;q=0.5\n"
			"      Contact: <mailto:a@b>;q=0.9\n"),
		  NULL, "header=\"Contact:\" occurrence=\"2\"", NULL },
		{ MOVED("      Contact: sip:${child}@${local};q=0.7\n"), NULL,
		  "regexp=\"sip:[^;?>]*\"", NULL },
		{ MOVED("      Contact: "
			"<sip:${child}@${local};transport=tcp>\n"),
		  "change its transport", NULL, NULL },
		/* One that no client has to see. */
		{ "broken: true\nflow:\n  - respond: 180\n"
		  "    fault: {wrong-branch: true}\n  - respond: 486\n",
		  NULL, "<!-- SIPp: -default_behaviors all,-abortunexp -->",
		  "response=\"180\"" },
		/* Both are acknowledged, and the second is ended. */
		{ "flow:\n  - respond: {status: 200, to-tag: one}\n"
		  "  - respond: {status: 200, to-tag: two}\n"
		  "  - send: BYE\n    after: 1s\n",
		  NULL, "BYE [$target2] SIP/2.0", "BYE [$target1]" },
		/* To a copy of a challenge it would say something else. */
		{ "method: REGISTER\nflow:\n  - respond: 401\n"
		  "  - receive: REGISTER\n    with: credentials\n"
		  "    optional: true\n  - respond: 200\n",
		  NULL, "<!-- SIPp: -nr -->", "credentials" },
	};
	struct buf text;

	buf_init(&text, TEXT_MAX);
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct sipp_caller caller;
		struct str why;

		buf_clear(&text);
		caller = write_caller(&text, row[i].flow);
		why = str_from(caller.why != NULL ? caller.why : "");
		CHECK_INT(i, caller.why != NULL, row[i].why != NULL);
		CHECK_INT(i,
			  str_has(why, str_from(row[i].why != NULL ? row[i].why
								   : "")),
			  1);
		if (row[i].has != NULL)
			CHECK_INT(i,
				  str_has(buf_str(&text), str_from(row[i].has)),
				  1);
		if (row[i].lacks != NULL)
			CHECK_INT(i,
				  str_has(buf_str(&text),
					  str_from(row[i].lacks)),
				  0);
	}
	buf_release(&text);
}

CU_TestInfo test_sipp[] = {
	{ "callers do what a client does", test_callers },
	CU_TEST_INFO_NULL,
};
