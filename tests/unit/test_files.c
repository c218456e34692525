/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "files.h"

enum { LIST_MAX = 4096 };

/** A tree of files for one test; the test runs inside of it. */
struct tree {
	char path[64];
	int before; /* the folder that the test program was in */
};

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	if (!CHECK(0, file != NULL))
		return;
	(void)fputs(text, file);
	(void)fclose(file);
}

static void enter(struct tree *tree)
{
	static const char *const folder[] = { "s", "s/final", "s/final/deep",
					      "s/.hidden", "s/a.yaml" };
	static const char *const file[] = {
		"s/z.yaml",           "s/final/486.yaml",
		"s/final/404.yaml",   "s/final/deep/x.yaml",
		"s/final/README.md",  "s/final/.486.yaml",
		"s/final/.yaml",      "s/final/486.yaml~",
		"s/.hidden/486.yaml", "s/a.yaml/486.yaml",
	};

	(void)snprintf(tree->path, sizeof(tree->path), "%s",
		       "/tmp/gamut-files-XXXXXX");
	tree->before = open(".", O_RDONLY | O_DIRECTORY);
	CHECK(0, mkdtemp(tree->path) != NULL && chdir(tree->path) == 0);
	for (size_t i = 0; i < ARRAY_SIZE(folder); i++)
		CHECK_INT(i, mkdir(folder[i], 0700), 0);
	for (size_t i = 0; i < ARRAY_SIZE(file); i++)
		write_file(file[i], "x");
	CHECK_INT(0, symlink("..", "s/final/up"), 0);
	CHECK_INT(0, symlink(".", "s/final/self"), 0);
	CHECK_INT(0, symlink("nowhere", "s/final/lost"), 0);
	CHECK_INT(0, mkfifo("s/pipe.yaml", 0600), 0);
}

static void leave(struct tree *tree)
{
	char command[96];

	CHECK_INT(0, fchdir(tree->before), 0);
	(void)close(tree->before);
	(void)snprintf(command, sizeof(command), "rm -rf %s", tree->path);
	CHECK_INT(0, system(command), 0);
}

/** "path=what is below the folder" of each, a blank behind it. */
static void write_list(struct buf *out, const struct files *files)
{
	for (size_t i = 0; i < files->count; i++)
		buf_addf(out, "%s=%s ", files->file[i].path,
			 files->file[i].full + files->file[i].below);
}

static void test_walk(void)
{
	static const struct {
		const char *path[3];
		const char *want;
	} row[] = {
		{ { "s" },
		  "s/a.yaml/486.yaml=a.yaml/486.yaml "
		  "s/final/404.yaml=final/404.yaml "
		  "s/final/486.yaml=final/486.yaml "
		  "s/final/deep/x.yaml=final/deep/x.yaml "
		  "s/z.yaml=z.yaml " },
		{ { "s/final/deep/", "./s/final" },
		  "s/final/deep/x.yaml=x.yaml "
		  "./s/final/404.yaml=404.yaml "
		  "./s/final/486.yaml=486.yaml "
		  "./s/final/up/a.yaml/486.yaml=up/a.yaml/486.yaml "
		  "./s/final/up/z.yaml=up/z.yaml " },
		{ { "s/a.yaml", "s" },
		  "s/a.yaml/486.yaml=486.yaml "
		  "s/final/404.yaml=final/404.yaml "
		  "s/final/486.yaml=final/486.yaml "
		  "s/final/deep/x.yaml=final/deep/x.yaml "
		  "s/z.yaml=z.yaml " },
		{ { "s/.hidden" }, "s/.hidden/486.yaml=486.yaml " },
		{ { "s/z.yaml", "s/final/README.md" },
		  "s/z.yaml=z.yaml s/final/README.md=README.md " },
	};
	struct tree tree;

	enter(&tree);
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct files files;
		struct buf list;

		files_init(&files);
		buf_init(&list, LIST_MAX);
		for (size_t k = 0; row[i].path[k] != NULL; k++)
			CHECK_INT(i, files_add(&files, row[i].path[k]), 0);
		write_list(&list, &files);
		CHECK_STR(i, buf_str(&list), row[i].want);
		buf_release(&list);
		files_release(&files);
	}
	leave(&tree);
}

static void test_full(void)
{
	static const char *const path[] = { "s", "s/", "./s", "s/../s/final/",
					    "s/final/486.yaml" };
	struct tree tree;
	char want[PATH_MAX];
	char *root;

	enter(&tree);
	root = realpath(".", NULL);
	(void)snprintf(want, sizeof(want), "%s/s/final/486.yaml", root);
	for (size_t i = 0; i < ARRAY_SIZE(path); i++) {
		struct files files;
		bool has_it = false;

		files_init(&files);
		CHECK_INT(i, files_add(&files, path[i]), 0);
		for (size_t k = 0; k < files.count; k++)
			has_it =
				has_it || strcmp(files.file[k].full, want) == 0;
		CHECK(i, has_it);
		files_release(&files);
	}
	free(root);
	leave(&tree);
}

static void test_errors(void)
{
	struct files files;
	struct tree tree;

	enter(&tree);
	files_init(&files);
	CHECK_INT(0, files_add(&files, "s/none"), ENOENT);
	CHECK_STR(0, buf_str(&files.failed), "s/none");
	CHECK_INT(1, files_add(&files, ""), ENOENT);
	CHECK_INT(2, symlink("nowhere", "s/final/500.yaml"), 0);
	CHECK_INT(3, files_add(&files, "s"), ENOENT);
	CHECK_STR(3, buf_str(&files.failed), "s/final/500.yaml");
	files_release(&files);
	leave(&tree);
}

static void test_read(void)
{
	static const struct {
		const char *path;
		size_t max;
		int err;
		const char *want;
	} row[] = {
		{ "text", 5, 0, "12345" }, { "text", 4, EFBIG, "" },
		{ "empty", 4, 0, "" },     { "none", 4, ENOENT, "" },
		{ "s", 4, EISDIR, "" },
	};
	struct tree tree;

	enter(&tree);
	write_file("text", "12345");
	write_file("empty", "");
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct buf text;

		buf_init(&text, row[i].max);
		CHECK_INT(i, file_read(&text, row[i].path), row[i].err);
		CHECK_STR(i, buf_str(&text), row[i].want);
		buf_release(&text);
	}
	leave(&tree);
}

CU_TestInfo test_files[] = {
	{ "folders are walked by name, once, hidden names skipped", test_walk },
	{ "the full path does not depend on where one stands", test_full },
	{ "an error names the path that it is about", test_errors },
	{ "a file is read up to its limit", test_read },
	CU_TEST_INFO_NULL,
};
