/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "folder.h"

/*
 * A bad network on wish (--fault), and steps that leave out of order or for nobody.
 */
enum { ANSWERS = 3, WAIT_MS = 700 };

static const struct script script[] = {
	{ "busy", "flow: [{respond: 486, fault: {no-copies: true}}]" },
	{ "behind", "flow:\n  - respond: 180\n    fault: {reorder: true}\n"
		    "  - wait: 200ms\n  - respond: 486\n" },
	{ "past", "broken: true\nflow:\n  - respond: 486\n"
		  "    fault: {wrong-branch: true}\n"
		  "  - wait: 100ms\n  - respond: 404\n" },
};

/** What comes for one INVITE, on UDP or on a stream. */
static void test_answers(void)
{
	static const struct {
		const char *option;
		const char *user;
		enum place place;
		struct {
			unsigned code;
			unsigned ms; /* at the earliest */
		} answer[ANSWERS];
	} row[] = {
		{ "--fault=loss-out=1", "busy", UDP4, { { 0, 0 } } },
		{ "--fault=loss-in=1", "busy", UDP4, { { 0, 0 } } },
		{ "--fault=loss=1", "busy", TCP4, { { 486, 0 } } },
		{ "--fault=duplicate=1",
		  "busy",
		  UDP4,
		  { { 486, 0 }, { 486, 0 } } },
		{ "--fault=delay=1:300ms", "busy", UDP4, { { 486, 300 } } },
		{ "--fault=delay=1:300ms", "busy", TCP4, { { 486, 0 } } },
		{ "--quiet", "behind", UDP4, { { 486, 200 }, { 180, 200 } } },
		{ "--quiet", "past", UDP4, { { 486, 0 }, { 404, 100 } } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const char *const options[] = { "--t1=2000", row[i].option,
						NULL };
		const struct request invite = { .user = row[i].user };
		struct stage stage = { .is_loud = false };
		struct peer *peer = &stage.pair.peer;
		struct reply *reply = &stage.pair.reply;
		uint64_t start_us;

		if (!stage_open(&stage, script, ARRAY_SIZE(script), options,
				row[i].place))
			return;
		start_us = peer_send(peer, &invite);
		for (size_t n = 0; n < ANSWERS && row[i].answer[n].code != 0;
		     n++) {
			CHECK_INT(i, peer_answer(peer, reply),
				  row[i].answer[n].code);
			CHECK(i, now_us() >=
					 start_us + row[i].answer[n].ms * 1000);
			if (row[i].answer[n].code == 404)
				peer_ack(peer, &invite, reply);
		}
		CHECK(i, !peer_receive(peer, reply, WAIT_MS));
		stage_close(&stage);
	}
}

CU_TestInfo test_mishaps[] = {
	{ "a network is as bad as wished, a stream never", test_answers },
	CU_TEST_INFO_NULL
};
