/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cmd.h"
#include "page.h"
#include "report/schema.h"
#include "scenario/schema.h"

/** Of what there is a schema. */
static const struct {
	const char *name;
	void (*write)(struct buf *out);
} table[] = {
	{ "scenario", schema_write_scenario },
	{ "expect", schema_write_expect },
	{ "results", report_schema_write },
};

static int schema_exec(const struct options *options, int argc, char *argv[])
{
	struct buf page;

	(void)options;
	if (argc != 1)
		return cmd_usage(
			&cmd_schema,
			"schema: of what? scenario, expect or results");
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (strcmp(table[i].name, argv[0]) != 0)
			continue;
		buf_init(&page, PAGE_MAX);
		table[i].write(&page);
		return page_print(&page);
	}
	return cmd_usage(&cmd_schema,
			 "schema: '%s' is none of scenario, expect and results",
			 argv[0]);
}

const struct cmd cmd_schema = {
	.name = "schema",
	.args = "scenario|expect|results",
	.text = "the JSON Schema of files to write, and of results",
	.help = "Print the JSON Schema (draft-07) of a scenario file, of an "
		"expectation file, or of what 'gamut report --json' writes. An "
		"editor with a YAML language server completes keys and shows "
		"their meaning when a file begins with the line "
		"'# yaml-language-server: $schema=PATH', PATH being where the "
		"schema was written to.",
	.examples = "gamut schema scenario > scenario.schema.json\n"
		    "gamut schema expect > expect.schema.json\n"
		    "gamut schema results > results.schema.json",
	.exec = schema_exec,
};
