/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "option.h"

enum { ARGUMENTS_MAX = 16, ERROR_MAX = 4096 };

/** Parse words between blanks as the arguments of a command. */
static int parse(struct options *options, const char *command,
		 const char *words, struct buf *error, char *argv[], int *argc)
{
	static char text[1024];

	*argc = 0;
	(void)snprintf(text, sizeof(text), "%s", words);
	for (char *p = strtok(text, " "); p != NULL; p = strtok(NULL, " "))
		argv[(*argc)++] = p;
	return options_parse(options, command, argc, argv, error);
}

static void has_defaults(void)
{
	struct options options;
	struct buf error;
	char *argv[ARGUMENTS_MAX];
	int argc;

	buf_init(&error, ERROR_MAX);
	CHECK_INT(0, parse(&options, "serve", "", &error, argv, &argc), 0);
	CHECK_INT(0, options.listen_count, 0);
	options_listen(&options, "udp:*:5060 tcp:[::1]:5061");
	options_listen(&options, "udp:*:5062");
	CHECK_INT(0, options.listen_count, 2);
	CHECK_INT(0, options.listen[0].transport, TRANSPORT_UDP);
	CHECK_TEXT(0, options.listen[0].host, "*");
	CHECK_INT(0, options.listen[0].port, 5060);
	CHECK_INT(0, options.listen[1].transport, TRANSPORT_TCP);
	CHECK_INT(0, options.listen[1].port, 5061);
	CHECK_TEXT(0, options.advertise_host, "");
	CHECK_INT(0, options.hold_us, 30000000);
	CHECK_INT(0, options.t1_ms, 500);
	CHECK(0, !options.reason_q850);
	CHECK_TEXT(0, options.realm, "gamut");
	CHECK(0, options.trace == NULL);
	CHECK_INT(0, options.allow_count, 0);
	CHECK_INT(0, options.max_calls, 100000);
	CHECK_INT(0, options.max_connections, 10000);
	CHECK_INT(0, options.max_message, 65535);
	CHECK_INT(0, options.max_bindings, 10000);
	CHECK_INT(0, options.idle_ms, 600000);
	CHECK_INT(0, options.media_port, 0);
	CHECK(0, !options.quiet && !options.help);
	CHECK(0, options.default_case == NULL);
	CHECK(0, !options.watch && !options.no_builtin);
	CHECK_INT(1, parse(&options, "list", "", &error, argv, &argc), 0);
	CHECK(1, options.tag.size == 0 && options.export_dir == NULL);
	CHECK(1, !options.force && !options.no_builtin);
	CHECK_INT(2, parse(&options, "run", "", &error, argv, &argc), 0);
	CHECK(2, options.only.size == 0 && options.skip.size == 0);
	CHECK(2, options.trigger == NULL && options.results == NULL);
	CHECK(2, options.expect == NULL && options.features == NULL);
	CHECK(2, options.agent == NULL);
	CHECK_INT(2, options.jobs, 1);
	CHECK_INT(2, options.timeout_us, 0);
	CHECK_INT(2, options.wait_us, 60000000);
	CHECK_INT(2, options.max_output, 65536);
	buf_release(&error);
}

static void reads_what_is_about_scenarios(void)
{
	struct options options;
	struct buf error;
	char *argv[ARGUMENTS_MAX];
	int argc;

	buf_init(&error, ERROR_MAX);
	CHECK_INT(0,
		  parse(&options, "serve",
			"one --default final/486 --watch two --no-builtin",
			&error, argv, &argc),
		  0);
	CHECK_TEXT(0, options.default_case, "final/486");
	CHECK(0, options.watch && options.no_builtin);
	CHECK_INT(0, argc, 2);
	CHECK_TEXT(0, argv[0], "one");
	CHECK_TEXT(0, argv[1], "two");
	CHECK_INT(1,
		  parse(&options, "list",
			"--export here --force --tag=4xx-x --watch=no", &error,
			argv, &argc),
		  EINVAL);
	buf_clear(&error);
	CHECK_INT(2,
		  parse(&options, "list", "--export here --force --tag=4xx-x",
			&error, argv, &argc),
		  0);
	CHECK_TEXT(2, options.export_dir, "here");
	CHECK_TEXT(2, options.tag.pool, "4xx-x");
	CHECK(2, options.force);
	buf_release(&error);
}

static void reads_what_is_reported(void)
{
	static const char *const only[] = { "final/4*", "ring/[12]80" };
	struct options options;
	struct buf error;
	char *argv[ARGUMENTS_MAX];
	struct str text;
	size_t at = 0;
	int argc;

	buf_init(&error, ERROR_MAX);
	CHECK_INT(0,
		  parse(&options, "report",
			"a.db --case final/4* --json - --case=ring/[12]80 "
			"--diff old.db --all --strict",
			&error, argv, &argc),
		  0);
	CHECK_INT(0, argc, 1);
	for (size_t i = 0; i < ARRAY_SIZE(only); i++) {
		CHECK(i, texts_next(&options.only, &at, &text));
		CHECK_STR(i, text, only[i]);
	}
	CHECK(0, !texts_next(&options.only, &at, &text));
	CHECK_TEXT(0, options.reports.json, "-");
	CHECK(0, options.reports.text == NULL && options.reports.pcap == NULL);
	CHECK_TEXT(0, options.diff, "old.db");
	CHECK(0, options.all && options.strict && !options.redact);

	CHECK_INT(1, setenv("GAMUT_CASE", "a b,c", 1), 0);
	CHECK_INT(1, parse(&options, "report", "x", &error, argv, &argc), 0);
	CHECK_INT(1, options.only.size, sizeof("a") * 3);
	CHECK(1, memcmp(options.only.pool, "a\0b\0c", sizeof("a") * 3) == 0);
	CHECK_INT(1, unsetenv("GAMUT_CASE"), 0);
	buf_release(&error);
}

/** There is room for TEXTS_SIZE bytes of them, and not for one more. */
static void has_a_limit_of_texts(void)
{
	enum { HALF = TEXTS_SIZE / 2 };
	static const char name[] = "--case=";
	char text[sizeof(name) + HALF];
	char more[] = "--case=b";
	char *argv[] = { text, text, more };
	struct options options;
	struct buf error;
	int argc = 2;

	memcpy(text, name, sizeof(name));
	memset(text + sizeof(name) - 1, 'a', HALF - 1);
	text[sizeof(name) - 1 + HALF - 1] = '\0';
	buf_init(&error, TEXTS_SIZE);
	CHECK_INT(0, options_parse(&options, "report", &argc, argv, &error), 0);
	CHECK_INT(0, options.only.size, TEXTS_SIZE);
	argv[0] = argv[1] = text;
	argc = 3;
	CHECK_INT(1, options_parse(&options, "report", &argc, argv, &error),
		  EINVAL);
	CHECK_STR(1, buf_str(&error), "option --case: 'b' is one too many");
	buf_release(&error);
}

static void reads_numbers(void)
{
	static const struct {
		const char *words;
		uint64_t hold_us;
		uint32_t t1_ms;
		uint32_t idle_ms;
	} row[] = {
		{ "--hold 0", 0, 500, 600000 },
		{ "--hold=0.5 --t1 10", 500000, 10, 600000 },
		{ "--hold 86400 --t1=60000", 86400000000, 60000, 600000 },
		{ "--hold 1.000001 --idle 1.5", 1000001, 500, 1500 },
		{ "--t1 20 --t1 30", 30000000, 30, 600000 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct options options;
		struct buf error;
		char *argv[ARGUMENTS_MAX];
		int argc;

		buf_init(&error, ERROR_MAX);
		CHECK_INT(i,
			  parse(&options, "serve", row[i].words, &error, argv,
				&argc),
			  0);
		CHECK_INT(i, options.hold_us, row[i].hold_us);
		CHECK_INT(i, options.t1_ms, row[i].t1_ms);
		CHECK_INT(i, options.idle_ms, row[i].idle_ms);
		CHECK_INT(i, argc, 0);
		buf_release(&error);
	}
}

static void reads_places(void)
{
	static const struct {
		const char *words;
		const char *host;
		const char *advertise_host;
		enum transport transport;
		uint16_t port;
		uint16_t advertise_port;
	} row[] = {
		{ "--listen udp:*:0", "*", "", TRANSPORT_UDP, 0, 0 },
		{ "--listen TCP:192.0.2.1:65535 --advertise sip.example.com",
		  "192.0.2.1", "sip.example.com", TRANSPORT_TCP, 65535, 0 },
		{ "--listen tcp:[2001:db8::1]:5060 --advertise 192.0.2.9:1",
		  "2001:db8::1", "192.0.2.9", TRANSPORT_TCP, 5060, 1 },
		{ "--listen=udp:[::]:7 --advertise=[2001:db8::2]:5070",
		  "::", "2001:db8::2", TRANSPORT_UDP, 7, 5070 },
		{ "--listen udp:[::1]:7 --advertise [::1]", "::1", "::1",
		  TRANSPORT_UDP, 7, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct options options;
		struct buf error;
		char *argv[ARGUMENTS_MAX];
		int argc;

		buf_init(&error, ERROR_MAX);
		CHECK_INT(i,
			  parse(&options, "serve", row[i].words, &error, argv,
				&argc),
			  0);
		CHECK_INT(i, options.listen_count, 1);
		CHECK_INT(i, options.listen[0].transport, row[i].transport);
		CHECK_TEXT(i, options.listen[0].host, row[i].host);
		CHECK_INT(i, options.listen[0].port, row[i].port);
		CHECK_TEXT(i, options.advertise_host, row[i].advertise_host);
		CHECK_INT(i, options.advertise_port, row[i].advertise_port);
		buf_release(&error);
	}
}

static const struct {
	const char *command;
	const char *words;
	const char *error;
} refused[] = {
	{ "serve", "--t1 0",
	  "option --t1: '0' is not a number of milliseconds from 10 "
	  "to 60000" },
	{ "serve", "--t1=60001",
	  "option --t1: '60001' is not a number of milliseconds from "
	  "10 to 60000" },
	{ "serve", "--t1 1e2",
	  "option --t1: '1e2' is not a number of milliseconds from 10 "
	  "to 60000" },
	{ "serve", "--hold 86400.000001",
	  "option --hold: '86400.000001' is not a number of seconds "
	  "from 0 to 86400" },
	{ "serve", "--hold 1.0000001",
	  "option --hold: '1.0000001' is not a number of seconds from "
	  "0 to 86400" },
	{ "serve", "--hold 1.",
	  "option --hold: '1.' is not a number of seconds from 0 to "
	  "86400" },
	{ "serve", "--hold=",
	  "option --hold: '' is not a number of seconds from 0 to "
	  "86400" },
	{ "serve", "--idle 0.9",
	  "option --idle: '0.9' is not a number of seconds from 1 to "
	  "86400" },
	{ "serve", "--t1",
	  "option --t1 needs MS: a number of milliseconds from 10 to "
	  "60000" },
	{ "serve", "--t1 --quiet",
	  "option --t1 needs MS: a number of milliseconds from 10 to "
	  "60000" },
	{ "serve", "--media-port 65536",
	  "option --media-port: '65536' is not a port from 0 to 65535" },
	{ "serve", "--reason q851",
	  "option --reason: 'q851' is not q850 or none" },
	{ "serve", "--probe sometimes",
	  "option --probe: 'sometimes' is not never, mangled or always" },
	{ "serve", "--quiet=maybe",
	  "option --quiet: 'maybe' is not yes or no" },
	{ "serve", "--trace=", "option --trace: '' is not the name of a file" },
	{ "serve", "--realm a\"b",
	  "option --realm: 'a\"b' is not text without quotes, "
	  "backslashes and control bytes" },
	{ "serve", "--allow 192.0.2.1/24",
	  "option --allow: '192.0.2.1/24' is not an address range like "
	  "192.0.2.0/24 or 2001:db8::/32" },
	{ "serve", "--relm x",
	  "'gamut serve' has no option --relm, did you mean --realm?" },
	{ "serve", "--bananas", "'gamut serve' has no option --bananas" },
	{ "serve", "-t1", "'gamut serve' has no option '-t1'" },
	{ "list", "--tag 4XX",
	  "option --tag: '4XX' is not a tag: small letters, digits and "
	  "hyphens" },
	{ "list", "--tag=",
	  "option --tag: '' is not a tag: small letters, digits and "
	  "hyphens" },
	{ "list",
	  "--export=", "option --export: '' is not the name of a folder" },
	{ "serve",
	  "--default=", "option --default: '' is not what can be dialled" },
	{ "check", "--no-builtin",
	  "'gamut check' has no option --no-builtin; it belongs to: serve "
	  "run list show generate expect" },
	{ "show", "--t1 5",
	  "'gamut show' has no option --t1; it belongs to: serve run" },
};

static void refuses_what_is_wrong(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		struct options options;
		struct buf error;
		char *argv[ARGUMENTS_MAX];
		int argc;

		buf_init(&error, ERROR_MAX);
		CHECK_INT(i,
			  parse(&options, refused[i].command, refused[i].words,
				&error, argv, &argc),
			  EINVAL);
		CHECK_STR(i, buf_str(&error), refused[i].error);
		buf_release(&error);
	}
}

static void refuses_places_that_are_none(void)
{
	static const char *const row[] = {
		"--listen=",
		"--listen=5060",
		"--listen=udp",
		"--listen=udp:",
		"--listen=udp:*",
		"--listen=udp:*:",
		"--listen=udp::5060",
		"--listen=sctp:*:5060",
		"--listen=udp:*:65536",
		"--listen=udp:localhost:5060",
		"--listen=udp:::1:5060",
		"--listen=udp:[::1:5060",
		"--listen=udp:[::1]5060",
		"--listen=udp:[]:5060",
		"--listen=udp:[*]:5060",
		"--listen=udp:192.0.2.256:5060",
		"--advertise=",
		"--advertise=:5060",
		"--advertise=a:",
		"--advertise=a:0",
		"--advertise=a:65536",
		"--advertise=-a",
		"--advertise=a/b",
		"--advertise=::1",
		"--advertise=[]",
		"--advertise=[a]",
		"--advertise=[::1",
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct options options;
		struct buf error;
		char *argv[ARGUMENTS_MAX];
		int argc;

		buf_init(&error, ERROR_MAX);
		CHECK_INT(i,
			  parse(&options, "serve", row[i], &error, argv, &argc),
			  EINVAL);
		buf_release(&error);
	}
}

static void has_a_limit_of_a_host(void)
{
	static const char name[] = "--advertise=";
	char argument[sizeof(name) + HOST_SIZE] = { 0 };

	memset(argument, 'a', sizeof(argument) - 1);
	memcpy(argument, name, sizeof(name) - 1);
	for (int i = 0; i < 2; i++) {
		struct options options;
		struct buf error;
		char *argv[] = { argument };
		int argc = 1;

		/* First one byte too many, for the NUL, then what fits. */
		argument[sizeof(name) - 1 + HOST_SIZE - (size_t)i] = '\0';
		buf_init(&error, ERROR_MAX);
		CHECK_INT(i,
			  options_parse(&options, "serve", &argc, argv, &error),
			  i == 0 ? EINVAL : 0);
		buf_release(&error);
	}
}

static void has_a_limit_of_places(void)
{
	struct options options;
	struct buf error;
	char argument[] = "--listen=udp:*:0";
	char *argv[OPTION_LISTEN_MAX + 1];
	int argc = OPTION_LISTEN_MAX;

	for (int i = 0; i <= OPTION_LISTEN_MAX; i++)
		argv[i] = argument;
	buf_init(&error, ERROR_MAX);
	CHECK_INT(0, options_parse(&options, "serve", &argc, argv, &error), 0);
	CHECK_INT(0, options.listen_count, OPTION_LISTEN_MAX);

	argc = OPTION_LISTEN_MAX + 1;
	CHECK_INT(1, options_parse(&options, "serve", &argc, argv, &error),
		  EINVAL);
	CHECK_STR(1, buf_str(&error),
		  "option --listen: 'udp:*:0' is one too many");
	buf_release(&error);
}

static void prefers_argument_to_environment(void)
{
	struct options options;
	struct buf error;
	char *argv[ARGUMENTS_MAX];
	int argc;

	buf_init(&error, ERROR_MAX);
	(void)setenv("GAMUT_T1", "100", 1);
	(void)setenv("GAMUT_MAX_CALLS", "", 1);
	(void)setenv("GAMUT_LISTEN", "tcp:[::1]:1, udp:*:2", 1);
	CHECK_INT(0, parse(&options, "serve", "", &error, argv, &argc), 0);
	CHECK_INT(0, options.t1_ms, 100);
	CHECK_INT(0, options.max_calls, 100000);
	CHECK_INT(0, options.listen_count, 2);
	CHECK_TEXT(0, options.listen[0].host, "::1");
	CHECK_INT(0, options.listen[1].port, 2);

	CHECK_INT(1,
		  parse(&options, "serve", "--t1 50 --listen udp:*:3", &error,
			argv, &argc),
		  0);
	CHECK_INT(1, options.t1_ms, 50);
	CHECK_INT(1, options.listen_count, 1);

	(void)setenv("GAMUT_T1", "9", 1);
	CHECK_INT(2, parse(&options, "serve", "", &error, argv, &argc), EINVAL);
	CHECK_STR(2, buf_str(&error),
		  "GAMUT_T1: '9' is not a number of milliseconds from 10 to "
		  "60000");
	/* What a command does not take cannot be wrong for it. */
	CHECK_INT(3, parse(&options, "list", "", &error, argv, &argc), 0);

	(void)unsetenv("GAMUT_T1");
	(void)unsetenv("GAMUT_MAX_CALLS");
	(void)unsetenv("GAMUT_LISTEN");
	buf_release(&error);
}

static void leaves_what_is_no_option(void)
{
	struct options options;
	struct buf error;
	char *argv[ARGUMENTS_MAX];
	int argc;

	buf_init(&error, ERROR_MAX);
	CHECK_INT(0,
		  parse(&options, "serve", "a --t1 20 - b -- --t1 -h", &error,
			argv, &argc),
		  0);
	CHECK_INT(0, options.t1_ms, 20);
	CHECK(0, !options.help);
	if (CHECK_INT(0, argc, 5)) {
		CHECK_TEXT(0, argv[0], "a");
		CHECK_TEXT(0, argv[1], "-");
		CHECK_TEXT(0, argv[2], "b");
		CHECK_TEXT(0, argv[3], "--t1");
		CHECK_TEXT(0, argv[4], "-h");
	}
	CHECK_INT(0, options.command_at, 3);
	CHECK_INT(1, parse(&options, "serve", "-h --t1 0", &error, argv, &argc),
		  0);
	CHECK(1, options.help);
	CHECK_INT(2, parse(&options, "serve", "a b", &error, argv, &argc), 0);
	CHECK_INT(2, options.command_at, -1);
	buf_release(&error);
}

CU_TestInfo test_option[] = {
	{ "has defaults", has_defaults },
	{ "reads what is about scenarios", reads_what_is_about_scenarios },
	{ "reads what is reported", reads_what_is_reported },
	{ "has a limit of texts", has_a_limit_of_texts },
	{ "reads numbers in their units", reads_numbers },
	{ "reads where to listen and what to advertise", reads_places },
	{ "refuses what is wrong and says why", refuses_what_is_wrong },
	{ "refuses places that are none", refuses_places_that_are_none },
	{ "has a limit of a host", has_a_limit_of_a_host },
	{ "has a limit of places", has_a_limit_of_places },
	{ "prefers an argument to the environment",
	  prefers_argument_to_environment },
	{ "leaves what is no option", leaves_what_is_no_option },
	CU_TEST_INFO_NULL,
};
