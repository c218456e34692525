/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "judge/verdict.h"
#include "play/mishap.h"
#include "transaction/client_tx.h"
#include "transaction/server_tx.h"

/*
 * A client that keeps all rules calls over a network that keeps none, in a time that does
 * not pass: whatever is lost, late or there twice, it must not be blamed.
 */
enum {
	SEEDS = 200,
	PACKETS = 128,
	TEXT_SIZE = 640,
	WAY_US = 2000,
	BEHIND_MS = 50,
	BYE_US = 700000,
	END_US = 200000000
};

/** A datagram on its way, or one of ours that is still to leave. */
struct packet {
	uint64_t due_us; /* 0: none */
	bool is_to_client;
	bool has_left;
	char text[TEXT_SIZE];
};

/** What we answer: each code so long after the INVITE came. */
struct plan {
	const char *name;
	struct {
		unsigned code;
		uint64_t after_us;
	} answer[3];
};

struct world {
	const struct plan *plan;
	struct timing timing;
	struct mishaps mishaps;
	uint32_t in;
	uint32_t out;
	uint64_t now_us;
	struct record record;
	struct packet packet[PACKETS];
	struct client_tx invite;
	struct client_tx bye;
	struct server_tx answer;
	struct server_tx end;
	uint64_t bye_us;  /* when the client hangs up, or NEVER */
	uint64_t came_us; /* when the INVITE came, or NEVER */
	size_t answered;  /* of the plan */
	bool has_bye;     /* it was sent */
	bool has_end;     /* it came */
};

static const struct endpoint ours = { .transport = TRANSPORT_UDP,
				      .port = 5060,
				      .host = "192.0.2.1" };
static const struct endpoint theirs = { .transport = TRANSPORT_UDP,
					.port = 5070,
					.host = "192.0.2.2" };

static void keep(struct world *world, enum entry_type type, const char *text,
		 bool is_spoilt)
{
	struct entry entry = { .type = type,
			       .at_us = world->now_us,
			       .local = &ours,
			       .remote = &theirs,
			       .is_spoilt = is_spoilt };

	CHECK_INT(0, record_add(&world->record, &entry, str_from(text)), 0);
}

static struct packet *add_packet(struct world *world, uint64_t due_us)
{
	for (size_t i = 0; i < PACKETS; i++) {
		if (world->packet[i].due_us == 0) {
			world->packet[i] = (struct packet){ .due_us = due_us };
			return &world->packet[i];
		}
	}
	CU_FAIL_FATAL("too many packets");
	return NULL;
}

/** A request of the client. */
static void ask(struct world *world, const char *method, const char *branch,
		const char *cseq)
{
	bool is_new = strcmp(branch, "invite") == 0 && cseq[2] == 'I';
	bool is_same = strcmp(branch, "invite") == 0;
	struct packet *packet = add_packet(world, world->now_us + WAY_US);

	(void)snprintf(packet->text, TEXT_SIZE,
		       "%s sip:486@192.0.2.1%s SIP/2.0\r\n"
		       "Via: SIP/2.0/UDP 192.0.2.2:5070;branch=z9hG4bK%s\r\n"
		       "From: <sip:a@192.0.2.2>;tag=8f14e45fceea\r\n"
		       "To: <sip:486@192.0.2.1>%s\r\nCall-ID: c@192.0.2.2\r\n"
		       "CSeq: %s\r\nMax-Forwards: 70\r\n%s"
		       "Content-Length: 0\r\n\r\n",
		       method, is_same ? "" : ":5060", branch,
		       is_new ? "" : ";tag=b", cseq,
		       is_new ? "Contact: <sip:a@192.0.2.2:5070>\r\n" : "");
}

/** A response of ours, as its network has it. */
static void answer(struct world *world, unsigned code, const char *branch,
		   const char *cseq)
{
	bool is_invite = strcmp(branch, "invite") == 0;
	struct fate fate;
	char text[TEXT_SIZE];
	int size =
		snprintf(text, TEXT_SIZE,
			 "SIP/2.0 %u Said\r\n"
			 "Via: SIP/2.0/UDP 192.0.2.2:5070;branch=z9hG4bK%s\r\n"
			 "From: <sip:a@192.0.2.2>;tag=8f14e45fceea\r\n"
			 "To: <sip:486@192.0.2.1>%s\r\nCall-ID: c@192.0.2.2\r\n"
			 "CSeq: %s\r\n%sContent-Length: 0\r\n\r\n",
			 code, branch, code > 100 ? ";tag=b" : "", cseq,
			 is_invite && code > 100 && code < 300
				 ? "Contact: <sip:486@192.0.2.1:5060>\r\n"
				 : "");

	fate = mishaps_out(&world->mishaps, 1, world->out++, (size_t)size);
	if (fate.is_lost) {
		keep(world, ENTRY_LOST_OUT, text, false);
		return;
	}
	for (int i = 0; i <= fate.is_twice; i++) {
		struct packet *packet = add_packet(
			world, world->now_us + fate.delay_ms * 1000 +
				       (fate.is_behind ? BEHIND_MS * 1000 : 0));

		packet->is_to_client = true;
		memcpy(packet->text, text, (size_t)size + 1);
	}
}

static void serve(struct world *world, unsigned effects, bool is_invite)
{
	if (effects & SERVER_TX_TRYING_DUE)
		effects |=
			server_tx_respond(&world->answer, 100, world->now_us);
	if (!(effects & SERVER_TX_SEND))
		return;
	if (is_invite)
		answer(world, world->answer.code, "invite", "1 INVITE");
	else
		answer(world, world->end.code, "bye", "2 BYE");
}

static void call(struct world *world, unsigned effects)
{
	bool is_success = world->invite.code / 100 == 2;

	if (effects & CLIENT_TX_SEND)
		ask(world, "INVITE", "invite", "1 INVITE");
	if (effects & CLIENT_TX_ACK)
		ask(world, "ACK", is_success ? "ack" : "invite", "1 ACK");
	if ((effects & CLIENT_TX_FINAL) && is_success)
		world->bye_us = world->now_us + BYE_US;
}

static void hang_up(struct world *world, unsigned effects)
{
	if (effects & CLIENT_TX_SEND)
		ask(world, "BYE", "bye", "2 BYE");
}

static void on_request(struct world *world, const char *text)
{
	uint64_t now_us = world->now_us;

	if (strncmp(text, "ACK", 3) == 0) {
		serve(world, server_tx_ack(&world->answer, now_us), true);
	} else if (strncmp(text, "INVITE", 6) == 0) {
		if (world->came_us != NEVER) {
			serve(world, server_tx_copy(&world->answer, now_us),
			      true);
			return;
		}
		world->came_us = now_us;
		server_tx_init(&world->answer, &world->timing, true, false,
			       now_us);
	} else if (world->has_end) {
		serve(world, server_tx_copy(&world->end, now_us), false);
	} else {
		world->has_end = true;
		server_tx_init(&world->end, &world->timing, false, false,
			       now_us);
		serve(world, server_tx_respond(&world->end, 200, now_us),
		      false);
	}
}

static void on_response(struct world *world, const char *text)
{
	unsigned code = (unsigned)(text[8] - '0') * 100 +
			(unsigned)(text[9] - '0') * 10 +
			(unsigned)(text[10] - '0');

	if (strstr(text, "2 BYE") != NULL)
		hang_up(world,
			client_tx_response(&world->bye, code, world->now_us));
	else
		call(world,
		     client_tx_response(&world->invite, code, world->now_us));
}

static void arrive(struct world *world, struct packet *packet)
{
	struct packet here = *packet;

	if (here.is_to_client && !here.has_left) {
		keep(world, ENTRY_OUT, here.text, false);
		packet->has_left = true;
		packet->due_us += WAY_US;
		return;
	}
	packet->due_us = 0;
	if (here.is_to_client) {
		on_response(world, here.text);
	} else if (mishaps_in(&world->mishaps, 1, world->in++)) {
		keep(world, ENTRY_LOST_IN, here.text, false);
	} else {
		keep(world, ENTRY_IN, here.text, false);
		on_request(world, here.text);
	}
}

/** When our next answer of the plan is due. */
static uint64_t plan_due(const struct world *world)
{
	if (world->came_us == NEVER || world->answered == 3 ||
	    world->plan->answer[world->answered].code == 0)
		return NEVER;
	return world->came_us + world->plan->answer[world->answered].after_us;
}

static uint64_t first_due(const struct world *world)
{
	uint64_t due[] = {
		client_tx_due(&world->invite),
		world->has_bye ? client_tx_due(&world->bye) : NEVER,
		world->came_us != NEVER ? server_tx_due(&world->answer) : NEVER,
		world->has_end ? server_tx_due(&world->end) : NEVER,
		world->bye_us,
		plan_due(world),
	};
	uint64_t first_us = NEVER;

	for (size_t i = 0; i < ARRAY_SIZE(due); i++)
		first_us = due[i] < first_us ? due[i] : first_us;
	for (size_t i = 0; i < PACKETS; i++) {
		uint64_t at_us = world->packet[i].due_us;

		if (at_us != 0 && at_us < first_us)
			first_us = at_us;
	}
	return first_us;
}

/** All that is due now. */
static void step(struct world *world)
{
	uint64_t now_us = world->now_us;

	for (size_t i = 0; i < PACKETS; i++) {
		uint64_t due_us = world->packet[i].due_us;

		if (due_us != 0 && due_us <= now_us)
			arrive(world, &world->packet[i]);
	}
	if (plan_due(world) <= now_us) {
		unsigned code = world->plan->answer[world->answered++].code;

		serve(world, server_tx_respond(&world->answer, code, now_us),
		      true);
	}
	call(world, client_tx_timer(&world->invite, now_us));
	if (world->came_us != NEVER)
		serve(world, server_tx_timer(&world->answer, now_us), true);
	if (world->has_end)
		serve(world, server_tx_timer(&world->end, now_us), false);
	if (world->has_bye)
		hang_up(world, client_tx_timer(&world->bye, now_us));
	if (world->bye_us <= now_us) {
		world->bye_us = NEVER;
		world->has_bye = true;
		client_tx_init(&world->bye, &world->timing, false, false,
			       now_us);
		ask(world, "BYE", "bye", "2 BYE");
	}
}

/** Call once; the record is released. @return the verdict */
static enum verdict play(struct world *world, const char **rule)
{
	struct judge_config config = { .is_closed = true };
	struct findings findings;
	enum verdict verdict;

	record_init(&world->record, 1000);
	world->timing = timing_of(500);
	world->now_us = 1000000;
	world->bye_us = NEVER;
	world->came_us = NEVER;
	client_tx_init(&world->invite, &world->timing, true, false,
		       world->now_us);
	ask(world, "INVITE", "invite", "1 INVITE");
	for (;;) {
		uint64_t due_us = first_due(world);

		if (due_us == NEVER || due_us > END_US)
			break;
		world->now_us = due_us > world->now_us ? due_us : world->now_us;
		step(world);
	}
	config.timing = world->timing;
	config.end_us = world->now_us + END_US;
	findings_init(&findings);
	CHECK_INT(0, judge(&findings, &world->record, &config), 0);
	verdict = verdict_of(&findings, CHECK_COUNT);
	*rule = "";
	for (size_t i = 0; i < findings.count; i++) {
		if (findings.finding[i].outcome == OUTCOME_FAIL ||
		    findings.finding[i].outcome == OUTCOME_WARN)
			*rule = check_at(findings.finding[i].check)->name;
	}
	findings_release(&findings);
	record_release(&world->record);
	return verdict;
}

static void blames_no_correct_client(void)
{
	static const struct plan plan[] = {
		{ "486", { { 486, 0 } } },
		{ "180, 486", { { 180, 1000 }, { 486, 400000 } } },
		{ "late 404", { { 404, 3000000 } } },
		{ "183, 180, 503",
		  { { 183, 0 }, { 180, 50000 }, { 503, 2500000 } } },
		{ "180, 200", { { 180, 100 }, { 200, 900000 } } },
		{ "200", { { 200, 0 } } },
	};
	static const char *const fault[] = {
		"loss=0.1",
		"loss=0.3",
		"loss=0.1,duplicate=0.1,delay=0.1:200ms,reorder=0.1",
		"loss-in=0.5",
		"loss-out=0.5,delay=0.2:3s",
	};
	static struct world world;

	for (size_t i = 0; i < ARRAY_SIZE(plan) * ARRAY_SIZE(fault); i++) {
		for (unsigned seed = 0; seed < SEEDS; seed++) {
			const char *wish = fault[i % ARRAY_SIZE(fault)];
			enum verdict verdict;
			const char *rule;
			struct buf error;

			world = (struct world){
				.plan = &plan[i / ARRAY_SIZE(fault)]
			};
			buf_init(&error, 256);
			CHECK_INT(i,
				  mishaps_parse(&world.mishaps, str_from(wish),
						&error),
				  0);
			buf_release(&error);
			world.mishaps.seed = seed;
			verdict = play(&world, &rule);
			if (verdict == VERDICT_FAIL || verdict == VERDICT_WARN)
				(void)printf("\n    %s, %s, seed %u: ",
					     world.plan->name, wish, seed);
			CHECK_TEXT(i, rule, "");
		}
	}
}

/** The same seed, the same call: the verdict is the same, and so is all that was lost. */
static void is_reproducible(void)
{
	static const struct plan plan = { "486", { { 486, 100000 } } };
	static struct world world[2];

	for (unsigned seed = 0; seed < 50; seed++) {
		for (size_t i = 0; i < 2; i++) {
			const char *rule;

			world[i] = (struct world){
				.plan = &plan,
				.mishaps = { .chance = { [MISHAP_LOSS_IN] =
								 200000,
							 [MISHAP_LOSS_OUT] =
								 200000 },
					     .seed = seed }
			};
			(void)play(&world[i], &rule);
		}
		CHECK_INT(seed, world[0].in, world[1].in);
		CHECK_INT(seed, world[0].out, world[1].out);
		CHECK_INT(seed, world[0].now_us, world[1].now_us);
	}
}

CU_TestInfo test_mishap_calls[] = { { "blames no correct client",
				      blames_no_correct_client },
				    { "is reproducible", is_reproducible },
				    CU_TEST_INFO_NULL };
