/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "results_file.h"
#include "results_same.h"
#include "results_sample.h"
#include "store_fill.h"

enum { KILL_ROUNDS = 5, KILL_AFTER = 40 };

/** Every verdict, expectation, kind of entry, and what a hostile peer sends. */
static void keeps_all(void)
{
	struct results_file file;
	struct results sample;
	struct archive *archive;
	const struct results *have;

	if (!results_file_make(&file))
		return;
	CHECK_INT(0, results_sample(&sample), 0);
	CHECK_INT(0, store_fill(file.path, &sample, &file.error), 0);
	archive = results_file_read(&file, ARCHIVE_NEWEST);
	have = archive_results(archive);
	CHECK_INT(0, have->count, sample.count);
	CHECK_INT(0, have->run_count, sample.run_count);
	CHECK_INT(0, have->agent_count, sample.agent_count);
	for (size_t i = 0; i < sample.run_count; i++)
		results_same_run(i, &have->run[i], &sample.run[i], file.path);
	for (size_t i = 0; i < sample.agent_count; i++)
		results_same_str(i, have->agent[i].name, sample.agent[i].name);
	results_same(archive, 0, &sample);
	archive_close(archive);
	CHECK(0, !results_file_has(&file, "-wal"));
	results_release(&sample);
	results_file_remove(&file);
}

/** What is absent stays so, and nothing has to be there. */
static void keeps_nothing(void)
{
	static const struct str empty = STR_INIT("");
	struct result_finding finding[] = {
		{ .outcome = OUTCOME_INFO },
		{ .check = empty, .expected = empty, .actual = empty },
	};
	struct result result = { .finding = finding,
				 .finding_count = 2,
				 .title = empty,
				 .command_status = -1 };
	struct results_file file;
	struct archive *archive;
	const struct result *have;

	if (!results_file_make(&file))
		return;
	results_file_put(&file, &result, (struct str){ .size = 0 });
	archive = results_file_read(&file, ARCHIVE_NEWEST);
	have = archive_results(archive)->result;
	if (CHECK_INT(0, archive_results(archive)->count, 1) &&
	    CHECK_INT(0, have->finding_count, 2)) {
		CHECK(0, have->scenario.p == NULL && have->output.p == NULL);
		CHECK(0, have->title.p != NULL && have->title.size == 0);
		CHECK(0, have->finding[0].expected.p == NULL);
		CHECK(0, have->finding[1].expected.p != NULL);
		CHECK_STR(0, archive_results(archive)->agent[0].name, "");
		CHECK_INT(0, have->command_status, -1);
	}
	archive_close(archive);
	results_file_remove(&file);
}

/** A case that is put again with its id takes its place, with all it has. */
static void replaces(void)
{
	static struct result_finding finding[] = {
		{ .check = STR_INIT("one") },
		{ .check = STR_INIT("two") },
	};
	struct result result = { .scenario = STR("final/486"),
				 .finding = finding,
				 .finding_count = 2 };
	struct result other = { .scenario = STR("final/487") };
	struct results_file file;
	struct archive *archive;
	const struct results *have;
	uint64_t id;

	if (!results_file_make(&file))
		return;
	results_file_put(&file, &result, STR("a"));
	id = result.id;
	results_file_put(&file, &other, STR("a"));
	CHECK(0, id != 0 && other.id != id);
	result.verdict = VERDICT_FAIL;
	result.finding_count = 1;
	results_file_put(&file, &result, STR("b"));
	CHECK_INT(0, result.id, id);
	archive = results_file_read(&file, ARCHIVE_ALL);
	have = archive_results(archive);
	if (CHECK_INT(0, have->count, 2)) {
		CHECK_STR(0, have->result[0].scenario, "final/486");
		CHECK_INT(0, have->result[0].verdict, VERDICT_FAIL);
		CHECK_INT(0, have->result[0].finding_count, 1);
		CHECK_STR(0, have->agent[have->result[0].agent].name, "b");
		CHECK_INT(1, have->result[1].verdict, VERDICT_PASS);
	}
	archive_close(archive);
	results_file_remove(&file);
}

/** Put cases until it is killed; a byte on the pipe for each that is there. */
static void put_forever(const char *path, int pipe_end)
{
	static const struct result_run run = { .t1_ms = 500 };
	struct result_messages messages;
	struct store *store;
	struct buf error;

	buf_init(&error, 1024);
	result_messages_init(&messages);
	if (store_open(&store, path, &error) != 0 ||
	    store_begin(store, &run) != 0)
		_exit(1);
	for (unsigned i = 0;; i++) {
		static char bytes[3000];
		const struct result_message message = {
			.bytes = { bytes, sizeof(bytes) }
		};
		struct result result = { .scenario = { (const char *)&i,
						       sizeof(i) } };

		if (i < 3)
			(void)result_messages_add(&messages, &message);
		if (store_put(store, &result, STR("a"), &messages) != 0 ||
		    write(pipe_end, "", 1) != 1)
			_exit(1);
	}
}

/** @return how many were there for certain when the child was killed */
static size_t kill_in_the_middle(const char *path)
{
	size_t count = 0;
	int ends[2];
	pid_t pid;
	int status;
	char byte;

	if (!CHECK_INT(0, pipe(ends), 0))
		return 0;
	pid = fork();
	if (pid == 0)
		put_forever(path, ends[1]);
	(void)close(ends[1]);
	while (read(ends[0], &byte, 1) == 1) {
		if (++count == KILL_AFTER)
			CHECK_INT(0, kill(pid, SIGKILL), 0);
	}
	(void)close(ends[0]);
	CHECK_INT(0, waitpid(pid, &status, 0), pid);
	CHECK(0, WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	return count;
}

/** Every case that was done is there after kill -9, whole, run after run. */
static void survives_kill(void)
{
	struct results_file file;
	size_t least = 0;

	if (!results_file_make(&file))
		return;
	for (size_t round = 0; round < KILL_ROUNDS; round++) {
		struct archive *archive;
		const struct results *have;

		least += kill_in_the_middle(file.path);
		CHECK(round, least >= (round + 1) * KILL_AFTER);
		CHECK(round, results_file_has(&file, "-wal"));
		archive = results_file_read(&file, ARCHIVE_ALL);
		have = archive_results(archive);
		CHECK(round, have->count >= least);
		CHECK(round, have->count <= least + round + 1);
		CHECK_INT(round, have->run_count, round + 1);
		CHECK_INT(round, have->run[round].end_us, 0);
		least = have->count;
		if (least > 0)
			results_file_count(archive, &have->result[least - 1],
					   3);
		archive_close(archive);
	}
	results_file_remove(&file);
}

/** Of the last run all is there, its findings only when they are asked for. */
static void check_last_run(struct results_file *file,
			   const struct results *want, enum archive_part part)
{
	struct archive *archive = results_file_read(file, part);
	const struct results *have = archive_results(archive);

	CHECK_INT(part, have->count, want->count);
	CHECK_INT(part, have->run_count, 1);
	for (size_t i = 0; i < have->count && i < want->count; i++) {
		const struct result *result = &have->result[i];

		CHECK(i, str_eq(result->scenario, want->result[i].scenario));
		CHECK_INT(i, result->verdict, want->result[i].verdict);
		CHECK_INT(i, result->finding_count,
			  part == ARCHIVE_LAST_RUN
				  ? want->result[i].finding_count
				  : 0);
	}
	archive_close(archive);
}

/** Of two runs in a file the newest of each agent and case counts. */
static void keeps_runs(void)
{
	struct results_file file;
	struct results sample, next;
	struct archive *archive;
	const struct results *have;

	if (!results_file_make(&file))
		return;
	CHECK_INT(0, results_sample(&sample), 0);
	CHECK_INT(0, results_sample_next(&next), 0);
	next.agent[0].name = sample.agent[0].name;
	CHECK_INT(0, store_fill(file.path, &sample, &file.error), 0);
	CHECK_INT(0, store_fill(file.path, &next, &file.error), 0);

	archive = results_file_read(&file, ARCHIVE_ALL);
	have = archive_results(archive);
	CHECK_INT(0, have->count, sample.count + next.count);
	CHECK_INT(0, have->run_count, 3);
	CHECK_INT(0, have->agent_count, 2);
	results_same(archive, 0, &sample);
	archive_close(archive);

	archive = results_file_read(&file, ARCHIVE_NEWEST);
	have = archive_results(archive);
	/* Four of the five were there before. */
	CHECK_INT(1, have->count, sample.count + next.count - 4);
	CHECK_INT(1, have->run_count, 3);
	for (size_t i = 0; i < have->count; i++) {
		const struct result *result = &have->result[i];

		if (str_eq(result->scenario, STR("final/486")) &&
		    result->agent == 0)
			CHECK_INT(i, result->verdict, VERDICT_PASS);
	}
	archive_close(archive);
	check_last_run(&file, &next, ARCHIVE_LAST_RUN);
	check_last_run(&file, &next, ARCHIVE_LAST_VERDICTS);
	results_release(&sample);
	results_release(&next);
	results_file_remove(&file);
}

/** Files are put behind one another; an agent of the same name is the same. */
static void merges(void)
{
	struct results_file file[2];
	struct results sample;
	struct archive *archive = NULL;
	const struct results *have;
	char *path[2] = { file[0].path, file[1].path };

	if (!results_file_make(&file[0]) || !results_file_make(&file[1]))
		return;
	CHECK_INT(0, results_sample(&sample), 0);
	for (size_t i = 0; i < 2; i++)
		CHECK_INT(i, store_fill(path[i], &sample, &file[i].error), 0);
	if (CHECK_INT(0,
		      archive_open(&archive, path, 2, ARCHIVE_NEWEST,
				   &file[0].error),
		      0)) {
		have = archive_results(archive);
		CHECK_INT(0, have->count, 2 * sample.count);
		CHECK_INT(0, have->agent_count, sample.agent_count);
		CHECK_INT(0, have->run_count, 2 * sample.run_count);
		results_same(archive, 0, &sample);
		for (size_t i = 0; i < sample.count; i++)
			sample.result[i].run += sample.run_count;
		results_same(archive, sample.count, &sample);
		CHECK_STR(0, have->run[2].file, path[1]);
	}
	archive_close(archive);
	results_release(&sample);
	results_file_remove(&file[0]);
	results_file_remove(&file[1]);
}

CU_TestInfo test_store[] = {
	{ "keeps all", keeps_all },
	{ "keeps nothing", keeps_nothing },
	{ "replaces", replaces },
	{ "survives kill -9", survives_kill },
	{ "keeps runs", keeps_runs },
	{ "merges files", merges },
	CU_TEST_INFO_NULL,
};
