/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "results_file.h"
#include "results_sample.h"
#include "store_fill.h"

enum { COMMAND_SIZE = 512, NOBODY = 65534, SPOILS = 400 };

/** Run a line of the shell in the folder of the file, which is $f. */
static void shell(const struct results_file *file, const char *line)
{
	char command[COMMAND_SIZE];

	(void)snprintf(command, sizeof(command), "cd '%s' && f='%s' && %s",
		       file->folder, file->path, line);
	CHECK_INT(0, system(command), 0);
}

static bool says(const struct buf *error, const char *part)
{
	struct str text = buf_str(error);
	bool has = text.size > 0 && strstr(text.p, part) != NULL;

	if (!has)
		(void)printf("\n    '%.*s' without '%s'\n", STR_ARG(text),
			     part);
	return has;
}

/** What is not a results file is refused with a word, and left as it is. */
static void refuses(void)
{
	static const struct {
		const char *make; /* in the shell */
		const char *text;
		int read;
		int add;
	} row[] = {
		{ "true", "No such file", ENOENT, 0 },
		{ ": >\"$f\"", "it is empty", EBADMSG, 0 },
		{ "mkdir \"$f\"", "Is a directory", EISDIR, EISDIR },
		{ "mkfifo \"$f\"", "no results file", EBADMSG, EBADMSG },
		{ "echo hello, this is some text >\"$f\"", "no results file",
		  EBADMSG, EBADMSG },
		{ "head -c 8192 /dev/urandom >\"$f\"", "no results file",
		  EBADMSG, EBADMSG },
		{ "sqlite3 \"$f\" 'CREATE TABLE a (b)'", "no results file",
		  EBADMSG, EBADMSG },
		{ "sqlite3 \"$f\" 'PRAGMA application_id = 7'",
		  "no results file", EBADMSG, EBADMSG },
		{ "sqlite3 \"$f\" 'PRAGMA application_id = 1196250452; "
		  "PRAGMA user_version = 3'",
		  "a newer gamut made this file: its format is 3", EBADMSG,
		  EBADMSG },
		{ "sqlite3 \"$f\" 'PRAGMA application_id = 1196250452; "
		  "PRAGMA user_version = 1'",
		  "an older gamut made this file: its format is 1", EBADMSG,
		  EBADMSG },
		{ "sqlite3 \"$f\" 'PRAGMA application_id = 1196250452; "
		  "PRAGMA user_version = 2'",
		  "this file is damaged: no such table", EBADMSG, EBADMSG },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct results_file file;
		struct archive *archive = NULL;
		char *path = file.path;

		if (!results_file_make(&file))
			return;
		shell(&file, row[i].make);
		CHECK_INT(i,
			  archive_open(&archive, &path, 1, ARCHIVE_NEWEST,
				       &file.error),
			  row[i].read);
		CHECK(i, says(&file.error, row[i].text));
		CHECK(i, archive == NULL);
		buf_clear(&file.error);
		CHECK_INT(i, store_open(&file.store, path, &file.error),
			  row[i].add);
		CHECK(i, row[i].add == 0 || says(&file.error, row[i].text));
		results_file_remove(&file);
	}
}

/** Values that this format does not have are named, and no crash. */
static void refuses_values(void)
{
	static const struct {
		const char *sql;
		const char *text;
	} row[] = {
		{ "UPDATE case_result SET verdict = 'fine'",
		  "verdict is 'fine'" },
		{ "UPDATE case_result SET expectation = 1", "tation is '1'" },
		{ "UPDATE case_result SET agent = 99", "without its 'agent'" },
		{ "UPDATE case_result SET run = 99", "without its 'run'" },
		{ "UPDATE finding SET rule = 99", "without its 'rule'" },
		{ "UPDATE finding SET outcome = x''", "outcome is ''" },
		{ "UPDATE finding SET proof = '1,,2'", "proof is '1,,2'" },
		{ "UPDATE finding SET proof = '1,2,3,4,5,6,7'", "proof is" },
		{ "DROP TABLE finding", "no such table: finding" },
		{ "ALTER TABLE run DROP COLUMN t1_ms",
		  "no such column: t1_ms" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct results_file file;
		struct results sample;
		struct archive *archive = NULL;
		char *path = file.path;
		char command[COMMAND_SIZE];

		if (!results_file_make(&file))
			return;
		CHECK_INT(i, results_sample(&sample), 0);
		CHECK_INT(i, store_fill(path, &sample, &file.error), 0);
		(void)snprintf(command, sizeof(command),
			       "sqlite3 \"$f\" \"%s\"", row[i].sql);
		shell(&file, command);
		CHECK_INT(i,
			  archive_open(&archive, &path, 1, ARCHIVE_NEWEST,
				       &file.error),
			  EBADMSG);
		CHECK(i, says(&file.error, row[i].text));
		results_release(&sample);
		results_file_remove(&file);
	}
}

/** Read all that there is; @return whether that was so */
static bool reads(char *path, struct buf *error)
{
	struct archive *archive;
	const struct results *results;
	int err = archive_open(&archive, &path, 1, ARCHIVE_ALL, error);

	if (err)
		return false;
	results = archive_results(archive);
	for (size_t i = 0; !err && i < results->count; i++) {
		struct result_messages messages;

		result_messages_init(&messages);
		err = archive_messages(archive, &messages, &results->result[i]);
		result_messages_release(&messages);
	}
	archive_close(archive);
	return err == 0;
}

static void spoil(const char *path, size_t at, int byte)
{
	FILE *file = fopen(path, "r+e");

	if (!CHECK(at, file != NULL))
		return;
	CHECK_INT(at, fseek(file, (long)at, SEEK_SET), 0);
	CHECK(at, fputc(byte, file) != EOF);
	CHECK_INT(at, fclose(file), 0);
}

/** Bytes that were changed anywhere, and a tail that is lost, crash nothing. */
static void survives_damage(void)
{
	struct results_file file;
	struct results sample;
	struct stat status;
	char command[COMMAND_SIZE];
	size_t refused = 0;

	if (!results_file_make(&file))
		return;
	CHECK_INT(0, results_sample(&sample), 0);
	CHECK_INT(0, store_fill(file.path, &sample, &file.error), 0);
	CHECK_INT(0, stat(file.path, &status), 0);
	shell(&file, "cp \"$f\" whole");
	srand(1);
	for (int i = 0; i < SPOILS; i++) {
		shell(&file, "cp whole \"$f\"");
		for (int k = 0; k < 20; k++)
			spoil(file.path,
			      (size_t)rand() % (size_t)status.st_size,
			      rand() % 256);
		refused += !reads(file.path, &file.error);
		buf_clear(&file.error);
	}
	CHECK(0, refused > 0);
	for (long size = status.st_size - 5000; size > 0; size -= 4001) {
		(void)snprintf(command, sizeof(command),
			       "head -c %ld whole >\"$f\"", size);
		shell(&file, command);
		CHECK(size, !reads(file.path, &file.error));
		buf_clear(&file.error);
	}
	results_release(&sample);
	results_file_remove(&file);
}

/** Do something in a child, as nobody where we are root. */
static void as_nobody(void (*act)(struct results_file *file),
		      struct results_file *file)
{
	pid_t pid = fork();
	unsigned failures;
	int status;

	if (pid == 0) {
		if (geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY)))
			_exit(1);
		failures = CU_get_number_of_failures();
		act(file);
		(void)fflush(stdout);
		_exit(CU_get_number_of_failures() > failures);
	}
	CHECK_INT(0, waitpid(pid, &status, 0), pid);
	CHECK_INT(0, status, 0);
}

static void read_two(struct results_file *file)
{
	char *path = file->path;
	struct archive *archive = NULL;

	if (!CHECK_INT(0,
		       archive_open(&archive, &path, 1, ARCHIVE_NEWEST,
				    &file->error),
		       0))
		(void)printf("\n    %s\n", file->error.p);
	else
		CHECK_INT(0, archive_results(archive)->count, 2);
	archive_close(archive);
}

static void write_in_vain(struct results_file *file)
{
	CHECK_INT(0, store_open(&file->store, file->path, &file->error),
		  EACCES);
	CHECK(0, says(&file->error, "Permission denied"));
}

/** What cannot be written is read: whole, with a WAL, with and without its index. */
static void reads_what_is_fixed(void)
{
	static const char *const make[] = {
		"true",
		("mv copy \"$f\" && mv copy-wal \"$f-wal\" && "
		 "mv copy-shm \"$f-shm\""),
		"mv copy \"$f\" && mv copy-wal \"$f-wal\"",
		"sqlite3 \"$f\" 'PRAGMA journal_mode = WAL' >/dev/null",
	};

	for (size_t i = 0; i < ARRAY_SIZE(make); i++) {
		struct results_file file;
		struct result result = { .scenario = STR("final/486") };
		struct result other = { .scenario = STR("final/487") };

		if (!results_file_make(&file))
			return;
		results_file_put(&file, &result, STR("a"));
		results_file_put(&file, &other, STR("a"));
		/* As kill -9 leaves it. */
		shell(&file, "cp \"$f\" copy && cp \"$f-wal\" copy-wal && "
			     "cp \"$f-shm\" copy-shm");
		store_close(file.store);
		file.store = NULL;
		shell(&file, make[i]);
		shell(&file, "chmod a=r results* && chmod a=rx .");
		as_nobody(read_two, &file);
		as_nobody(write_in_vain, &file);
		shell(&file, "chmod u=rwx .");
		results_file_remove(&file);
	}
}

CU_TestInfo test_store_files[] = {
	{ "refuses what is no results file", refuses },
	{ "refuses values that it does not know", refuses_values },
	{ "survives damage", survives_damage },
	{ "reads what cannot be written", reads_what_is_fixed },
	CU_TEST_INFO_NULL,
};
