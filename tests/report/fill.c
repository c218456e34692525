/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "results_sample.h"
#include "store_fill.h"

/* Make a results file of the sample: store_fill FILE all|one|next|none. */

static int sample(struct results *results, const char *what)
{
	int err;

	if (strcmp(what, "next") == 0)
		return results_sample_next(results);
	if (strcmp(what, "all") == 0)
		return results_sample(results);
	err = results_sample_one(results);
	if (strcmp(what, "none") == 0)
		results->count = 0;
	return err;
}

int main(int argc, char *argv[])
{
	struct results results;
	struct buf error;
	int err;

	if (argc != 3)
		return 2;
	buf_init(&error, 4096);
	err = sample(&results, argv[2]);
	if (!err)
		err = store_fill(argv[1], &results, &error);
	results_release(&results);
	if (err)
		(void)fprintf(stderr, "store_fill: %d: %s\n", err,
			      error.size > 0 ? error.p : "");
	buf_release(&error);
	return err != 0;
}
