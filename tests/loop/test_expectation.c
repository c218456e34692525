/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "results_file.h"

enum { PATH_SIZE = 160, TEXT_MAX = 10000, ARGUMENTS_MAX = 8 };

/** A results file, and an expectation file beside it. */
struct desk {
	struct results_file results;
	char path[PATH_SIZE];
};

static const char before[] = "gamut-expect: 1\n"
			     "known-failures:\n"
			     "  # no ACK\n"
			     "  - cases: final/404\n"
			     "    reason: x\n"
			     "must-pass: [final/603] # stays\n";

static const char changes[] = "@@ line 3 @@\n"
			      "-  # no ACK\n"
			      "-  - cases: final/404\n"
			      "-    reason: x\n"
			      "+  - cases: final/486\n"
			      "+    checks: ack-non2xx-sent\n";

static void write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	if (!CHECK(0, file != NULL))
		return;
	CHECK(0, fputs(text, file) >= 0);
	CHECK_INT(0, fclose(file), 0);
}

static void put(struct desk *desk, const char *id, enum verdict verdict)
{
	struct result_finding finding = {
		.check = STR("ack-non2xx-sent"),
		.level = STR("MUST"),
		.rfc = STR("3261#17.1.1.2"),
		.rule = STR("x"),
		.outcome = OUTCOME_FAIL,
		.expected = STR("an ACK"),
		.actual = STR("no \x1b[31m ACK"),
	};
	struct result result = {
		.scenario = str_from(id),
		.verdict = verdict,
		.start_us = 1,
		.finding = &finding,
		.finding_count = verdict == VERDICT_FAIL,
	};

	results_file_put(&desk->results, &result, STR("baresip"));
}

static bool open_desk(struct desk *desk)
{
	if (!results_file_make(&desk->results))
		return false;
	(void)snprintf(desk->path, sizeof(desk->path), "%s/expect.yaml",
		       desk->results.folder);
	put(desk, "final/404", VERDICT_PASS);
	put(desk, "final/486", VERDICT_FAIL);
	put(desk, "final/603", VERDICT_FAIL);
	store_close(desk->results.store);
	desk->results.store = NULL;
	return true;
}

/** Run the program. @return its exit status; what it prints goes into out */
static int run(const struct desk *desk, const char *const *arguments,
	       struct buf *out)
{
	const char *arg[ARGUMENTS_MAX + 6] = { getenv("GAMUT"), "expect" };
	char path[PATH_SIZE];
	size_t count = 2;
	int status = -1;
	pid_t pid;

	(void)snprintf(path, sizeof(path), "%s/out", desk->results.folder);
	while (*arguments != NULL)
		arg[count++] = *arguments++;
	arg[count++] = "--expect";
	arg[count] = desk->path;
	pid = fork();
	if (pid == 0) {
		int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

		if (fd >= 0 && dup2(fd, 1) >= 0 && dup2(fd, 2) >= 0)
			(void)execv(arg[0], (char *const *)arg);
		_exit(99);
	}
	CHECK(0, pid > 0 && waitpid(pid, &status, 0) == pid);
	buf_init(out, TEXT_MAX);
	CHECK_INT(0, file_read(out, path), 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/** Run it; check its status and how what it prints begins. */
static void check_run(size_t row, const struct desk *desk,
		      const char *const *arguments, int status,
		      const char *begin)
{
	struct buf out;

	CHECK_INT(row, run(desk, arguments, &out), status);
	if (!str_starts(buf_str(&out), str_from(begin)))
		CHECK_STR(row, buf_str(&out), begin);
	for (size_t i = 0; i < out.size; i++)
		CHECK(row, out.p[i] == '\n' || (unsigned char)out.p[i] >= ' ');
	buf_release(&out);
}

static bool has_part(struct str text, const char *part)
{
	struct str want = str_from(part);

	for (; text.size >= want.size; text = str_sub(text, 1, text.size)) {
		if (str_starts(text, want))
			return true;
	}
	return false;
}

/** Whether the expectation file has this in it. */
static bool has(const struct desk *desk, const char *part)
{
	struct buf text;
	bool found;

	buf_init(&text, TEXT_MAX);
	found = file_read(&text, desk->path) == 0 &&
		has_part(buf_str(&text), part);
	buf_release(&text);
	return found;
}

static void writes_the_file_anew(void)
{
	const char *update[] = { "update", NULL, NULL, NULL };
	struct stat status;
	struct desk desk;

	if (!open_desk(&desk))
		return;
	update[1] = desk.results.path;
	write_text(desk.path, before);
	CHECK_INT(0, chmod(desk.path, 0640), 0);

	update[2] = "--dry-run";
	check_run(0, &desk, update, 0, changes);
	CHECK(0, has(&desk, "final/404"));

	update[2] = NULL;
	check_run(1, &desk, update, 0, desk.path);
	CHECK(1, !has(&desk, "final/404") && !has(&desk, "# no ACK"));
	CHECK(1, has(&desk, "  - cases: final/486\n"
			    "    checks: ack-non2xx-sent\n"
			    "    reason: \"new, 20"));
	CHECK(1, has(&desk, ": no ?[31m ACK\"\n"
			    "must-pass: [final/603] # stays\n"));
	CHECK_INT(1, stat(desk.path, &status), 0);
	CHECK_INT(1, status.st_mode & 07777, 0640);

	update[2] = "--dry-run";
	check_run(2, &desk, update, 0, "");
	update[0] = "check";
	update[1] = NULL;
	check_run(3, &desk, update, 0, desk.path);
	results_file_remove(&desk.results);
}

static void makes_a_new_file(void)
{
	const char *update[] = { "update", NULL, NULL };
	struct desk desk;

	if (!open_desk(&desk))
		return;
	update[1] = desk.results.path;
	check_run(0, &desk, update, 0, desk.path);
	CHECK(0, has(&desk, "gamut-expect: 1\nknown-failures:\n"
			    "  - cases: [final/486, final/603]\n"));
	results_file_remove(&desk.results);
}

static void follows_a_link(void)
{
	const char *update[] = { "update", NULL, NULL };
	char target[PATH_SIZE];
	struct stat status;
	struct desk desk;

	if (!open_desk(&desk))
		return;
	update[1] = desk.results.path;
	(void)snprintf(target, sizeof(target), "%s/target.yaml",
		       desk.results.folder);
	write_text(target, before);
	CHECK_INT(0, symlink(target, desk.path), 0);
	check_run(0, &desk, update, 0, desk.path);
	CHECK(0, has(&desk, "final/486"));
	CHECK_INT(0, lstat(desk.path, &status), 0);
	CHECK(0, S_ISLNK(status.st_mode));
	results_file_remove(&desk.results);
}

static void leaves_the_file_alone_when_something_is_wrong(void)
{
	static const char *const text[] = {
		"gamut-expect: 1\nagent: twinkle\n",
		"gamut-expect: 1\nknown-failures:\n  - cases: final/404\n",
	};
	const char *update[] = { "update", NULL, NULL };
	struct desk desk;

	if (!open_desk(&desk))
		return;
	update[1] = desk.results.path;
	for (size_t i = 0; i < ARRAY_SIZE(text); i++) {
		write_text(desk.path, text[i]);
		check_run(i, &desk, update, 2, desk.path);
		CHECK(i, has(&desk, text[i]));
	}
	write_text(desk.path, before);
	update[1] = "/nonexistent/results.db";
	check_run(8, &desk, update, 3, "gamut: /nonexistent/results.db: ");
	update[1] = desk.path;
	check_run(9, &desk, update, 2,
		  "gamut: expect update: by which results?");
	update[1] = "/dev/null";
	check_run(10, &desk, update, 2, "gamut: /dev/null");
	CHECK(10, has(&desk, before));
	results_file_remove(&desk.results);
}

CU_TestInfo test_expectation[] = {
	{ "writes the file anew", writes_the_file_anew },
	{ "makes a new file", makes_a_new_file },
	{ "follows a link", follows_a_link },
	{ "leaves the file alone when something is wrong",
	  leaves_the_file_alone_when_something_is_wrong },
	CU_TEST_INFO_NULL,
};
