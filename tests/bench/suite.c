/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "scenario/load.h"
#include "scenario/suite.h"
#include "suite/lists.h"

/*
 * What it costs to load a generated suite of more than 10,000 files into one process:
 * fails above one second of CPU. Reading the files from the disk is left out.
 */
enum { LEAST = 10000, CODE_LOW = 300, CODE_HIGH = 699, TEXT_MAX = 8192 };

static const double seconds_max = 1.0;

static double now_s(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/** Every code of a refusal, whether it is registered or not. */
static void generate(struct suite_out *out)
{
	const struct vary plain = { .is_on = false };
	struct axes axes = { .method_count = 0 };
	struct buf codes;
	struct buf error;

	buf_init(&codes, TEXT_MAX);
	buf_init(&error, TEXT_MAX);
	for (unsigned code = CODE_LOW; code <= CODE_HIGH; code++)
		buf_addf(&codes, "%u,", code);
	if (axes_parse_codes(&axes, codes.p, &error) != 0 ||
	    axes_parse_methods(&axes, "INVITE,OPTIONS", &error) != 0 ||
	    axes_parse_transports(&axes, "udp,tcp", &error) != 0 ||
	    axes_parse_variants(&axes, NULL, &error) != 0 ||
	    suite_generate(out, &axes, &plain) < LEAST ||
	    suite_out_error(out) != 0)
		exit(EXIT_FAILURE);
	buf_release(&codes);
	buf_release(&error);
}

static void load(struct suite *suite, const struct suite_file *file)
{
	const struct str any_path = { NULL, 0 };
	const struct scenario *other;
	struct scenario *scenario;
	struct diags diags;
	struct str dial;

	diags_init(&diags, file->path, file->bytes);
	if (scenario_load(&scenario, any_path, false, &diags) != 0 ||
	    suite_add(suite, scenario, 0, &other, &dial) != 0)
		exit(EXIT_FAILURE);
	diags_release(&diags);
}

int main(void)
{
	static const uint64_t key[2] = { 1, 2 };
	struct suite *suite;
	struct suite_out out;
	double seconds;
	size_t count;

	suite_out_init(&out);
	generate(&out);
	if (suite_new(&suite, key) != 0)
		return EXIT_FAILURE;
	seconds = now_s();
	for (size_t i = 0; i < out.count; i++) {
		if (str_starts(out.file[i].path, STR("cases/")))
			load(suite, &out.file[i]);
	}
	if (suite_finish(suite) != 0)
		return EXIT_FAILURE;
	seconds = now_s() - seconds;
	count = suite_count(suite);
	(void)printf("%zu scenarios in %.3f s, %.1f us each\n", count, seconds,
		     seconds * 1e6 / (double)count);
	suite_unref(suite);
	suite_out_release(&out);
	return count >= LEAST && seconds < seconds_max ? EXIT_SUCCESS
						       : EXIT_FAILURE;
}
