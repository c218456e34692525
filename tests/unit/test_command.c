/* SPDX-License-Identifier: MIT */
#include "command.h"

#include <string.h>

#include "check.h"

static const struct command_words words = { {
	[COMMAND_URI] = STR_INIT("sip:final.486.r1@[::1]:5;transport=tcp"),
	[COMMAND_CASE] = STR_INIT("final/486"),
	[COMMAND_TIMEOUT] = STR_INIT("40"),
	[COMMAND_HOST] = STR_INIT("::1"),
	[COMMAND_PORT] = STR_INIT("5"),
	[COMMAND_TRANSPORT] = STR_INIT("tcp"),
	[COMMAND_RUN] = STR_INIT("1"),
} };

static void placeholders(void)
{
	static const struct {
		char given[32];
		const char *plain;
		const char *shell;
	} row[] = {
		{ "", "", "" },
		{ "{uri}", "sip:final.486.r1@[::1]:5;transport=tcp",
		  "'sip:final.486.r1@[::1]:5;transport=tcp'" },
		{ "--to={uri}", "--to=sip:final.486.r1@[::1]:5;transport=tcp",
		  "--to='sip:final.486.r1@[::1]:5;transport=tcp'" },
		{ "echo \"dial {case}\" {run}", "echo \"dial final/486\" 1",
		  "echo \"dial final/486\" '1'" },
		{ "echo 'it is \"{host}'\"'{port}'\"",
		  "echo 'it is \"::1'\"'5'\"", "echo 'it is \"::1'\"'5'\"" },
		{ "{case}{timeout}{transport}", "final/48640tcp",
		  "'final/486''40''tcp'" },
		{ "{ur} {uri {} }", "{ur} {uri {} }", "{ur} {uri {} }" },
		{ "{{case}}", "{final/486}", "{'final/486'}" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		char given[sizeof(row[i].given)];
		char *const list[] = { given };
		struct arena arena;
		char **made;

		memcpy(given, row[i].given, sizeof(given));
		arena_init(&arena);
		made = command_arguments(&arena, list, 1, &words);
		CHECK_TEXT(i, made[0], row[i].plain);
		CHECK(i, made[1] == NULL);
		made = command_shell(&arena, str_from(row[i].given), &words);
		CHECK_TEXT(i, made[0], "/bin/sh");
		CHECK_TEXT(i, made[1], "-c");
		CHECK_TEXT(i, made[2], row[i].shell);
		CHECK(i, made[3] == NULL);
		arena_release(&arena);
	}
}

static void environment(void)
{
	char text[][16] = { "A=1", "GAMUT_URI=old", "GAMUT_T1=10" };
	char *const given[] = { text[0], text[1], text[2], NULL };
	static const char *const want[] = {
		"A=1",
		"GAMUT_T1=10",
		"GAMUT_URI=sip:final.486.r1@[::1]:5;transport=tcp",
		"GAMUT_CASE=final/486",
		"GAMUT_TIMEOUT=40",
		"GAMUT_HOST=::1",
		"GAMUT_PORT=5",
		"GAMUT_TRANSPORT=tcp",
		"GAMUT_RUN=1",
	};
	struct arena arena;
	char **made;

	arena_init(&arena);
	made = command_environment(&arena, given, &words);
	for (size_t i = 0; i < ARRAY_SIZE(want); i++)
		CHECK_TEXT(i, made[i], want[i]);
	CHECK(0, made[ARRAY_SIZE(want)] == NULL);
	arena_release(&arena);
}

CU_TestInfo test_command[] = {
	{ "placeholders are replaced, for a shell as words", placeholders },
	{ "the environment has them too, and once", environment },
	CU_TEST_INFO_NULL,
};
