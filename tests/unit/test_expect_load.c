/* SPDX-License-Identifier: MIT */
#include "campaign/expect.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "data.h"
#include "scenario/key.h"

/*
 * TESTS_DATA/expect/bad/<name>/: input.yaml, error: what is said of it. The names
 * begin with what refuses them: yaml- the reader, form- the table of keys.
 * TESTS_DATA/expect/good/: expectation files.
 */
#define BAD  TESTS_DATA "/expect/bad"
#define GOOD TESTS_DATA "/expect/good"

enum { BAD_MIN = 30, GOOD_MIN = 3 };

/** Load a text. @return what is said of it; buf_release() it */
static struct buf load(struct str text, int *err, struct expect_file **file)
{
	struct diags diags;
	struct buf said;

	buf_init(&said, DATA_FILE_MAX);
	diags_init(&diags, STR("input.yaml"), STR(""));
	*err = expect_file_load(file, text, &diags);
	diags_write(&said, &diags);
	diags_release(&diags);
	return said;
}

static void check_bad(size_t row, const char *name, void *arg)
{
	struct expect_file *file = NULL;
	struct buf source, error, said;
	int err;

	(void)arg;
	CHECK(row, data_read_part(&source, BAD, name, "input.yaml"));
	CHECK(row, data_read_part(&error, BAD, name, "error"));
	said = load(buf_str(&source), &err, &file);
	if (!CHECK_INT(row, err, EBADMSG) ||
	    !CHECK_STR(row, buf_str(&said), error.p))
		(void)printf("\n    in " BAD "/%s", name);
	CHECK(row, file == NULL);
	buf_release(&said);
	buf_release(&error);
	buf_release(&source);
}

static void tells_what_is_wrong_with_each_bad_file(void)
{
	CHECK(0, data_each(BAD, check_bad, NULL) >= BAD_MIN);
}

static void check_good(size_t row, const char *name, void *arg)
{
	struct buf *all = arg;
	struct expect_file *file = NULL;
	struct buf source, said;
	int err;

	CHECK(row, data_read_part(&source, GOOD, ".", name));
	said = load(buf_str(&source), &err, &file);
	CHECK_INT(row, err, 0);
	CHECK_STR(row, buf_str(&said), "");
	CHECK(row, file != NULL);
	expect_file_free(file);
	buf_add_str(all, buf_str(&source));
	buf_release(&said);
	buf_release(&source);
}

static void loads_each_good_file(void)
{
	struct buf all;

	buf_init(&all, DATA_FILE_MAX);
	CHECK(0, data_each(GOOD, check_good, &all) >= GOOD_MIN);
	for (unsigned i = 0; i < KEY_COUNT; i++) {
		const struct key *key = key_at((enum key_id)i);
		char text[100];

		if (key_context_root((enum key_context)key->context) !=
		    KEY_IN_EXPECTATION)
			continue;
		(void)snprintf(text, sizeof(text), "%.*s:", STR_ARG(key->name));
		if (!CHECK(i, all.p != NULL && strstr(all.p, text) != NULL))
			(void)printf("\n    no good file has %s", text);
	}
	buf_release(&all);
}

/** A file as long as it may be is loaded at once, and one entry more is told. */
static void loads_as_many_entries_as_a_list_has(void)
{
	static const struct {
		size_t count;
		int err;
	} row[] = { { KEY_LIST_MAX, 0 }, { KEY_LIST_MAX + 1, EBADMSG } };

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct expect_file *file = NULL;
		struct buf text, said;
		int err;

		buf_init(&text, DATA_FILE_MAX);
		buf_add_text(&text, "gamut-expect: 1\nknown-failures:\n");
		for (size_t n = 0; n < row[i].count; n++)
			buf_addf(&text,
				 "  - cases: final/%zu\n"
				 "    checks: ack-non2xx-sent\n"
				 "    reason: x\n",
				 n);
		said = load(buf_str(&text), &err, &file);
		CHECK_INT(i, err, row[i].err);
		expect_file_free(file);
		buf_release(&said);
		buf_release(&text);
	}
}

static void keeps_the_agent(void)
{
	static const struct {
		const char *text;
		const char *agent;
	} row[] = {
		{ "gamut-expect: 1\n", NULL },
		{ "gamut-expect: 1\nagent: baresip v2\n", "baresip v2" },
		{ "gamut-expect: 1\r\nagent: \"\xc3\xa4\"\r\n", "\xc3\xa4" },
		{ "\xef\xbb\xbfgamut-expect: 1\nagent: '1'\n", "1" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct expect_file *file = NULL;
		struct buf said;
		int err;

		said = load(str_from(row[i].text), &err, &file);
		if (CHECK_INT(i, err, 0))
			CHECK_STR(i, expect_file_agent(file), row[i].agent);
		expect_file_free(file);
		buf_release(&said);
	}
	expect_file_free(NULL);
}

CU_TestInfo test_expect_load[] = {
	{ "tells what is wrong with each bad file",
	  tells_what_is_wrong_with_each_bad_file },
	{ "loads each good file", loads_each_good_file },
	{ "loads as many entries as a list has",
	  loads_as_many_entries_as_a_list_has },
	{ "keeps the agent", keeps_the_agent },
	CU_TEST_INFO_NULL,
};
