/* SPDX-License-Identifier: MIT */
#include "scenario/load.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "data.h"
#include "scenario/key.h"

/*
 * TESTS_DATA/scenarios/bad/<name>/: input.yaml, error: what is said of it, and
 * maybe path: what is said to be its path; one with a / in front is a lone file.
 * The names begin with what refuses them: yaml- the reader, form- the table of keys,
 * sense- a rule that no schema can tell.
 * TESTS_DATA/scenarios/good/: a folder of scenarios.
 */
#define BAD  TESTS_DATA "/scenarios/bad"
#define GOOD TESTS_DATA "/scenarios/good"

enum { BAD_MIN = 200, GOOD_MIN = 20 };

static void check_bad(size_t row, const char *name, void *arg)
{
	struct str path = { NULL, 0 };
	struct scenario *scenario = NULL;
	struct buf source, error, path_text, out;
	struct diags diags;
	int err;

	(void)arg;
	CHECK(row, data_read_part(&source, BAD, name, "input.yaml"));
	CHECK(row, data_read_part(&error, BAD, name, "error"));
	if (data_read_part(&path_text, BAD, name, "path"))
		path = str_trim(buf_str(&path_text));
	diags_init(&diags, STR("input.yaml"), buf_str(&source));
	err = scenario_load(&scenario, path, path.size > 0 && path.p[0] == '/',
			    &diags);
	buf_init(&out, DATA_FILE_MAX);
	diags_write(&out, &diags);
	if (!CHECK_INT(row, err, EBADMSG) ||
	    !CHECK_STR(row, buf_str(&out), buf_str(&error).p))
		(void)printf("\n    in " BAD "/%s", name);
	CHECK(row, scenario == NULL);
	buf_release(&out);
	diags_release(&diags);
	buf_release(&path_text);
	buf_release(&error);
	buf_release(&source);
}

static void tells_what_is_wrong_with_each_bad_file(void)
{
	CHECK(0, data_each(BAD, check_bad, NULL) >= BAD_MIN);
}

/** What the good files are, one after the other. */
struct good {
	struct buf text;
	size_t count;
};

static void check_good(struct good *good, const char *below)
{
	char path[2 * DATA_PATH_MAX];
	struct scenario *scenario = NULL;
	struct diags diags;
	struct buf source, out;

	(void)snprintf(path, sizeof(path), GOOD "/%s", below);
	CHECK(good->count, data_read(&source, path));
	diags_init(&diags, str_from(path), buf_str(&source));
	CHECK_INT(good->count,
		  scenario_load(&scenario, str_from(below), false, &diags), 0);
	buf_init(&out, DATA_FILE_MAX);
	diags_write(&out, &diags);
	CHECK_STR(good->count, buf_str(&out), "");
	CHECK(good->count, scenario != NULL);
	if (scenario != NULL) {
		CHECK_STR(good->count, scenario->file, path);
		CHECK(good->count, scenario->attempt_count > 0);
	}
	buf_add_str(&good->text, buf_str(&source));
	good->count++;
	scenario_free(scenario);
	buf_release(&out);
	diags_release(&diags);
	buf_release(&source);
}

static void check_folder(struct good *good, const char *below)
{
	char path[2 * DATA_PATH_MAX], inner[DATA_PATH_MAX];
	struct dirent **entry;
	int count;

	(void)snprintf(path, sizeof(path), GOOD "/%s", below);
	count = scandir(path, &entry, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		const char *name = entry[i]->d_name;
		const char *dot = strrchr(name, '.');
		int size = snprintf(inner, sizeof(inner), "%s%s%s", below,
				    below[0] != '\0' ? "/" : "", name);

		CHECK(i, size > 0 && (size_t)size < sizeof(inner));
		if (dot == NULL)
			check_folder(good, inner);
		else if (strcmp(dot, ".yaml") == 0)
			check_good(good, inner);
		free(entry[i]);
	}
	if (count >= 0)
		free(entry);
}

static bool has_text(struct str text, const char *part)
{
	size_t size = strlen(part);

	for (size_t i = 0; i + size <= text.size; i++) {
		if (memcmp(text.p + i, part, size) == 0)
			return true;
	}
	return false;
}

static void loads_each_good_file(void)
{
	struct good good = { .count = 0 };

	buf_init(&good.text, DATA_FILE_MAX);
	check_folder(&good, "");
	CHECK(0, good.count >= GOOD_MIN);
	for (unsigned i = 0; i < KEY_COUNT; i++) {
		const struct key *key = key_at((enum key_id)i);
		struct str words = str_from(key->words), word;
		char text[100];

		if (key_context_root((enum key_context)key->context) !=
		    KEY_IN_FILE)
			continue;
		(void)snprintf(text, sizeof(text), "%.*s:", STR_ARG(key->name));
		if (!CHECK(i, has_text(buf_str(&good.text), text)))
			(void)printf("\n    no good file has %s", text);
		while (key_next_word(&words, &word)) {
			(void)snprintf(text, sizeof(text), " %.*s",
				       STR_ARG(word));
			if (!CHECK(i, has_text(buf_str(&good.text), text)))
				(void)printf("\n    no good file has %s", text);
		}
	}
	buf_release(&good.text);
}

CU_TestInfo test_load_data[] = {
	{ "tells what is wrong with each bad file",
	  tells_what_is_wrong_with_each_bad_file },
	{ "loads each good file", loads_each_good_file },
	CU_TEST_INFO_NULL,
};
