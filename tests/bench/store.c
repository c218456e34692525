/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "judge/check.h"
#include "store/store.h"

/*
 * What a results file costs: how long a case of ten messages and twenty findings takes to
 * be added and to be read again, on average; fails beyond four times what is expected.
 * bench_store [CASES]
 */

enum {
	CASES = 20000,
	MESSAGES = 10,
	FINDINGS = 20,
	MESSAGE_SIZE = 600,
	PUT_MAX_US = 600,
	READ_MAX_US = 80
};

/** CPU time: others on the machine do not count. */
static double now_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int make_messages(struct result_messages *messages)
{
	static char bytes[MESSAGE_SIZE];
	int err = 0;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(' ' + i % 90);
	for (size_t i = 0; !err && i < MESSAGES; i++) {
		const struct result_message message = {
			.at_us = 1800000000000000 + i,
			.local = { "127.0.0.1", 5060, TRANSPORT_UDP },
			.remote = { "127.0.0.1", 5070, TRANSPORT_UDP },
			.bytes = { bytes, sizeof(bytes) },
		};

		err = result_messages_add(messages, &message);
	}
	return err;
}

static void make_findings(struct result_finding finding[FINDINGS])
{
	for (size_t i = 0; i < FINDINGS; i++) {
		const struct check *check = check_at((enum check_id)i);

		finding[i] = (struct result_finding){
			.check = str_from(check->name),
			.level = str_from(level_name(check->level)),
			.rfc = str_from(check->rfc),
			.rule = str_from(check->rule),
			.expected = STR("an ACK with the branch of the INVITE"),
			.actual = STR("it has it"),
			.proof = { 1, 3 },
			.proof_count = 2,
		};
	}
}

static int add_all(struct store *store, size_t count)
{
	struct result_finding finding[FINDINGS];
	struct result_messages messages;
	int err;

	make_findings(finding);
	result_messages_init(&messages);
	err = make_messages(&messages);
	for (size_t i = 0; !err && i < count; i++) {
		char id[32];
		struct result result = {
			.scenario = { id, (size_t)snprintf(id, sizeof(id),
							   "final/%zu", i) },
			.title = STR("Busy Here"),
			.rfc = STR("3261#21.4.24"),
			.tags = STR("4xx,final"),
			.events = STR("→ 486 ← ACK"),
			.finding = finding,
			.finding_count = FINDINGS,
		};

		err = store_put(store, &result, STR("a client"), &messages);
	}
	result_messages_release(&messages);
	return err;
}

/** @return µs a case, or less than 0 after an error */
static double add(const char *path, size_t count, struct buf *error)
{
	const struct result_run run = { .t1_ms = 500 };
	struct store *store;
	double start;
	int err = store_open(&store, path, error);

	if (err)
		return -1;
	err = store_begin(store, &run);
	start = now_us();
	if (!err)
		err = add_all(store, count);
	if (err)
		buf_add_text(error, store_error(store));
	store_close(store);
	return err ? -1 : (now_us() - start) / (double)count;
}

static double read_again(char *path, size_t count, struct buf *error)
{
	struct archive *archive;
	double start = now_us();
	int err = archive_open(&archive, &path, 1, ARCHIVE_NEWEST, error);

	if (err)
		return -1;
	if (archive_results(archive)->count != count)
		err = -1;
	archive_close(archive);
	return err ? -1 : (now_us() - start) / (double)count;
}

int main(int argc, char *argv[])
{
	char path[] = "/tmp/gamut-bench-XXXXXX";
	size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : CASES;
	int fd = mkstemp(path);
	struct buf error;
	double put_us, read_us = -1;

	if (fd < 0 || count == 0)
		return EXIT_FAILURE;
	(void)close(fd);
	buf_init(&error, 4096);
	put_us = add(path, count, &error);
	if (put_us >= 0)
		read_us = read_again(path, count, &error);
	(void)printf("%zu cases: %.1f us to add one, %.1f us to read one%s%s\n",
		     count, put_us, read_us, error.size > 0 ? ": " : "",
		     error.size > 0 ? error.p : "");
	buf_release(&error);
	(void)unlink(path);
	return put_us >= 0 && put_us < PUT_MAX_US && read_us >= 0 &&
			       read_us < READ_MAX_US
		       ? EXIT_SUCCESS
		       : EXIT_FAILURE;
}
