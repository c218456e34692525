/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "scenario/load.h"

/* How long 10,000 typical files take to load, at best; fails beyond a second. */

enum { FILES = 10000, TEXT_MAX = 4096, ROUNDS = 3 };

static const char typical[] =
	"# yaml-language-server: $schema=../scenario.schema.json\n"
	"gamut: 1\n"
	"id: redirect/case-%d\n"
	"title: Moved Temporarily, the client calls the Contact\n"
	"rfc: [3261#21.3.3, 3261#8.1.3.4]\n"
	"tags: [3xx, redirect]\n"
	"dial: [\"case%d\"]\n"
	"flow:\n"
	"  - respond: 302\n"
	"    headers: |\n"
	"      Contact: <sip:${child}@${local}>;q=1.0;expires=60\n"
	"  - receive: INVITE   # tied to this call by ${child}\n"
	"    within: 10s\n"
	"    optional: true\n"
	"  - respond: 180\n"
	"  - wait: 500ms\n"
	"  - respond: 200\n"
	"    sdp: answer\n"
	"  - send: BYE\n"
	"    after: 1s\n"
	"expect:\n"
	"  key: redir-follow\n";

/** CPU time: others on the machine do not count. */
static double now_s(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int load_one(struct scenario **scenariop, int number)
{
	char text[TEXT_MAX], path[64];
	struct diags diags;
	int size = snprintf(text, sizeof(text), typical, number, number);
	int err;

	(void)snprintf(path, sizeof(path), "redirect/case-%d.yaml", number);
	diags_init(&diags, str_from(path), (struct str){ text, (size_t)size });
	err = scenario_load(scenariop, str_from(path), false, &diags);
	diags_release(&diags);
	return err;
}

/** Load them all once; @return seconds, or less than 0 after an error */
static double load_all(struct scenario *scenario[FILES])
{
	double start = now_s();
	double took;
	int err = 0;

	for (int i = 0; err == 0 && i < FILES; i++)
		err = load_one(&scenario[i], i);
	took = now_s() - start;
	for (int i = 0; i < FILES; i++) {
		scenario_free(scenario[i]);
		scenario[i] = NULL;
	}
	return err == 0 ? took : -1;
}

int main(void)
{
	static struct scenario *scenario[FILES];
	double best = -1;

	for (int round = 0; round < ROUNDS; round++) {
		double took = load_all(scenario);

		if (took < 0)
			return EXIT_FAILURE;
		if (best < 0 || took < best)
			best = took;
	}
	(void)printf("%d files in %.3f s, %.1f us each\n", FILES, best,
		     best / FILES * 1e6);
	return best < 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
