/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "scenario/suite.h"

/*
 * What it costs to find a case by its id and by its dial string, among 10 and among
 * 10,000: fails when the second costs more than four times the first, which is
 * what a colder cache may do and a search would not.
 */
enum { FEW = 10, MANY = 10000, LOOKUPS = 200000, TIMES_MAX = 4 };

static double now_s(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int add(struct suite *suite, int n)
{
	const struct step step = { .type = STEP_RESPOND,
				   .respond = { .code = 486 } };
	const struct scenario *other;
	struct scenario *scenario;
	struct str dial;
	char id[32];
	int err;

	(void)snprintf(id, sizeof(id), "case/%d", n);
	err = scenario_new(&scenario, str_from(id), STR("Busy"),
			   (struct steps){ &step, 1 });
	if (err)
		return err;
	scenario->dial = arena_array(&scenario->arena, 1, sizeof(struct str));
	(void)snprintf(id, sizeof(id), "dial%d", n);
	scenario->dial[0] = arena_copy(&scenario->arena, str_from(id));
	scenario->dial_count = 1;
	return suite_add(suite, scenario, 0, &other, &dial);
}

/** Nanoseconds of one lookup. */
static double cost(const struct suite *suite, const char *prefix, int count)
{
	const struct scenario *scenario;
	struct scenario *made;
	double start = now_s();
	char name[32];

	for (int i = 0; i < LOOKUPS; i++) {
		(void)snprintf(name, sizeof(name), "%s%d", prefix, i % count);
		if (suite_select(suite, str_from(name), &scenario, &made) != 0)
			exit(EXIT_FAILURE);
	}
	return (now_s() - start) * 1e9 / LOOKUPS;
}

static int measure(int count, double ns[2])
{
	static const uint64_t key[2] = { 1, 2 };
	struct suite *suite;
	int err = suite_new(&suite, key);

	for (int i = 0; !err && i < count; i++)
		err = add(suite, i);
	if (!err)
		err = suite_finish(suite);
	if (err)
		return err;
	ns[0] = cost(suite, "case/", count);
	ns[1] = cost(suite, "dial", count);
	suite_unref(suite);
	return 0;
}

int main(void)
{
	double few[2];
	double many[2];

	if (measure(FEW, few) != 0 || measure(MANY, many) != 0)
		return EXIT_FAILURE;
	(void)printf("id:   %.0f ns among %d, %.0f ns among %d\n", few[0], FEW,
		     many[0], MANY);
	(void)printf("dial: %.0f ns among %d, %.0f ns among %d\n", few[1], FEW,
		     many[1], MANY);
	return many[0] > TIMES_MAX * few[0] || many[1] > TIMES_MAX * few[1]
		       ? EXIT_FAILURE
		       : EXIT_SUCCESS;
}
