/* SPDX-License-Identifier: MIT */
#include "scenario/key.h"

#include <regex.h>
#include <string.h>

#include "check.h"
#include "scenario/duration.h"
#include "scenario/loader.h"

static void finds_keys_by_their_context(void)
{
	static const struct {
		const char *name;
		enum key_context context;
		int id; /* -1: none */
	} row[] = {
		{ "gamut", KEY_IN_FILE, KEY_FILE_GAMUT },
		{ "expect", KEY_IN_FILE, KEY_FILE_EXPECT },
		{ "method", KEY_IN_FILE, KEY_FILE_METHOD },
		{ "ruri", KEY_IN_FILE, -1 },
		{ "method", KEY_IN_MATCH, KEY_MATCH_METHOD },
		{ "respond", KEY_IN_STEP, KEY_STEP_RESPOND },
		{ "fault", KEY_IN_RESPOND, KEY_RESPOND_FAULT },
		{ "fault", KEY_IN_RAW, KEY_RAW_FAULT },
		{ "drop", KEY_IN_FAULT, KEY_FAULT_DROP },
		{ "ignore-copy", KEY_IN_FAULT, KEY_FAULT_IGNORE_COPY },
		{ "Drop", KEY_IN_FAULT, -1 },
		{ "gamut", KEY_IN_NONE, -1 },
		{ "", KEY_IN_NONE, -1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct key *key =
			key_find(row[i].context, str_from(row[i].name));

		CHECK_INT(i, key != NULL ? key->id : -1, row[i].id);
	}
}

static void has_each_key_once_at_its_place(void)
{
	size_t seen = 0;

	for (unsigned c = 0; c < KEY_CONTEXT_COUNT; c++) {
		size_t count;
		const struct key *key = key_rows((enum key_context)c, &count);

		CHECK_INT(c, count > 0, c != KEY_IN_NONE);
		CHECK(c, count <= FIELDS_MAX);
		for (size_t i = 0; i < count; i++) {
			CHECK_INT(key[i].id, key[i].id, seen);
			CHECK(key[i].id, key_at((enum key_id)seen) == &key[i]);
			CHECK(key[i].id, key_find((enum key_context)c,
						  key[i].name) == &key[i]);
			seen++;
		}
	}
	CHECK_INT(0, seen, KEY_COUNT);
}

/** Names, words and meanings that a manual can print as they are. */
static void says_what_each_key_is(void)
{
	for (unsigned i = 0; i < KEY_COUNT; i++) {
		const struct key *key = key_at((enum key_id)i);
		size_t size = strlen(key->text), words = strlen(key->words);

		CHECK(i, key->name.size > 0 && size > 0);
		CHECK_INT(i, key->text[size - 1] == '.',
			  key->context != KEY_IN_FAULT);
		CHECK(i, words == 0 || key->words[words - 1] == ' ');
		CHECK(i, key->type != KEY_TYPE_SECTION ||
				 key->section != KEY_IN_NONE);
		CHECK(i, key->section == KEY_IN_NONE ||
				 key->type == KEY_TYPE_SECTION ||
				 key->need == KEY_NEED_VERB);
		CHECK(i, key->min <= key->max);
		CHECK(i, key_type_form((enum key_type)key->type)[0] != '\0');
		CHECK(i, key_shape_text((enum key_shape)key->shape)[0] != '\0');
		CHECK(i, key_need_text((enum key_need)key->need)[0] != '\0');
	}
}

static void has_defaults_that_it_takes_itself(void)
{
	for (unsigned i = 0; i < KEY_COUNT; i++) {
		const struct key *key = key_at((enum key_id)i);
		struct str text = str_from(key->initial);

		/* "(the usual)" is words, "[auth]" a list. */
		if (text.p == NULL || text.p[0] == '(')
			continue;
		CHECK_INT(i, key->need, KEY_NEED_OPTIONAL);
		CHECK_INT(i, text.p[0] == '[', key->shape != KEY_SHAPE_ONE);
		if (key->type == KEY_TYPE_WORD)
			CHECK(i, key_has_word(key, text));
		else if (key->shape == KEY_SHAPE_ONE)
			CHECK(i,
			      load_type_fits((enum key_type)key->type, text));
	}
}

static const char *const samples[] = {
	"",          "0",        "1",         "01",        "486",
	"-1",        "1.5",      "true",      "false",     "True",
	"yes",       "no",       "5s",        "500ms",     "1.25h",
	"2m",        "1.s",      ".5s",       "5",         "5 s",
	"5S",        "5sec",     "1.2.3s",    "s",         "final/486",
	"final",     "/final",   "final/",    "a//b",      "../a",
	"a/.b",      "a.b",      ".a",        "A",         "a b",
	"a_b-c+d@e", "INVITE",   "invite",    "In-Vite",   "X-Foo",
	"X Foo",     "X:",       "a\tb",      "a\nb",      "a\rb",
	"a\x7f",     "\xc3\xa4", "3261#21",   "3261#A.1",  "03261#1",
	"3261#",     "3261#1.",  "3261#1..2", "#1",        "3261#21.4.24",
	"4xx",       "*86",      "+1.2#3",    "a,b",       "a-b",
	"-a",        "a-",       "a--b",      "a1-b2",     "text/plain",
	"text/",     "/plain",   "text",      "text/a b",  "a/b;c=d",
	"a/b ; c=d", "a/b;c\n",  "a/b ",      "say \"a\"", "a\\b",
	"realm",     "~",        "!",         "'",         "`a`",
	"1ms",       "10.000s",  "0.0005s",   "a/b/c",     "a;/b",
	"a b\n",     "\n",       "a\n\n",
};

/* A duration with more digits than anyone writes is the one exception. */
static void has_patterns_that_say_what_the_loader_does(void)
{
#define X(id, name, form, pattern) { KEY_TYPE_##id, pattern },
	static const struct {
		enum key_type type;
		const char *pattern;
	} row[] = { KEY_TYPE_MAP(X) };
#undef X

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		regex_t regex;

		if (row[i].pattern == NULL)
			continue;
		if (!CHECK_INT(i,
			       regcomp(&regex, row[i].pattern,
				       REG_EXTENDED | REG_NOSUB),
			       0))
			continue;
		for (size_t n = 0; n < ARRAY_SIZE(samples); n++) {
			struct str text = str_from(samples[n]);
			int found = regexec(&regex, samples[n], 0, NULL, 0);

			CHECK_INT(i * 1000 + n,
				  load_type_fits(row[i].type, text),
				  found == 0);
		}
		regfree(&regex);
	}
}

static void reads_durations(void)
{
	static const struct {
		const char *text;
		long ms; /* -1: none */
	} row[] = {
		{ "0s", 0 },
		{ "500ms", 500 },
		{ "0.5s", 500 },
		{ "1.25s", 1250 },
		{ "90s", 90000 },
		{ "1.5m", 90000 },
		{ "24h", 86400000 },
		{ "0.001s", 1 },
		{ "0.0019s", 1 },
		{ "0.5ms", 0 },
		{ "1.123456789s", 1123 },
		{ "1.1234567891s", -1 },
		{ "4294967295ms", 4294967295 },
		{ "4294967296ms", -1 },
		{ "99999999999999999999s", -1 },
		{ "", -1 },
		{ "s", -1 },
		{ "1", -1 },
		{ "1 s", -1 },
		{ "1d", -1 },
		{ "1sm", -1 },
		{ "1.s", -1 },
		{ ".5s", -1 },
		{ "1..5s", -1 },
		{ "-1s", -1 },
		{ "0x1s", -1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		uint64_t ms = 7;
		bool is_one = duration_parse(str_from(row[i].text), &ms);

		CHECK_INT(i, is_one, row[i].ms >= 0);
		CHECK_INT(i, ms, row[i].ms >= 0 ? row[i].ms : 7);
	}
}

static void knows_address_ranges(void)
{
	static const struct {
		const char *text;
		bool is_range;
	} row[] = {
		{ "192.0.2.0/24", true },
		{ "192.0.2.1", true },
		{ "192.0.2.1/32", true },
		{ "0.0.0.0/0", true },
		{ "192.0.2.128/25", true },
		{ "2001:db8::/32", true },
		{ "::/0", true },
		{ "::1", true },
		{ "192.0.2.1/24", false },
		{ "192.0.2.64/25", false },
		{ "192.0.2.0/33", false },
		{ "192.0.2/24", false },
		{ "192.0.2.0/", false },
		{ "192.0.2.0/x", false },
		{ "2001:db8::/129", false },
		{ "2001:db8::1/64", false },
		{ "[::1]", false },
		{ "", false },
		{ "/8", false },
		{ "localhost", false },
		{ "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:"
		  "0000:0000",
		  false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		CHECK_INT(i, load_is_cidr(str_from(row[i].text)),
			  row[i].is_range);
	CHECK(99, !load_is_cidr(STR("::1\0/8")));
}

CU_TestInfo test_key[] = {
	{ "finds keys by their context", finds_keys_by_their_context },
	{ "has each key once, at its place", has_each_key_once_at_its_place },
	{ "says what each key is", says_what_each_key_is },
	{ "has defaults that it takes itself",
	  has_defaults_that_it_takes_itself },
	{ "has patterns that say what the loader does",
	  has_patterns_that_say_what_the_loader_does },
	{ "reads durations", reads_durations },
	{ "knows address ranges", knows_address_ranges },
	CU_TEST_INFO_NULL,
};
