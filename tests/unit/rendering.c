/* SPDX-License-Identifier: MIT */
#include "rendering.h"

#include <stdlib.h>

#include "check.h"

static int fetch(void *arg, struct result_messages *messages,
		 const struct result *result)
{
	const struct rendering *rendering = arg;
	int err = rendering->messages_error;

	(void)result;
	for (size_t i = 0; i < rendering->message_count && err == 0; i++)
		err = result_messages_add(messages, &rendering->message[i]);
	return err;
}

int rendering_error(const struct rendering *rendering, report_write_f *write,
		    FILE *out)
{
	struct rendering copy = *rendering;
	struct result_run run = { .start_us = UINT64_C(1772366400999999),
				  .version = STR("0.4.0") };
	struct result_agent agent = { .name = STR("phone") };
	const struct results results = { .run = &run,
					 .run_count = 1,
					 .agent = &agent,
					 .agent_count = 1,
					 .result = copy.result,
					 .count = copy.count };
	const struct report report = { .results = &results,
				       .messages = fetch,
				       .arg = &copy,
				       .is_redacted = copy.is_redacted };

	return write(out, &report);
}

char *rendering_write(const struct rendering *rendering, report_write_f *write,
		      size_t *size)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, size);

	if (!CHECK(0, out != NULL))
		abort();
	CHECK_INT(0, rendering_error(rendering, write, out), 0);
	if (fclose(out) != 0 || text == NULL)
		abort();
	return text;
}

FILE *rendering_open_full(void)
{
	FILE *full = fopen("/dev/full", "w");

	if (!CHECK(0, full != NULL))
		abort();
	(void)setvbuf(full, NULL, _IONBF, 0);
	return full;
}
