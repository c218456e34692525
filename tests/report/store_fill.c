/* SPDX-License-Identifier: MIT */
#include "store_fill.h"

#include "results_sample.h"
#include "store/store.h"

static int put(struct store *store, const struct results *results, size_t at)
{
	struct result result = results->result[at];
	struct result_messages messages;
	int err;

	result_messages_init(&messages);
	err = results_sample_messages(NULL, &messages, &result);
	result.id = 0;
	if (!err)
		err = store_put(store, &result,
				results->agent[result.agent].name, &messages);
	result_messages_release(&messages);
	return err;
}

static int put_run(struct store *store, const struct results *results,
		   size_t number)
{
	const struct result_run *run = &results->run[number];
	int err = store_begin(store, run);

	for (size_t i = 0; i < results->count && !err; i++) {
		if (results->result[i].run == number)
			err = put(store, results, i);
	}
	if (!err && run->end_us != 0)
		err = store_end(store, run->end_us);
	return err;
}

int store_fill(const char *path, const struct results *results,
	       struct buf *error)
{
	struct store *store;
	int err = store_open(&store, path, error);

	if (err)
		return err;
	for (size_t i = 0; i < results->run_count && !err; i++)
		err = put_run(store, results, i);
	if (err)
		buf_add_text(error, store_error(store));
	store_close(store);
	return err;
}
