/* SPDX-License-Identifier: MIT */
#include "results_sample.h"

#include <errno.h>
#include <string.h>

#define START_US UINT64_C(1772366400000000) /* 2026-03-01T12:00:00Z */

enum {
	MS = 1000,
	CASE_MS = 40000, /* a case begins so long after the one before */
	BIG_SIZE = 60000,
	EXIT_OF_SIGNAL_11 = 11, /* as wait(2) has it */
	EXIT_OF_3 = 3 << 8,
	MORE = 3 /* findings of each kind, beside that of a broken branch */
};

/* What breaks markup, terminals and decoders. */
#define EVIL                                                       \
	"]]><b>|`*_\\&\"'\x1b[31m\a\b\x7f\x01\xff\xc3(\xc2\x9b[2J" \
	"\xe2\x80\xae"                                             \
	"evil\xe2\x81\xa9\xed\xa0\x80\xef\xbf\xbe\r\n# not ok\t%n"

#define INVITE                                                          \
	"INVITE sip:486@192.0.2.1 SIP/2.0\r\n"                          \
	"Via: SIP/2.0/UDP 192.0.2.9:5070;branch=z9hG4bKone\r\n"         \
	"Max-Forwards: 70\r\n"                                          \
	"From: <sip:alice@192.0.2.9>;tag=a1\r\n"                        \
	"To: <sip:486@192.0.2.1>\r\n"                                   \
	"Call-ID: c1@192.0.2.9\r\n"                                     \
	"CSeq: 1 INVITE\r\n"                                            \
	"Contact: <sip:alice:hunter2@192.0.2.9:5070>\r\n"               \
	"Proxy-Authorization: Digest username=\"alice\", realm=\"g\", " \
	"nonce=\"n0nce\", uri=\"sip:486@192.0.2.1\", "                  \
	"response=\"0123456789abcdef0123456789abcdef\"\r\n"             \
	"User-Agent: baresip v1.0.0\r\n"                                \
	"Content-Length: 0\r\n\r\n"

#define BUSY                                                    \
	"SIP/2.0 486 Busy Here\r\n"                             \
	"Via: SIP/2.0/UDP 192.0.2.9:5070;branch=z9hG4bKone\r\n" \
	"From: <sip:alice@192.0.2.9>;tag=a1\r\n"                \
	"To: <sip:486@192.0.2.1>;tag=g1\r\n"                    \
	"Call-ID: c1@192.0.2.9\r\n"                             \
	"CSeq: 1 INVITE\r\n"                                    \
	"Content-Length: 0\r\n\r\n"

#define ACK(branch)                                                    \
	"ACK sip:486@192.0.2.1 SIP/2.0\r\n"                            \
	"Via: SIP/2.0/UDP 192.0.2.9:5070;branch=z9hG4bK" branch "\r\n" \
	"Max-Forwards: 70\r\n"                                         \
	"From: <sip:alice@192.0.2.9>;tag=a1\r\n"                       \
	"To: <sip:486@192.0.2.1>;tag=g1\r\n"                           \
	"Call-ID: c1@192.0.2.9\r\n"                                    \
	"CSeq: 1 ACK\r\n"                                              \
	"Content-Length: 0\r\n\r\n"

/* A binary body, and blanks where no parser wants them. */
#define HOSTILE                                                   \
	"INVITE sip:\xff\x1b]0;x\a@[2001:db8::1] SIP/2.0\r\n"     \
	"Via: SIP/2.0/TCP [2001:db8::9]:5070;branch=" EVIL "\r\n" \
	"X-Evil : " EVIL "\r\n"                                   \
	"Content-Type: application/octet-stream\r\n"              \
	"l: 6\r\n\r\n"                                            \
	"\x00\x01\xfe\xff\r\n"

/** A message of a case; cases without one have none. */
static const struct sample_message {
	const char *scenario;
	enum entry_type type;
	unsigned at_ms; /* since the case began */
	enum transport transport;
	bool is_spoilt;
	struct str bytes;
} sample_message[] = {
#define UDP TRANSPORT_UDP, false
#define TCP TRANSPORT_TCP, false
	{ "final/486", ENTRY_IN, 12, UDP, STR_INIT(INVITE) },
	{ "final/486", ENTRY_OUT, 13, UDP, STR_INIT(BUSY) },
	{ "final/486", ENTRY_IN, 15, UDP, STR_INIT(ACK("two")) },
	{ "final/486", ENTRY_OUT, 513, UDP, STR_INIT(BUSY) },
	{ "final/486", ENTRY_EXIT, 1000, UDP, { NULL, 0 } },
	{ "final/603", ENTRY_IN, 3, TCP, STR_INIT(INVITE) },
	{ "final/603", ENTRY_OUT, 4, TCP, STR_INIT(BUSY) },
	{ "final/603", ENTRY_IN, 5, TCP, STR_INIT(ACK("one")) },
	{ "mangled/hostile", ENTRY_IN, 0, TCP, STR_INIT(HOSTILE) },
	{ "mangled/hostile", ENTRY_OUT, 1, TRANSPORT_TCP, true,
	  STR_INIT("SIP/2.0 999 " EVIL) },
	{ "mangled/hostile", ENTRY_IN, 2, TCP, STR_INIT("\0\0\r\n\r\n\xff") },
	{ "mangled/hostile", ENTRY_GONE, 2500, TCP, { NULL, 0 } },
	{ "mangled/hostile", ENTRY_EXIT, 3000, TCP, { NULL, 0 } },
#undef UDP
#undef TCP
};

static const struct result_finding pass_finding = {
	.check = STR_INIT("ack-non2xx-sent"),
	.level = STR_INIT("MUST"),
	.rfc = STR_INIT("3261#17.1.1.2"),
	.rule = STR_INIT("A final response from 300 to 699 is acknowledged."),
	.outcome = OUTCOME_PASS,
	.expected = STR_INIT("an ACK"),
	.actual = STR_INIT("there is one"),
	.proof = { 2, 3 },
	.proof_count = 2,
};

static const struct result_finding branch_finding = {
	.check = STR_INIT("ack-non2xx-same-branch"),
	.level = STR_INIT("MUST"),
	.rfc = STR_INIT("3261#17.1.1.3, 3261#8.1.1.7"),
	.rule = STR_INIT("The ACK for a refusal has one Via, the top one of "
			 "the INVITE."),
	.outcome = OUTCOME_FAIL,
	.expected = STR_INIT("the Via of the INVITE, branch z9hG4bKone"),
	.actual = STR_INIT("Via has the branch z9hG4bKtwo"),
	.proof = { 1, 2, 3 },
	.proof_count = 3,
};

static const struct result_finding allow_finding = {
	.check = STR_INIT("req-invite-advertises"),
	.level = STR_INIT("SHOULD"),
	.rfc = STR_INIT("3261#13.2.1, 3262#4, 4028#7.1"),
	.rule = STR_INIT("An INVITE says with Allow and Supported what its "
			 "sender can do."),
	.outcome = OUTCOME_WARN,
	.expected = STR_INIT("Allow and Supported"),
	.actual = STR_INIT("no Allow"),
	.proof = { 1 },
	.proof_count = 1,
};

static const struct result_finding follow_finding = {
	.check = STR_INIT("redir-follow"),
	.level = STR_INIT("MAY"),
	.rfc = STR_INIT("3261#13.2.2.2"),
	.rule = STR_INIT("A client may call the Contact of a redirection."),
	.outcome = OUTCOME_INCONCLUSIVE,
	.expected = STR_INIT("an INVITE to the Contact"),
	.actual = STR_INIT("none came"),
};

static const struct result_finding evil_finding = {
	.check = STR_INIT("client-alive"),
	.level = STR_INIT("MUST"),
	.rfc = STR_INIT("3261#16.3, 4475"),
	.rule = STR_INIT("A client survives what it cannot read."),
	.outcome = OUTCOME_FAIL,
	.expected = STR_INIT("no " EVIL),
	.actual = STR_INIT(EVIL),
	.proof = { 1, 99, 4 },
	.proof_count = 3,
};

/** A case; what is the same in all of them is filled in. */
static const struct sample_case {
	const char *scenario;
	const char *title;
	unsigned code;
	enum verdict verdict;
	const char *why;
	const struct result_finding *finding;
	enum expectation expectation;
	int command_status;
	const char *reason;
} first_agent[] = {
	{ "sanity/answered", "A call that is answered", 200, VERDICT_PASS, "",
	  &pass_finding, EXPECTATION_NONE, 0, "" },
	{ "auth/401-sha256", "Unauthorized, with SHA-256", 401,
	  VERDICT_UNSUPPORTED, "the features say: sha-256: false", NULL,
	  EXPECTATION_NONE, -1, "" },
	{ "final/480", "Temporarily Unavailable", 480, VERDICT_PASS, "",
	  &pass_finding, EXPECTATION_UNEXPECTED_PASS, 0, "rings on, issue 7" },
	{ "final/486", "Busy Here", 486, VERDICT_FAIL,
	  "ack-non2xx-same-branch: Via has the branch z9hG4bKtwo",
	  &branch_finding, EXPECTATION_NONE, EXIT_OF_3, "" },
	{ "final/500", "Server Internal Error", 500, VERDICT_ERROR,
	  "the command did not start: No such file or directory", NULL,
	  EXPECTATION_NONE, -1, "" },
	{ "final/600", "Busy Everywhere", 600, VERDICT_MISSED,
	  "no call came within 32 s", NULL, EXPECTATION_NONE, 0, "" },
	{ "final/603", "Decline", 603, VERDICT_WARN,
	  "req-invite-advertises: no Allow", &allow_finding,
	  EXPECTATION_MUST_PASS, 0, "it is what users see most" },
	{ "redirect/301", "Moved Permanently", 301, VERDICT_INCONCLUSIVE,
	  "redir-follow: none came", &follow_finding, EXPECTATION_NONE, 0, "" },
	{ "redirect/302", "Moved Temporarily", 302, VERDICT_FAIL,
	  "ack-non2xx-same-branch: Via has the branch z9hG4bKtwo",
	  &branch_finding, EXPECTATION_KNOWN, 0,
	  "follows a loop sixteen times, issue 12" },
	{ "mangled/hostile", "Evil " EVIL, 0, VERDICT_FAIL,
	  "client-alive: " EVIL, &evil_finding, EXPECTATION_KNOWN,
	  EXIT_OF_SIGNAL_11, EVIL },
};

static const struct sample_case second_agent[] = {
	{ "sanity/answered", "A call that is answered", 200, VERDICT_PASS, "",
	  &pass_finding, EXPECTATION_NONE, 0, "" },
	{ "final/486", "Busy Here", 486, VERDICT_PASS, "", &pass_finding,
	  EXPECTATION_NONE, 0, "" },
	{ "final/603", "Decline", 603, VERDICT_FAIL,
	  "ack-non2xx-same-branch: Via has the branch z9hG4bKtwo",
	  &branch_finding, EXPECTATION_NONE, 0, "" },
	{ "final/699", "Any other refusal", 699, VERDICT_PASS, "",
	  &pass_finding, EXPECTATION_NONE, 0, "" },
};

static const struct sample_case next_version[] = {
	{ "sanity/answered", "A call that is answered", 200, VERDICT_PASS, "",
	  &pass_finding, EXPECTATION_NONE, 0, "" },
	{ "auth/401-sha256", "Unauthorized, with SHA-256", 401, VERDICT_PASS,
	  "", &pass_finding, EXPECTATION_NONE, 0, "" },
	{ "final/480", "Temporarily Unavailable", 480, VERDICT_FAIL,
	  "ack-non2xx-same-branch: Via has the branch z9hG4bKtwo",
	  &branch_finding, EXPECTATION_NONE, 0, "" },
	{ "final/486", "Busy Here", 486, VERDICT_PASS, "", &pass_finding,
	  EXPECTATION_NONE, 0, "" },
	{ "final/699", "Any other refusal", 699, VERDICT_PASS, "",
	  &pass_finding, EXPECTATION_NONE, 0, "" },
};

static bool is_hostile(const struct sample_case *from)
{
	return strcmp(from->scenario, "mangled/hostile") == 0;
}

/** Where a sample has its text as a literal, bytes behind a NUL are left out. */
static int add_case(struct results *results, size_t run, size_t agent,
		    const struct sample_case *from)
{
	struct result *result = results_add(results);
	size_t nth = results->count - 1;

	if (result == NULL)
		return ENOMEM;
	*result = (struct result){
		.id = results->count,
		.run = run,
		.agent = agent,
		.scenario = str_from(from->scenario),
		.title = str_from(from->title),
		.rfc = STR("3261#21.4.24, 3261#13.3.1.3"),
		.tags = is_hostile(from) ? STR(EVIL) : STR("4xx, refusal"),
		.code = (uint16_t)from->code,
		.verdict = from->verdict,
		.why = str_from(from->why),
		.expectation = from->expectation,
		.reason = str_from(from->reason),
		.uri = is_hostile(from) ? STR("sip:" EVIL "@192.0.2.1:5060")
					: STR("sip:486@192.0.2.1:5060"),
		.events = is_hostile(from) ? STR(EVIL)
					   : STR("← INVITE → 486 ← ACK"),
		.start_us = START_US + nth * CASE_MS * MS,
		.duration_us = UINT64_C(1500) * MS,
		.is_prereq_missing = from->code == 500,
		.command_status = from->command_status,
		.output = is_hostile(from) ? STR("a\0b" EVIL)
					   : STR("calling\nbusy\n"),
	};
	result->finding = arena_array(&results->arena, 1 + 2 * MORE,
				      sizeof(*result->finding));
	if (result->finding == NULL)
		return ENOMEM;
	if (from->finding != NULL)
		result->finding[result->finding_count++] = *from->finding;
	if (from->finding != &branch_finding)
		return 0;
	for (size_t i = 0; i < MORE; i++) {
		result->finding[1 + i] = allow_finding;
		result->finding[1 + MORE + i] = pass_finding;
	}
	result->finding_count += 2 * MORE;
	return 0;
}

static int add_run(struct results *results, struct str name,
		   const struct sample_case *from, size_t count)
{
	struct result_run *run = results_add_run(results);
	size_t agent;
	int err;

	if (run == NULL)
		return ENOMEM;
	*run = (struct result_run){
		.file = STR("results.db"),
		.start_us = START_US + results->count * CASE_MS * MS,
		.version = STR("0.4.0"),
		.command = STR("baresip -e {uri} | tee " EVIL),
		.t1_ms = 500,
		.selected = count,
	};
	/* The second one was cut off. */
	if (results->run_count == 1) {
		run->end_us = run->start_us + count * CASE_MS * MS;
		run->fault = STR("loss-out=0.1,delay=0.25:200ms");
		run->seed = INT64_MAX;
	}
	err = results_agent(results, name, &agent);
	for (size_t i = 0; i < count && !err; i++)
		err = add_case(results, results->run_count - 1, agent,
			       &from[i]);
	return err;
}

int results_sample_one(struct results *results)
{
	results_init(results);
	return add_run(results, STR("baresip v1.0.0"), first_agent,
		       ARRAY_SIZE(first_agent));
}

int results_sample(struct results *results)
{
	int err = results_sample_one(results);

	return err ? err
		   : add_run(results, STR("Evil" EVIL), second_agent,
			     ARRAY_SIZE(second_agent));
}

int results_sample_next(struct results *results)
{
	results_init(results);
	return add_run(results, STR("baresip v1.1.0"), next_version,
		       ARRAY_SIZE(next_version));
}

/** A response with a header of BIG_SIZE bytes, any of them. */
static struct str big_response(struct arena *arena)
{
	static const char head[] = "SIP/2.0 480 Away\r\nX-Big: ";
	static const char tail[] = "\r\n\r\n";
	size_t size = sizeof(head) - 1 + BIG_SIZE + sizeof(tail) - 1;
	char *bytes = arena_alloc(arena, size);

	if (bytes == NULL)
		return (struct str){ NULL, 0 };
	memcpy(bytes, head, sizeof(head) - 1);
	for (size_t i = 0; i < BIG_SIZE; i++)
		bytes[sizeof(head) - 1 + i] = (char)(i * 7);
	memcpy(bytes + size - sizeof(tail) + 1, tail, sizeof(tail) - 1);
	return (struct str){ bytes, size };
}

static void place(struct result_message *message, enum transport transport)
{
	static const struct endpoint local[] = {
		{ .host = "192.0.2.1", .port = SIP_PORT },
		{ .host = "2001:db8::1", .port = SIP_PORT },
	};
	static const struct endpoint remote[] = {
		{ .host = "192.0.2.9", .port = 5070 },
		{ .host = "2001:db8::9", .port = 5070 },
	};
	bool is_stream = transport == TRANSPORT_TCP;

	message->local = local[is_stream];
	message->remote = remote[is_stream];
	message->local.transport = transport;
	message->remote.transport = transport;
}

static int add_big(struct result_messages *messages,
		   const struct result *result)
{
	struct result_message message = {
		.type = ENTRY_OUT,
		.at_us = result->start_us + UINT64_C(4000) * MS,
		.bytes = big_response(&messages->arena),
	};

	place(&message, TRANSPORT_TCP);
	return result_messages_add(messages, &message);
}

int results_sample_messages(void *arg, struct result_messages *messages,
			    const struct result *result)
{
	int err = 0;

	(void)arg;
	for (size_t i = 0; i < ARRAY_SIZE(sample_message) && !err; i++) {
		const struct sample_message *from = &sample_message[i];
		struct result_message message = {
			.type = from->type,
			.at_us = result->start_us + (uint64_t)from->at_ms * MS,
			.is_spoilt = from->is_spoilt,
			.bytes = from->bytes,
		};

		if (!str_eq(result->scenario, str_from(from->scenario)))
			continue;
		place(&message, from->transport);
		err = result_messages_add(messages, &message);
	}
	if (!err && str_eq(result->scenario, STR("mangled/hostile")))
		err = add_big(messages, result);
	return err;
}
