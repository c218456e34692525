/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "files.h"
#include "page.h"
#include "suite_file.h"

/** What came of all files. */
struct tally {
	size_t count;
	size_t faulty;
	size_t unread;
};

static void say(struct str path, int err)
{
	(void)fprintf(stderr, "gamut: %.*s: %s\n", STR_ARG(path),
		      strerror(err));
}

static int find_files(struct files *files, int argc, char *argv[],
		      struct tally *tally)
{
	for (int i = 0; i < argc; i++) {
		int err = files_add(files, argv[i]);

		if (err == ENOMEM)
			return err;
		if (err) {
			say(buf_str(&files->failed), err);
			tally->unread++;
		}
	}
	return 0;
}

/** One file against the format, and against those before it. */
static int check_file(struct suite *suite, const struct file *file,
		      struct tally *tally)
{
	const struct scenario *replaced;
	struct buf faults;
	int err;

	buf_init(&faults, PAGE_MAX);
	err = suite_file_load(suite, file, 0, &faults, &replaced);
	if (err == EBADMSG)
		(void)fwrite(faults.p, 1, faults.size, stderr);
	else if (err && err != ENOMEM)
		say(str_from(file->path), err);
	buf_release(&faults);

	tally->count++;
	tally->faulty += err == EBADMSG;
	tally->unread += err != 0 && err != EBADMSG;
	return err == ENOMEM ? err : 0;
}

static int check_files(const struct files *files, struct tally *tally)
{
	static const uint64_t key[2] = { 0, 0 }; /* nobody attacks a check */
	struct suite *suite;
	int err = suite_new(&suite, key);

	if (err)
		return err;
	for (size_t i = 0; !err && i < files->count; i++)
		err = check_file(suite, &files->file[i], tally);
	suite_unref(suite);
	return err;
}

static int print_tally(const struct tally *tally)
{
	struct buf page;
	int status;

	buf_init(&page, PAGE_MAX);
	buf_addf(&page, "%zu %s, %zu faulty\n", tally->count,
		 tally->count == 1 ? "file" : "files", tally->faulty);
	status = page_print(&page);
	if (tally->faulty > 0)
		return STATUS_USAGE;
	return tally->unread > 0 ? STATUS_RUNTIME : status;
}

static int check_exec(const struct options *options, int argc, char *argv[])
{
	struct tally tally = { 0 };
	struct files files;
	int err;

	(void)options;
	if (argc == 0)
		return cmd_usage(&cmd_check, "check: which files or folders?");
	files_init(&files);
	err = find_files(&files, argc, argv, &tally);
	if (!err)
		err = check_files(&files, &tally);
	files_release(&files);
	if (err)
		return cmd_fail(&cmd_check, err);
	if (tally.count == 0 && tally.unread == 0)
		return cmd_usage(&cmd_check, "check: there is no *.yaml");
	return print_tally(&tally);
}

const struct cmd cmd_check = {
	.name = "check",
	.args = "FILE|DIR ...",
	.text = "whether scenario files are right",
	.help = "Read scenario files, and in folders every *.yaml that is not "
		"hidden, and say what is wrong with them: the file, the line, "
		"the column, and what to write instead. All files are taken as "
		"one set, in which an id and a dial string may stand once. "
		"Faults go to standard error, the number of files to standard "
		"output; status 2 when one is faulty or there is none.",
	.examples = "gamut check my-cases\n"
		    "gamut check my-cases/final/486.yaml",
	.exec = check_exec,
};
