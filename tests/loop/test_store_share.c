/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "check.h"
#include "results_file.h"

enum {
	MANY = 2000, /* cases that fill a disk of DISK_SIZE */
	DISK_SIZE = 200000
};

/** A reader sees what was there when it came, whatever a writer does meanwhile. */
static void reads_beside_a_writer(void)
{
	struct results_file file;
	struct result result = { .scenario = STR("final/486") };
	struct result other = { .scenario = STR("final/487") };
	struct archive *archive[2] = { NULL, NULL };
	char *path = file.path;

	if (!results_file_make(&file))
		return;
	results_file_put(&file, &result, STR("a"));
	CHECK_INT(0,
		  archive_open(&archive[0], &path, 1, ARCHIVE_NEWEST,
			       &file.error),
		  0);
	results_file_put(&file, &other, STR("a"));
	result.verdict = VERDICT_FAIL;
	results_file_put(&file, &result, STR("a"));
	CHECK_INT(1,
		  archive_open(&archive[1], &path, 1, ARCHIVE_NEWEST,
			       &file.error),
		  0);
	store_close(file.store);
	file.store = NULL;
	if (CHECK(0, archive[0] != NULL && archive[1] != NULL)) {
		const struct results *old = archive_results(archive[0]);
		const struct results *now = archive_results(archive[1]);

		CHECK_INT(0, old->count, 1);
		CHECK_INT(0, old->result[0].verdict, VERDICT_PASS);
		results_file_count(archive[0], &old->result[0], 1);
		CHECK_INT(1, now->count, 2);
		CHECK_INT(1, now->result[0].verdict, VERDICT_FAIL);
		results_file_count(archive[1], &now->result[1], 1);
	}
	archive_close(archive[0]);
	archive_close(archive[1]);
	archive_close(results_file_read(&file, ARCHIVE_NEWEST));
	results_file_remove(&file);
}

/** Two programs add to one file at once. */
static void takes_two_writers(void)
{
	struct results_file file[2];
	struct result result[2] = { { .scenario = STR("final/486") },
				    { .scenario = STR("final/486") } };
	struct archive *archive;

	if (!results_file_make(&file[0]))
		return;
	file[1] = file[0];
	buf_init(&file[1].error, file[0].error.max);
	for (int i = 0; i < 20; i++) {
		result[i % 2].id = 0;
		results_file_put(&file[i % 2], &result[i % 2],
				 i % 2 == 0 ? STR("a") : STR("b"));
	}
	store_close(file[1].store);
	archive = results_file_read(&file[0], ARCHIVE_ALL);
	CHECK_INT(0, archive_results(archive)->count, 20);
	CHECK_INT(0, archive_results(archive)->run_count, 2);
	CHECK_INT(0, archive_results(archive)->agent_count, 2);
	CHECK_INT(0, archive_results(archive)->result[19].run, 1);
	archive_close(archive);
	results_file_remove(&file[0]);
}

static void limit_files(rlim_t size)
{
	struct rlimit limit;

	CHECK_INT(0, getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = size;
	CHECK_INT(0, setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/** Put cases until it fails. @return how many are there */
static unsigned fill_disk(struct results_file *file)
{
	struct result_messages messages;
	unsigned count = 0;
	int err = 0;

	result_messages_init(&messages);
	limit_files(DISK_SIZE);
	while (!err && count < MANY) {
		struct result_finding finding = { .check = STR("a") };
		struct result result = {
			.scenario = { (const char *)&count, sizeof(count) },
			.finding = &finding,
			.finding_count = 1,
		};

		err = store_put(file->store, &result, STR("b"), &messages);
		count += err == 0;
	}
	limit_files(RLIM_INFINITY);
	CHECK(0, err == EFBIG || err == ENOSPC || err == EIO);
	CHECK(0, strstr(store_error(file->store), file->path) != NULL);
	CHECK(0, count < MANY);
	result_messages_release(&messages);
	return count;
}

/** A full disk fails a case and spoils none; it goes on when there is room. */
static void survives_full_disk(void)
{
	struct results_file file;
	struct result first = { .scenario = STR("first") };
	struct result last = { .scenario = STR("last") };
	struct archive *archive;
	unsigned count;

	if (!results_file_make(&file))
		return;
	CHECK(0, signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	results_file_put(&file, &first, STR("a"));
	count = fill_disk(&file);
	results_file_put(&file, &last, STR("a"));
	archive = results_file_read(&file, ARCHIVE_ALL);
	CHECK_INT(0, archive_results(archive)->count, count + 2);
	archive_close(archive);
	CHECK(0, signal(SIGXFSZ, SIG_DFL) != SIG_ERR);
	results_file_remove(&file);
}

CU_TestInfo test_store_share[] = {
	{ "reads beside a writer", reads_beside_a_writer },
	{ "takes two writers", takes_two_writers },
	{ "survives a full disk", survives_full_disk },
	CU_TEST_INFO_NULL,
};
