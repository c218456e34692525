/* SPDX-License-Identifier: MIT */
#include "campaign/select.h"

#include <errno.h>
#include <stdlib.h>

#include "check.h"
#include "suite_rows.h"
#include "text/buf.h"

enum { PATTERNS_MAX = 8, NAMES_MAX = 4096 };

static void fits_globs(void)
{
	static const struct {
		const char *pattern;
		const char *id;
		bool fits;
	} row[] = {
		{ "final/486", "final/486", true },
		{ "final/486", "final/487", false },
		{ "final/48", "final/486", false },
		{ "final/4866", "final/486", false },
		{ "", "final/486", false },
		{ "", "", true },
		{ "*", "", true },
		{ "*", "final/486", true },
		{ "**", "final/486", true },
		{ "*/*", "final/486", true },
		{ "f*6", "final/486", true },
		{ "f*6*", "final/486", true },
		{ "*a*8*", "final/486", true },
		{ "*a*9*", "final/486", false },
		{ "*4*486", "final/4486", true },
		{ "final/4*", "final/486", true },
		{ "final/4*", "final/503", false },
		{ "final*486", "final/486", true },
		{ "final?486", "final/486", true },
		{ "final/48?", "final/486", true },
		{ "final/486?", "final/486", false },
		{ "final/48[06]", "final/486", true },
		{ "final/48[06]", "final/487", false },
		{ "final/48[0-6]", "final/483", true },
		{ "final/48[0-6]", "final/487", false },
		{ "final/48[a0-57]", "final/487", true },
		{ "final/48[!06]", "final/487", true },
		{ "final/48[!06]", "final/486", false },
		{ "final/48[^06]", "final/486", false },
		{ "final/48[6-]", "final/48-", true },
		{ "final/48[]6]", "final/486", true },
		{ "final/48[!]]", "final/486", true },
		{ "final/48[06", "final/486", false },
		{ "final/48[06", "final/48[06", true },
		{ "final/48[", "final/486", false },
		{ "[", "", false },
		{ "[]", "]", false },
		{ "*[4-5]??", "final/486", true },
		{ "*[4-5]??*", "final/586-x", true },
		{ "Final/486", "final/486", false },
		{ "[\x80-\xff]", "\xc3", true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		CHECK_INT(i,
			  glob_fits(str_from(row[i].pattern),
				    str_from(row[i].id)),
			  row[i].fits);
}

/** A pattern of a thousand stars costs no more than one of ten. */
static void fits_hostile_globs_in_time(void)
{
	struct buf pattern, id;

	buf_init(&pattern, NAMES_MAX);
	buf_init(&id, NAMES_MAX);
	for (size_t i = 0; i < 1000; i++) {
		buf_add_text(&pattern, "*a");
		buf_add_text(&id, "aa");
	}
	CHECK(0, glob_fits(buf_str(&pattern), buf_str(&id)));
	buf_add_char(&pattern, 'b');
	CHECK(1, !glob_fits(buf_str(&pattern), buf_str(&id)));
	buf_release(&pattern);
	buf_release(&id);
}

static void fits_cases_as_they_are_typed(void)
{
	static const struct {
		const char *pattern;
		bool fits;
	} row[] = {
		{ "final/486", true },  { "final.486", true },
		{ "486", true },        { "*86#", false },
		{ "busy", true },       { "48", false },
		{ "final_486", false }, { "final.48?", false },
		{ "48?", false },       { "bus*", false },
		{ "*86", true },        { "", false },
		{ "final?486", true },
	};
	struct scenario *scenario =
		suite_rows_make("final/486", 486, "486 busy *86#");

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		CHECK_INT(i, case_fits(str_from(row[i].pattern), scenario),
			  row[i].fits);
	scenario_free(scenario);
}

static void reads_lists_of_patterns(void)
{
	static const struct {
		struct str text;
		const char *patterns; /* each with a | behind it */
	} row[] = {
		{ STR_INIT(""), "" },
		{ STR_INIT("\n\n  \n"), "" },
		{ STR_INIT("# all of it\n"), "" },
		{ STR_INIT("final/486"), "final/486|" },
		{ STR_INIT("final/4*\r\n  redirect/* # loops\n"),
		  "final/4*|redirect/*|" },
		{ STR_INIT("*86#\n#x\n\t# y\n86#1\t# z"), "*86#|86#1|" },
		{ STR_INIT("a\0b\n"), "a\0b|" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct str rest = row[i].text, pattern;
		struct buf found;

		buf_init(&found, NAMES_MAX);
		while (pattern_next(&rest, &pattern)) {
			CHECK(i, pattern.size > 0);
			buf_add(&found, pattern.p, str_find(pattern, '\0'));
			buf_add_char(&found, '|');
		}
		CHECK_STR(i, buf_str(&found),
			  i + 1 == ARRAY_SIZE(row) ? "a|" : row[i].patterns);
		buf_release(&found);
	}
}

/** Ids and tags: what the suite below has. */
static const struct {
	const char *id;
	const char *tag;
} cases[] = {
	{ "sanity/last", "sanity" },  { "final/486", "busy" },
	{ "zz/late", "late" },        { "final/404", "lost" },
	{ "sanity/first", "sanity" }, { "sanity/second", "sanity" },
	{ "auth/401", "auth" },       { "register/423", "auth" },
};

static struct suite *make_suite(size_t count)
{
	static const uint64_t key[2] = { 0, 0 };
	const struct scenario *other;
	struct suite *suite = NULL;
	struct str dial;

	CHECK_INT(0, suite_new(&suite, key), 0);
	for (size_t i = 0; i < count; i++) {
		struct scenario *made =
			suite_rows_make(cases[i].id, 486, cases[i].id);

		made->tag = arena_array(&made->arena, 1, sizeof(struct str));
		made->tag[0] = str_from(cases[i].tag);
		made->tag_count = 1;
		if (str_starts(made->id, STR("register/")))
			made->method = STR("REGISTER");
		CHECK_INT(i, suite_add(suite, made, 0, &other, &dial), 0);
	}
	CHECK_INT(0, suite_finish(suite), 0);
	return suite;
}

/** Split at blanks. @return how many */
static size_t split(struct str to[PATTERNS_MAX], const char *text)
{
	struct str rest = str_from(text);
	size_t count = 0;

	while (rest.size > 0 && count < PATTERNS_MAX)
		(void)str_cut(rest, ' ', &to[count++], &rest);
	return count;
}

static void write_names(struct buf *out, const struct selection *selection)
{
	size_t count = selection->sanity_first + selection->count +
		       selection->sanity_last;

	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buf_add_char(out, ' ');
		if (i == selection->sanity_first)
			buf_add_text(out, "| ");
		if (i == selection->sanity_first + selection->count)
			buf_add_text(out, "| ");
		buf_add_str(out, selection->scenario[i]->id);
	}
}

static void chooses_cases(void)
{
	static const struct {
		const char *only;
		const char *skip;
		const char *tag;
		const char *names; /* NULL: ENOENT */
		const char *stale;
	} row[] = {
		{ "", "", "",
		  "sanity/first sanity/second | auth/401 final/404 final/486 "
		  "register/423 zz/late | sanity/last",
		  NULL },
		{ "final/*", "", "",
		  "sanity/first sanity/second | final/404 final/486 | "
		  "sanity/last",
		  NULL },
		{ "final/* zz.late", "sanity/* final/404", "",
		  "| final/486 zz/late", NULL },
		{ "", "sanity/first sanity/second", "busy lost",
		  "| final/404 final/486 | sanity/last", NULL },
		{ "auth/*", "sanity/*", "busy", "", NULL },
		{ "sanity/first", "", "none",
		  "sanity/first sanity/second | | sanity/last", NULL },
		{ "", "sanity/* zz/*", "",
		  "| auth/401 final/404 final/486 register/423", NULL },
		{ "register/423", "", "", "| register/423", NULL },
		{ "*/4*", "", "auth",
		  "sanity/first sanity/second | auth/401 register/423 | "
		  "sanity/last",
		  NULL },
		{ "final/* ring/*", "", "", NULL, "ring/*" },
		{ "final/* FINAL/486", "x", "", NULL, "FINAL/486" },
		{ "final/*", "auth/* 48", "", NULL, "48" },
	};
	struct suite *suite = make_suite(ARRAY_SIZE(cases));

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct str only[PATTERNS_MAX], skip[PATTERNS_MAX];
		struct str tag[PATTERNS_MAX], stale;
		struct wish wish = {
			.only = only,
			.only_count = split(only, row[i].only),
			.skip = skip,
			.skip_count = split(skip, row[i].skip),
			.tag = tag,
			.tag_count = split(tag, row[i].tag),
		};
		struct selection selection;
		struct buf names;

		buf_init(&names, NAMES_MAX);
		CHECK_INT(i, selection_make(&selection, suite, &wish, &stale),
			  row[i].names != NULL ? 0 : ENOENT);
		CHECK_STR(i, stale, row[i].stale);
		write_names(&names, &selection);
		CHECK_STR(i, buf_str(&names),
			  row[i].names != NULL ? row[i].names : "");
		selection_release(&selection);
		CHECK(i, selection.scenario == NULL);
		buf_release(&names);
	}
	suite_unref(suite);
}

static void chooses_nothing_of_nothing(void)
{
	const struct wish all = { .only_count = 0 };
	const struct str any = STR_INIT("*");
	const struct wish one = { .only = &any, .only_count = 1 };
	struct suite *suite = make_suite(0);
	struct selection selection;
	struct str stale;

	CHECK_INT(0, selection_make(&selection, suite, &all, &stale), 0);
	CHECK_INT(0, selection.count, 0);
	selection_release(&selection);
	CHECK_INT(1, selection_make(&selection, suite, &one, &stale), ENOENT);
	CHECK_STR(1, stale, "*");
	selection_release(&selection);
	suite_unref(suite);
}

CU_TestInfo test_select_cases[] = {
	{ "fits globs", fits_globs },
	{ "fits hostile globs in time", fits_hostile_globs_in_time },
	{ "fits cases as they are typed", fits_cases_as_they_are_typed },
	{ "reads lists of patterns", reads_lists_of_patterns },
	{ "chooses cases", chooses_cases },
	{ "chooses nothing of nothing", chooses_nothing_of_nothing },
	CU_TEST_INFO_NULL,
};
