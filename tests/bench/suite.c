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
 *
 * And what it costs then to find a case by its id and by what is dialled: fails when
 * that is more than eight times what it costs among a thousand of them, which is what a
 * colder cache may do and a search would not.
 */
enum {
	LEAST = 10000,
	FEW = 1000,
	LOOKUPS = 200000,
	CODE_LOW = 300,
	CODE_HIGH = 699,
	TEXT_MAX = 8192
};

static const double seconds_max = 1.0;
static const double times_max = 8.0;

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

/** The suite of so many of the files, in their order, or of all. */
static struct suite *load_suite(const struct suite_out *out, size_t most)
{
	static const uint64_t key[2] = { 1, 2 };
	struct suite *suite;
	size_t count = 0;

	if (suite_new(&suite, key) != 0)
		exit(EXIT_FAILURE);
	for (size_t i = 0; i < out->count && count < most; i++) {
		if (!str_starts(out->file[i].path, STR("cases/")))
			continue;
		load(suite, &out->file[i]);
		count++;
	}
	if (suite_finish(suite) != 0)
		exit(EXIT_FAILURE);
	return suite;
}

static void find(const struct suite *suite, const struct scenario *scenario,
		 struct str name)
{
	const struct scenario *found;
	struct scenario *made;

	if (suite_select(suite, name, &found, &made) != 0 || found != scenario)
		exit(EXIT_FAILURE);
}

/** Nanoseconds to find each case by its id, and by its number if it has one. */
static double cost(const struct suite *suite)
{
	size_t count = suite_count(suite);
	size_t found = 0;
	double start = now_s();

	for (size_t i = 0; found < LOOKUPS; i++) {
		const struct scenario *scenario = suite_at(suite, i % count);

		find(suite, scenario, scenario->id);
		if (scenario->dial_count > 0)
			find(suite, scenario, scenario->dial[0]);
		found += scenario->dial_count > 0 ? 2 : 1;
	}
	return (now_s() - start) * 1e9 / LOOKUPS;
}

int main(void)
{
	struct suite *few;
	struct suite *many;
	struct suite_out out;
	double seconds;
	double ns[2];
	size_t count;

	suite_out_init(&out);
	generate(&out);
	few = load_suite(&out, FEW);
	seconds = now_s();
	many = load_suite(&out, out.count);
	seconds = now_s() - seconds;
	count = suite_count(many);
	ns[0] = cost(few);
	ns[1] = cost(many);
	(void)printf("%zu scenarios in %.3f s, %.1f us each\n", count, seconds,
		     seconds * 1e6 / (double)count);
	(void)printf("found in %.0f ns among %zu, in %.0f ns among them all\n",
		     ns[0], suite_count(few), ns[1]);
	suite_unref(few);
	suite_unref(many);
	suite_out_release(&out);
	return count >= LEAST && seconds < seconds_max &&
			       ns[1] < times_max * ns[0]
		       ? EXIT_SUCCESS
		       : EXIT_FAILURE;
}
