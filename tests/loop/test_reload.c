/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "folder.h"

#define ONLY(code) "flow: [{respond: " code "}]\n"

enum {
	RELOADS = 300,
	WARM_UP = 50,
	GROWTH_MAX_KB = 16000, /* a set has some 300 */
	WATCH_MS = 1000
};

static const char *const watch[] = { "--t1=10000", "--watch", NULL };

static const struct script script[] = {
	{ "case", ONLY("486") },
	{ "long", "flow:\n  - respond: 180\n  - receive: PRACK\n"
		  "    within: 300ms\n    optional: true\n" },
	{ "slow", "flow:\n  - respond: 180\n  - wait: 600ms\n"
		  "  - respond: 486\n    reason: As it was\n"
		  "    headers: |\n      X-Set: first\n"
		  "    fault: {ignore-ack: 1}\n" },
	{ "talk", "flow:\n  - respond: 200\n  - receive: INFO\n"
		  "  - respond: 480\n    reason: As it was\n"
		  "  - send: NOTIFY\n    headers: |\n      Event: x\n"
		  "      Subscription-State: active\n      X-Set: first\n" },
};

static bool open_stage(struct stage *stage, const char *const *options,
		       bool is_loud)
{
	*stage = (struct stage){ .is_loud = is_loud };
	return stage_open(stage, script, ARRAY_SIZE(script), options, UDP4);
}

static unsigned call(struct pair *pair, const char *user)
{
	const struct request invite = { .user = user };

	return peer_dial(&pair->peer, &invite, &pair->reply);
}

/** SIGHUP, and wait until it is done. */
static void reload(struct stage *stage)
{
	CHECK_INT(0, kill(stage->pair.gamut.pid, SIGHUP), 0);
	CHECK(0, gamut_tells(&stage->pair.gamut, "anew"));
}

/** New, changed and dropped files, all at once. */
static void test_swap(void)
{
	struct stage stage;
	struct pair *pair = &stage.pair;

	if (!open_stage(&stage, patient, true))
		return;
	CHECK_INT(0, call(pair, "case"), 486);
	folder_put_case(&stage.folder, "case", "dial: [new]\n" ONLY("480"));
	folder_put_case(&stage.folder, "in/side", ONLY("600"));
	folder_drop(&stage.folder, "long");
	CHECK_INT(1, call(pair, "case"), 486);
	CHECK_INT(1, call(pair, "new"), 404);
	CHECK_INT(1, call(pair, "in.side"), 404);
	CHECK_INT(1, call(pair, "long"), 180);
	reload(&stage);
	CHECK_INT(2, call(pair, "case"), 480);
	CHECK_INT(2, call(pair, "new"), 480);
	CHECK_INT(2, call(pair, "in.side"), 600);
	CHECK_INT(2, call(pair, "long"), 404);
	CHECK_INT(2, call(pair, "final.486"), 486);
	stage_close(&stage);
}

/** Nothing of a set is taken when one of its files is faulty. */
static void test_faulty(void)
{
	static const struct {
		const char *name;
		const char *text;
		const char *says;
	} row[] = {
		{ "bad",
		  "gamut: 1\nid: bad\ntitle: x\nflow:\n  - respond: 99\n",
		  "/bad.yaml:5:14: " },
		{ "bad",
		  "gamut: 1\nid: bad\ntitle: x\nflow:\n  - respnd: 486\n",
		  "/bad.yaml:5:5: " },
		{ "bad", "gamut: 1\n\tid: bad\n", "/bad.yaml:2:1: " },
		{ "bad", "gamut: 1\nid: other\ntitle: x\n" ONLY("486"),
		  "/bad.yaml:2:5: " },
		{ "bad",
		  "gamut: 1\nid: bad\ntitle: x\ndial: [one]\n" ONLY("486"),
		  "/one.yaml:4:8: " },
		{ "bad", "", "/bad.yaml:" },
	};
	struct stage stage;
	struct pair *pair = &stage.pair;

	if (!open_stage(&stage, patient, true))
		return;
	folder_put_case(&stage.folder, "case", ONLY("480"));
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		folder_put(&stage.folder, row[i].name, row[i].text);
		/* Who comes second in the order of files has it at fault. */
		folder_put_case(&stage.folder, "one",
				i == 4 ? "dial: [one]\n" ONLY("486")
				       : ONLY("486"));
		CHECK_INT(i, kill(pair->gamut.pid, SIGHUP), 0);
		CHECK(i, gamut_says(&pair->gamut, row[i].says));
		CHECK_INT(i, call(pair, "case"), 486);
		CHECK_INT(i, call(pair, "one"), 404);
		(void)gamut_says(&pair->gamut, "");
	}
	folder_drop(&stage.folder, "bad");
	reload(&stage);
	CHECK_INT(0, call(pair, "case"), 480);
	stage_close(&stage);
}

/** A call keeps the set that it began with, to its last step and copy. */
static void test_progress(void)
{
	static const char *const t1_50[] = { "--t1=50", NULL };
	const struct request slow = { .user = "slow" };
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct talk talk;

	if (!open_stage(&stage, t1_50, true))
		return;
	CHECK_INT(0, peer_ask(&pair->peer, &slow, &pair->reply), 180);
	for (size_t i = 0; i < ARRAY_SIZE(script); i++)
		folder_put_case(&stage.folder, script[i].id, ONLY("600"));
	reload(&stage);
	reload(&stage);
	CHECK_INT(0, peer_answer(&pair->peer, &pair->reply), 486);
	CHECK_STR(0, reply_phrase(&pair->reply), "As it was");
	CHECK_STR(0, reply_header(&pair->reply, "X-Set"), "first");
	/* The first ACK is ignored. */
	peer_ack(&pair->peer, &slow, &pair->reply);
	CHECK_INT(0, peer_answer(&pair->peer, &pair->reply), 486);
	peer_ack(&pair->peer, &slow, &pair->reply);
	CHECK(0, !peer_receive(&pair->peer, &pair->reply, 300));
	CHECK_INT(0, call(pair, "slow"), 600);

	folder_put_case(&stage.folder, "talk", script[3].text);
	reload(&stage);
	if (talk_begin(&talk, &stage, "talk", NULL)) {
		folder_drop(&stage.folder, "talk");
		reload(&stage);
		CHECK_INT(1, talk_ask(&talk, &stage, "INFO", NULL), 480);
		CHECK_STR(1, reply_phrase(&pair->reply), "As it was");
		CHECK_INT(1, peer_answer(&pair->peer, &pair->reply), 1);
		CHECK_STR(1, reply_header(&pair->reply, "X-Set"), "first");
		if (pair->reply.message != NULL)
			peer_respond(&pair->peer, &pair->reply, "200 OK");
		talk_end(&talk, &stage);
	}
	CHECK_INT(1, call(pair, "talk"), 404);
	stage_close(&stage);
}

/** Whether it is loaded within a second of the last write. */
static bool is_seen(long row, struct stage *stage)
{
	uint64_t start_us = now_us();

	return CHECK(row, gamut_tells(&stage->pair.gamut, "anew")) &&
	       CHECK(row, now_us() - start_us < WATCH_MS * 1000);
}

/** Changes are seen without a signal. */
static void test_watch(void)
{
	char from[64], to[64];
	struct stage stage;
	struct pair *pair = &stage.pair;

	if (!open_stage(&stage, watch, true))
		return;
	folder_put_case(&stage.folder, "case", ONLY("480"));
	(void)is_seen(0, &stage);
	CHECK_INT(0, call(pair, "case"), 480);
	folder_put_case(&stage.folder, "new/er/one", ONLY("600"));
	(void)is_seen(1, &stage);
	CHECK_INT(1, call(pair, "new.er.one"), 600);
	/* A file in a folder that was not there before. */
	folder_put_case(&stage.folder, "new/er/one", ONLY("601"));
	folder_put_case(&stage.folder, "new/er/two", ONLY("602"));
	(void)is_seen(2, &stage);
	CHECK_INT(2, call(pair, "new.er.one"), 601);
	CHECK_INT(2, call(pair, "new.er.two"), 602);
	folder_drop(&stage.folder, "new/er/two");
	(void)is_seen(3, &stage);
	CHECK_INT(3, call(pair, "new.er.two"), 404);
	/* As editors write: a new file takes the old one's place. */
	folder_put(&stage.folder, "case~",
		   "gamut: 1\nid: case\ntitle: x\n" ONLY("603"));
	(void)snprintf(from, sizeof(from), "%s/case~.yaml", stage.folder.path);
	(void)snprintf(to, sizeof(to), "%s/case.yaml", stage.folder.path);
	CHECK_INT(4, rename(from, to), 0);
	(void)is_seen(4, &stage);
	CHECK_INT(4, call(pair, "case"), 603);
	/* A fault is told, and its correction seen. */
	folder_put_case(&stage.folder, "case", "flow: [{respond: 7}]\n");
	CHECK(5, gamut_says(&pair->gamut, "/case.yaml:4:18: "));
	(void)gamut_says(&pair->gamut, "");
	CHECK_INT(5, call(pair, "case"), 603);
	folder_put_case(&stage.folder, "case", ONLY("604"));
	(void)is_seen(6, &stage);
	CHECK_INT(6, call(pair, "case"), 604);
	stage_close(&stage);
}

/** Memory in use, from /proc. */
static long resident_kb(pid_t pid)
{
	char line[128];
	long kb = 0;
	FILE *file;

	(void)snprintf(line, sizeof(line), "/proc/%ld/statm", (long)pid);
	file = fopen(line, "re");
	if (!CHECK(0, file != NULL))
		return 0;
	CHECK_INT(0, fscanf(file, "%*d %ld", &kb), 1);
	(void)fclose(file);
	return kb * (sysconf(_SC_PAGESIZE) / 1024);
}

/** What AddressSanitizer keeps of freed memory would look like growth. */
static void keep_little(void)
{
	const char *old = getenv("ASAN_OPTIONS");
	char options[512];

	(void)snprintf(options, sizeof(options), "%s:quarantine_size_mb=4",
		       old != NULL ? old : "");
	CHECK_INT(0, setenv("ASAN_OPTIONS", options, 1), 0);
}

/** Set after set, with a call each; ASan tells at the end what is lost. */
static void test_many(void)
{
	/* A call keeps its set for 10*T1 after the ACK. */
	static const char *const t1_10[] = { "--t1=10", NULL };
	struct stage stage;
	struct pair *pair = &stage.pair;
	long start_kb = 0;

	keep_little();
	if (!open_stage(&stage, t1_10, true))
		return;
	for (int i = 0; i < RELOADS; i++) {
		if (i == WARM_UP)
			start_kb = resident_kb(pair->gamut.pid);
		folder_put_case(&stage.folder, "case",
				i % 2 == 0 ? ONLY("480") : ONLY("600"));
		reload(&stage);
		CHECK_INT(i, call(pair, "case"), i % 2 == 0 ? 480 : 600);
		/* A copy that crossed the ACK is none of the next call's. */
		if (!stage_move(&stage, UDP4))
			break;
	}
	CHECK(resident_kb(pair->gamut.pid) - start_kb,
	      resident_kb(pair->gamut.pid) - start_kb < GROWTH_MAX_KB);
	stage_close(&stage);
}

CU_TestInfo test_reload[] = {
	{ "SIGHUP swaps the set", test_swap },
	{ "a faulty file leaves the set as it is", test_faulty },
	{ "a call keeps its set", test_progress },
	{ "--watch sees changes", test_watch },
	{ "reload after reload loses nothing", test_many },
	CU_TEST_INFO_NULL
};
