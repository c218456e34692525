/* SPDX-License-Identifier: MIT */
#include "judge/judge.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "text/buf.h"
#include "transcript.h"

/*
 * TESTS_DATA/transcripts/<check>/<outcome>-<what>.txt: a run and what is to be said
 * of it; README.md there tells the language. trap-<what>.txt: what must not be blamed.
 */
#define DATA TESTS_DATA "/transcripts"

enum { PATH_SIZE = 1024, FILE_MAX = 2000000, RUNS_MIN = 100 };

static bool read_file(struct buf *text, const char *path)
{
	FILE *file = fopen(path, "rb");
	char piece[4096];
	size_t size;

	buf_init(text, FILE_MAX);
	if (file == NULL)
		return false;
	while ((size = fread(piece, 1, sizeof(piece), file)) > 0)
		buf_add(text, piece, size);
	return fclose(file) == 0 && buf_error(text) == 0;
}

static void show(const struct findings *findings, enum check_id check)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->finding[i];

		if (finding->check == check)
			(void)printf("\n    %s: %s; asked: %.*s",
				     outcome_name(finding->outcome),
				     check_at(check)->name,
				     STR_ARG(finding->expected));
		if (finding->check == check)
			(void)printf("\n      seen: %.*s",
				     STR_ARG(finding->actual));
	}
}

/** What is said of a check must be what the transcript expects of it. */
static bool check_named(const struct transcript *transcript,
			enum check_id check, unsigned seen)
{
	unsigned want = 0, bad = 1U << OUTCOME_FAIL | 1U << OUTCOME_WARN;
	bool is_none = false, is_named = false;

	for (size_t i = 0; i < transcript->expect_count; i++) {
		const struct expect *expect = &transcript->expect[i];

		if (expect->check != check)
			continue;
		is_named = true;
		if (expect->is_none)
			is_none = true;
		else
			want |= 1U << expect->outcome;
	}
	if (!is_named)
		return (seen & 1U << OUTCOME_FAIL) == 0;
	if (is_none)
		return seen == 0;
	return (seen & want) == want && (seen & bad & ~want) == 0;
}

static void compare(size_t row, const char *path,
		    const struct transcript *transcript,
		    const struct findings *findings)
{
	unsigned char seen[CHECK_COUNT] = { 0 };

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->finding[i];

		seen[finding->check] |= (unsigned char)(1U << finding->outcome);
		CHECK(row, finding->expected.size > 0);
		CHECK(row, finding->actual.size > 0);
		for (size_t k = 0; k < finding->proof_count; k++)
			CHECK(row,
			      finding->proof[k] < transcript->record.count);
	}
	for (int i = 0; i < CHECK_COUNT; i++) {
		enum check_id check = (enum check_id)i;
		bool held = check_named(transcript, check, seen[check]);

		if (held)
			continue;
		CHECK(row, held);
		(void)printf("\n    in %s: %s", path, check_at(check)->name);
		show(findings, check);
	}
}

/** In brief the findings are the same, but only WARN and FAIL have texts. */
static void compare_brief(size_t row, const struct transcript *transcript,
			  const struct findings *findings)
{
	struct judge_config config = transcript->config;
	struct findings brief;

	config.is_brief = true;
	findings_init(&brief);
	CHECK_INT(row, judge(&brief, &transcript->record, &config), 0);
	CHECK_INT(row, brief.count, findings->count);
	CHECK_INT(row, brief.open_us, findings->open_us);
	for (size_t i = 0; i < brief.count && i < findings->count; i++) {
		const struct finding *have = &brief.finding[i];
		const struct finding *want = &findings->finding[i];
		bool is_bad = want->outcome == OUTCOME_WARN ||
			      want->outcome == OUTCOME_FAIL;

		CHECK_INT(row, have->check, want->check);
		CHECK_INT(row, have->outcome, want->outcome);
		CHECK_INT(row, have->proof_count, want->proof_count);
		CHECK(row, memcmp(have->proof, want->proof,
				  sizeof(have->proof)) == 0);
		CHECK(row,
		      str_eq(have->actual, is_bad ? want->actual : STR("")));
		CHECK(row, str_eq(have->expected,
				  is_bad ? want->expected : STR("")));
	}
	findings_release(&brief);
}

static void run(size_t row, const char *path)
{
	struct transcript transcript;
	struct findings findings;
	struct buf text, error;

	buf_init(&error, 1000);
	CHECK(row, read_file(&text, path));
	if (CHECK(row, transcript_read(&transcript, buf_str(&text), &error))) {
		findings_init(&findings);
		CHECK_INT(row,
			  judge(&findings, &transcript.record,
				&transcript.config),
			  0);
		compare(row, path, &transcript, &findings);
		compare_brief(row, &transcript, &findings);
		findings_release(&findings);
	} else {
		(void)printf("\n    %s: %.*s", path, STR_ARG(buf_str(&error)));
	}
	transcript_release(&transcript);
	buf_release(&error);
	buf_release(&text);
}

typedef void each_f(void *data, const char *name);

static void each_name(const char *path, each_f *each, void *data)
{
	struct dirent **entry;
	int count = scandir(path, &entry, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		if (entry[i]->d_name[0] != '.')
			each(data, entry[i]->d_name);
		free(entry[i]);
	}
	if (count >= 0)
		free(entry);
}

/** A folder of transcripts that is gone through. */
struct folder {
	char path[PATH_SIZE];
	size_t runs;
};

static bool is_text(const char *name)
{
	size_t size = strlen(name);

	return size > 4 && strcmp(name + size - 4, ".txt") == 0;
}

static void run_file(void *data, const char *name)
{
	struct folder *folder = data;
	char path[2 * PATH_SIZE];

	(void)snprintf(path, sizeof(path), "%s/%s", folder->path, name);
	if (is_text(name))
		run(folder->runs++, path);
}

static void run_folder(void *data, const char *name)
{
	struct folder *all = data, folder = { .runs = all->runs };
	const char *only = getenv("TRANSCRIPTS");

	if (strchr(name, '.') != NULL ||
	    (only != NULL && strstr(name, only) == NULL))
		return;
	(void)snprintf(folder.path, sizeof(folder.path), DATA "/%s", name);
	each_name(folder.path, run_file, &folder);
	all->runs = folder.runs;
}

static void says_what_each_transcript_expects(void)
{
	struct folder all = { .runs = 0 };

	each_name(DATA, run_folder, &all);
	CHECK(0, all.runs >= RUNS_MIN || getenv("TRANSCRIPTS") != NULL);
}

/** Bits of the outcomes that the names of a folder's files begin with. */
static void note_outcome(void *data, const char *name)
{
	unsigned *found = data;

	for (int i = 0; i <= OUTCOME_FAIL; i++) {
		const char *outcome = outcome_name((enum outcome)i);
		size_t size = strlen(outcome);

		if (strncmp(name, outcome, size) == 0 && name[size] == '-')
			*found |= 1U << i;
	}
}

static void each_check_has_transcripts(void)
{
	static const unsigned broken[] = {
		[LEVEL_MUST] = 1U << OUTCOME_FAIL,
		/* some are only told: there is no rule to miss loudly */
		[LEVEL_SHOULD] = 1U << OUTCOME_WARN | 1U << OUTCOME_FAIL |
				 1U << OUTCOME_INFO,
		[LEVEL_MAY] = 1U << OUTCOME_WARN | 1U << OUTCOME_FAIL |
			      1U << OUTCOME_INFO | 1U << OUTCOME_INCONCLUSIVE,
	};
	char path[PATH_SIZE];

	for (int i = 0; i < CHECK_COUNT; i++) {
		const struct check *check = check_at((enum check_id)i);
		unsigned found = 0;
		bool is_kept, is_broken;

		(void)snprintf(path, sizeof(path), DATA "/%s", check->name);
		each_name(path, note_outcome, &found);
		is_kept = (found & 1U << OUTCOME_PASS) != 0;
		is_broken = (found & broken[check->level]) != 0;
		if (!CHECK(i, is_kept) || !CHECK(i, is_broken))
			(void)printf("\n    %s lacks a transcript that %s it",
				     check->name, is_kept ? "breaks" : "keeps");
	}
}

CU_TestInfo test_judge[] = {
	{ "says of each transcript what it expects",
	  says_what_each_transcript_expects },
	{ "each check has a transcript that keeps and one that breaks it",
	  each_check_has_transcripts },
	CU_TEST_INFO_NULL,
};
