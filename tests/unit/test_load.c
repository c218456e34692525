/* SPDX-License-Identifier: MIT */
#include "scenario/load.h"

#include "check.h"
#include "text/buf.h"

#define HEAD "gamut: 1\nid: a/486\ntitle: T\n"

enum { OUT_MAX = 100000 };

/** Load it; a fault is a failed test. */
static struct scenario *load(size_t row, const char *text)
{
	struct scenario *scenario = NULL;
	struct diags diags;
	struct buf out;

	diags_init(&diags, STR("dir/a/486.yaml"), str_from(text));
	CHECK_INT(row,
		  scenario_load(&scenario, STR("a/486.yaml"), false, &diags),
		  0);
	buf_init(&out, OUT_MAX);
	diags_write(&out, &diags);
	CHECK_STR(row, buf_str(&out), "");
	buf_release(&out);
	diags_release(&diags);
	return scenario;
}

static void write_text(struct buf *out, const char *name, struct str text)
{
	if (text.p != NULL)
		buf_addf(out, " %s'%.*s'", name, STR_ARG(text));
}

static void write_carry(struct buf *out, const struct carry *carry)
{
	write_text(out, "headers", carry->headers);
	write_text(out, "without", carry->without);
	write_text(out, "body", carry->body);
	write_text(out, "type", carry->type);
	if (carry->sdp != SDP_USE_USUAL)
		buf_addf(out, " sdp%d", carry->sdp);
	if (carry->timer != SESSION_TIMER_NONE)
		buf_addf(out, " timer%d", carry->timer);
}

static void write_faults(struct buf *out, const struct faults *faults)
{
	for (size_t i = 0; i < FAULT_COUNT; i++) {
		if (faults->value[i] != 0)
			buf_addf(out, " f%zu=%u", i, faults->value[i]);
	}
}

static void write_respond(struct buf *out, const struct step *step)
{
	const struct challenge *challenge = &step->respond.challenge;

	buf_addf(out, "%u", step->respond.code);
	if (step->respond.overload.is_given)
		buf_addf(out, " oc%u/%u", step->respond.overload.loss,
			 step->respond.overload.validity_ms);
	if (step->respond.otherwise != 0)
		buf_addf(out, " or%u", step->respond.otherwise);
	if (step->respond.cause != 0)
		buf_addf(out, " q%u", step->respond.cause);
	write_text(out, "phrase", step->respond.phrase);
	write_text(out, "tag", step->respond.to_tag);
	buf_add_text(out, step->respond.is_reliable ? " reliable" : "");
	if (challenge->is_given) {
		write_text(out, "algorithms", challenge->algorithms);
		write_text(out, "qop", challenge->qop);
		write_text(out, "realm", challenge->realm);
		buf_add_text(out, challenge->is_stale ? " stale" : " fresh");
	}
	write_carry(out, &step->respond.carry);
	write_faults(out, &step->respond.faults);
}

static void write_send(struct buf *out, const struct step *step)
{
	buf_addf(out, "send %.*s", STR_ARG(step->send.method));
	if (step->send.cause != 0)
		buf_addf(out, " q%u", step->send.cause);
	if (step->send.after_ms != 0)
		buf_addf(out, " after%u", step->send.after_ms);
	buf_add_text(out, step->send.is_hold ? " hold" : "");
	write_carry(out, &step->send.carry);
	write_faults(out, &step->send.faults);
}

static void write_step(struct buf *out, const struct step *step)
{
	buf_addf(out, "%u:", step->line);
	switch (step->type) {
	case STEP_RESPOND: write_respond(out, step); break;
	case STEP_RECEIVE:
		buf_addf(out, "receive %.*s with%d within%u%s",
			 STR_ARG(step->receive.methods), step->receive.with,
			 step->receive.within_ms,
			 step->receive.is_optional ? " optional" : "");
		break;
	case STEP_SEND: write_send(out, step); break;
	case STEP_WAIT:
		buf_addf(out, "wait %u%s", step->wait_ms,
			 step->is_for_copy ? " copy" : "");
		break;
	case STEP_RAW:
		buf_addf(out, "raw '%.*s'", STR_ARG(step->raw.text));
		write_faults(out, &step->raw.faults);
		break;
	}
}

static void check_steps(size_t row, const struct steps *steps, const char *want)
{
	struct buf out;

	buf_init(&out, OUT_MAX);
	for (size_t i = 0; i < steps->count; i++) {
		buf_add_text(&out, i > 0 ? "; " : "");
		write_step(&out, &steps->step[i]);
	}
	CHECK_STR(row, buf_str(&out), want);
	buf_release(&out);
}

struct flow_row {
	const char *flow;
	const char *steps;
};

static void check_flows(const struct flow_row *row, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct scenario *scenario;
		struct buf text;

		buf_init(&text, OUT_MAX);
		buf_addf(&text, HEAD "flow: %s\n", row[i].flow);
		scenario = load(i, buf_str(&text).p);
		if (scenario != NULL &&
		    CHECK_INT(i, scenario->attempt_count, 1))
			check_steps(i, &scenario->attempt[0], row[i].steps);
		scenario_free(scenario);
		buf_release(&text);
	}
}

static void makes_steps_of_respond(void)
{
	static const struct flow_row row[] = {
		{ "[respond: 486]", "4:486" },
		{ "[respond: {status: 486}]", "4:486" },
		{ "[{respond: 486, reason: Gone, cause: 17}]",
		  "4:486 q17 phrase'Gone'" },
		{ "[{respond: 486, reason: ''}]", "4:486 phrase''" },
		{ "[{respond: 486, to-tag: ab}]", "4:486 tag'ab'" },
		{ "[{respond: 183, reliable: true, sdp: offer},\n"
		  "{respond: 200, sdp: capabilities}]",
		  "4:183 reliable sdp3; 5:200 sdp4" },
		{ "[{respond: 486, headers: \"A: 1\"}]",
		  "4:486 headers'A: 1\r\n'" },
		{ "[{respond: 486, headers: \"A: 1\\nB: 2\\n 3\\n\"}]",
		  "4:486 headers'A: 1\r\nB: 2\r\n 3\r\n'" },
		{ "[{respond: 423, otherwise: 200}]", "4:423 or200" },
		{ "[{respond: 503, overload: {loss: 20}}]", "4:503 oc20/500" },
		{ "[{respond: 503, overload: {loss: 0, validity: 10s}}]",
		  "4:503 oc0/10000" },
		{ "[{respond: {status: 422, otherwise: 603}}]", "4:422 or603" },
		{ "[{respond: 200, session-timer: client}, "
		  "{send: UPDATE, session-timer: us}, "
		  "{send: INVITE, session-timer: none}]",
		  "4:200 timer1; 4:send UPDATE timer2; 4:send INVITE" },
		{ "[{respond: 486, headers: \"A: 1\\r\\nB: 2\\r\\n\"}]",
		  "4:486 headers'A: 1\r\nB: 2\r\n'" },
		{ "[{respond: 486, headers: ''}]", "4:486 headers''" },
		{ "[{respond: 200, without: [Allow, k]}]",
		  "4:200 without'Allow, k'" },
		{ "[{respond: 200, without: []}]", "4:200 without''" },
		{ "[{respond: 486, body: \"a\\nb\\r\\n\\n\", type: a/b}]",
		  "4:486 body'a\r\nb\r\n\r\n' type'a/b'" },
		{ "[{respond: 401, challenge: {}}]", "4:401 fresh" },
		{ "[{respond: 401, challenge: {algorithms: [SHA-256, MD5], "
		  "qop: [auth, auth-int], realm: r, stale: true}}]",
		  "4:401 algorithms'SHA-256, MD5' qop'auth,auth-int' realm'r' "
		  "stale" },
		{ "[{respond: 407, challenge: {qop: []}}]",
		  "4:407 qop'' fresh" },
		{ "[{respond: 486, fault: {drop: 2, delay: 1.5s, no-copies: "
		  "true, second-via: false}}]",
		  "4:486 f0=2 f2=1500 f16=1" },
	};

	check_flows(row, ARRAY_SIZE(row));
}

static void makes_steps_of_the_other_verbs(void)
{
	static const struct flow_row row[] = {
		{ "[respond: 302, receive: INVITE]",
		  "4:302; 4:receive INVITE with0 within32000" },
		{ "[respond: 302, {receive: [INVITE, ACK], with: child, "
		  "within: 1m, optional: true}]",
		  "4:302; 4:receive INVITE, ACK with2 within60000 optional" },
		{ "[respond: 401, {receive: INVITE, with: credentials}]",
		  "4:401; 4:receive INVITE with1 within32000" },
		{ "[respond: 200, send: BYE]", "4:200; 4:send BYE" },
		{ "[respond: 200, {send: INFO, after: 2s, headers: 'A: ${to}', "
		  "cause: 16, fault: {duplicate: 1}}, "
		  "{send: BYE, after: hold}]",
		  "4:200; 4:send INFO q16 after2000 headers'A: ${to}\r\n' "
		  "f1=1; 4:send BYE hold" },
		{ "[{wait: 0.25s}, {raw: \"a\\nb\", fault: {truncate: 1}}]",
		  "4:wait 250; 4:raw 'a\r\nb' f8=1" },
		{ "\n- wait: 1s\n- wait: 2s", "5:wait 1000; 6:wait 2000" },
		{ "[{wait: 1s, until: time}, {wait: 9s, until: copy}]",
		  "4:wait 1000; 4:wait 9000 copy" },
	};

	check_flows(row, ARRAY_SIZE(row));
}

static void unrolls_repeats(void)
{
	struct scenario *scenario =
		load(0, HEAD "flow:\n"
			     "- repeat:\n"
			     "    times: 2\n"
			     "    every: 3s\n"
			     "    steps:\n"
			     "    - respond: 180\n"
			     "    - repeat: {times: 2, steps: [wait: 1s]}\n"
			     "- respond: 486\n");

	if (scenario == NULL)
		return;
	check_steps(0, &scenario->attempt[0],
		    "9:180; 10:wait 1000; 10:wait 1000; 5:wait 3000; 9:180; "
		    "10:wait 1000; 10:wait 1000; 11:486");
	scenario_free(scenario);
}

static void takes_as_many_steps_as_it_says(void)
{
	struct scenario *scenario =
		load(0,
		     HEAD "flow:\n"
			  "- repeat: {times: 10, steps: [repeat: {times: 99, "
			  "steps: [respond: 180]}]}\n"
			  "- repeat: {times: 9, steps: [respond: 180]}\n"
			  "- respond: 486\n");

	if (scenario == NULL)
		return;
	CHECK_INT(0, scenario->attempt[0].count, STEPS_MAX);
	CHECK_INT(0, scenario->attempt[0].step[STEPS_MAX - 1].respond.code,
		  486);
	scenario_free(scenario);
}

static void reads_the_head_of_a_file(void)
{
	struct scenario *scenario =
		load(0, HEAD "rfc: [3261#1, 3262#2]\ntags: [x]\n"
			     "dial: [a, \"1\", b]\nbroken: true\n"
			     "flow: [respond: 180, respond: 603]\n");

	if (scenario == NULL)
		return;
	CHECK_STR(0, scenario->id, "a/486");
	CHECK_STR(0, scenario->title, "T");
	CHECK_STR(0, scenario->file, "dir/a/486.yaml");
	CHECK_INT(0, scenario->rfc_count, 2);
	CHECK_STR(0, scenario->rfc[1], "3262#2");
	CHECK_INT(0, scenario->tag_count, 1);
	CHECK_STR(0, scenario->tag[0], "x");
	CHECK_INT(0, scenario->dial_count, 3);
	CHECK_STR(0, scenario->dial[1], "1");
	CHECK(0, scenario->is_broken);
	CHECK_INT(0, scenario->code, 486);
	CHECK(0, scenario->match == NULL);
	CHECK_INT(0, scenario->reaction_count, 0);
	CHECK_INT(0, scenario->expect.key, CHECK_COUNT);
	scenario_free(scenario);
}

static void reads_attempts_and_reactions(void)
{
	struct scenario *scenario =
		load(0, HEAD "attempts:\n"
			     "- [respond: 503]\n"
			     "- - respond: 180\n"
			     "  - respond: 200\n"
			     "on:\n"
			     "  CANCEL: [respond: 200, respond: 487]\n"
			     "  BYE: [respond: 481]\n");

	if (scenario == NULL)
		return;
	CHECK_INT(0, scenario->attempt_count, 2);
	check_steps(0, &scenario->attempt[0], "5:503");
	check_steps(1, &scenario->attempt[1], "6:180; 7:200");
	CHECK_INT(0, scenario->reaction_count, 2);
	CHECK_STR(0, scenario->reaction[0].method, "CANCEL");
	check_steps(2, &scenario->reaction[0].steps, "9:200; 9:487");
	CHECK_STR(1, scenario->reaction[1].method, "BYE");
	check_steps(3, &scenario->reaction[1].steps, "10:481");
	scenario_free(scenario);
}

static void reads_match(void)
{
	struct scenario *scenario =
		load(0, HEAD "match:\n"
			     "  method: INVITE\n"
			     "  ruri: ^sip:(bob|carol)@\n"
			     "  header: {User-Agent: ^SIPp, X-A: \"\"}\n"
			     "  source: 192.0.2.0/24\n"
			     "  transport: tcp\n"
			     "flow: [respond: 486]\n");
	const struct match *match;

	if (scenario == NULL)
		return;
	match = scenario->match;
	CHECK(0, match != NULL);
	if (match != NULL) {
		CHECK_STR(0, match->method, "INVITE");
		CHECK_STR(0, match->transport, "tcp");
		CHECK_STR(0, match->source, "192.0.2.0/24");
		CHECK(0, match->from == NULL && match->to == NULL);
		CHECK_INT(0, regexec(match->ruri, "sip:carol@h", 0, NULL, 0),
			  0);
		CHECK(0, regexec(match->ruri, "sip:dave@h", 0, NULL, 0) != 0);
		CHECK_INT(0, match->header_count, 2);
		CHECK_STR(0, match->header[0].name, "User-Agent");
		CHECK_INT(0,
			  regexec(&match->header[1].pattern, "x", 0, NULL, 0),
			  0);
	}
	scenario_free(scenario);
}

static void reads_expect(void)
{
	struct scenario *scenario =
		load(0, HEAD
		     "flow: [respond: 486]\n"
		     "expect:\n"
		     "  key: ack-non2xx-sent\n"
		     "  checks: {ack-2xx-sent: SHOULD, client-alive: off}\n"
		     "  headers:\n"
		     "  - {of: ACK, name: A, is: absent}\n"
		     "  - {of: ACK, name: A, is: present}\n"
		     "  - {of: ACK, name: A, equals: \"\"}\n"
		     "  - {of: ACK, name: A, matches: ^x}\n");
	const struct demands *demands;
	const struct expect *expect;

	if (scenario == NULL)
		return;
	expect = &scenario->expect;
	CHECK_INT(0, expect->key, CHECK_ID_ack_non2xx_sent);
	demands = &expect->demands;
	if (CHECK_INT(0, demands->level_count, 2)) {
		CHECK_INT(0, demands->level[0].check, CHECK_ID_ack_2xx_sent);
		CHECK(0, !demands->level[0].is_off);
		CHECK_INT(0, demands->level[0].level, LEVEL_SHOULD);
		CHECK_INT(1, demands->level[1].check, CHECK_ID_client_alive);
		CHECK(1, demands->level[1].is_off);
	}
	if (CHECK_INT(0, demands->header_count, 4)) {
		CHECK_STR(0, demands->header[0].method, "ACK");
		CHECK_STR(0, demands->header[0].name, "A");
		CHECK(0, demands->header[0].is_absent);
		CHECK(1, !demands->header[1].is_absent);
		CHECK_STR(1, demands->header[1].equals, NULL);
		CHECK_STR(2, demands->header[2].equals, "");
		CHECK(2, demands->header[2].pattern == NULL);
		CHECK_STR(3, demands->header[3].matches, "^x");
		CHECK(3, demands->header[3].pattern != NULL);
	}
	scenario_free(scenario);
}

CU_TestInfo test_load[] = {
	{ "makes steps of respond", makes_steps_of_respond },
	{ "makes steps of the other verbs", makes_steps_of_the_other_verbs },
	{ "unrolls repeats", unrolls_repeats },
	{ "takes as many steps as it says", takes_as_many_steps_as_it_says },
	{ "reads the head of a file", reads_the_head_of_a_file },
	{ "reads attempts and reactions", reads_attempts_and_reactions },
	{ "reads match", reads_match },
	{ "reads expect", reads_expect },
	CU_TEST_INFO_NULL,
};
