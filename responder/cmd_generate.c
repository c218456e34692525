/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "generate.h"
#include "page.h"
#include "suite/variant.h"
#include "text/layout.h"

static const struct generate *const table[] = {
#define X(name) &generate_##name,
	KIND_MAP(X)
#undef X
};

/** The options that only some kinds take. */
static const struct {
	const char *name;
	size_t offset; /* of a text in struct options */
} own[] = {
	{ "codes", offsetof(struct options, codes) },
	{ "methods", offsetof(struct options, methods) },
	{ "transports", offsetof(struct options, transports) },
	{ "variants", offsetof(struct options, variants) },
	{ "for", offsetof(struct options, ci_server) },
};

static const struct generate *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (strcmp(table[i]->name, name) == 0)
			return table[i];
	}
	return NULL;
}

static bool has_word(const char *words, const char *word)
{
	struct str rest = str_from(words);
	struct str one;

	while (rest.size > 0) {
		(void)str_cut(rest, ' ', &one, &rest);
		if (str_eq(one, str_from(word)))
			return true;
	}
	return false;
}

/** An option that the kind does not take, or NULL. */
static const char *find_strange(const struct generate *kind,
				const struct options *options)
{
	for (size_t i = 0; i < ARRAY_SIZE(own); i++) {
		const char *const *value =
			(const void *)((const char *)options + own[i].offset);

		if (*value != NULL && !has_word(kind->uses, own[i].name))
			return own[i].name;
	}
	return NULL;
}

static int refuse_kind(const char *name)
{
	struct buf names;
	int status;

	buf_init(&names, PAGE_MAX);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		buf_addf(&names, "%s%s", i > 0 ? ", " : "", table[i]->name);
	if (name == NULL)
		status =
			cmd_usage(&cmd_generate, "generate: what? %s", names.p);
	else
		status =
			cmd_usage(&cmd_generate, "generate: '%s' is none of %s",
				  name, names.p);
	buf_release(&names);
	return status;
}

/** Say why a generator failed in itself. */
static int refuse_file(const struct suite_out *out)
{
	switch (suite_out_error(out)) {
	case EINVAL:
		return cmd_usage(&cmd_generate,
				 "generate: '%.*s' is no good name of a file",
				 STR_ARG(out->bad));
	case EEXIST:
		return cmd_usage(&cmd_generate,
				 "generate: %.*s would be written twice",
				 STR_ARG(out->bad));
	default: return cmd_fail(&cmd_generate, suite_out_error(out));
	}
}

static int write_out(const struct generate *kind, const struct options *options,
		     struct suite_out *out)
{
	struct buf messages;
	struct export export = { .folder = str_from(options->out),
				 .is_forced = options->force,
				 .messages = &messages };
	int err;

	buf_init(&messages, PAGE_MAX);
	suite_out_finish(out);
	err = export_generated(&export, kind->name, out);
	return cmd_exported(&export, err);
}

static int generate(const struct generate *kind, const struct options *options,
		    int argc, char *argv[])
{
	struct suite_out out;
	int status;

	suite_out_init(&out);
	status = kind->make(&out, options, argc, argv);
	if (status == STATUS_OK && suite_out_error(&out) != 0)
		status = refuse_file(&out);
	if (status == STATUS_OK)
		status = write_out(kind, options, &out);
	suite_out_release(&out);
	return status;
}

static int generate_exec(const struct options *options, int argc, char *argv[])
{
	const struct generate *kind = argc > 0 ? find(argv[0]) : NULL;
	const char *strange;

	if (kind == NULL)
		return refuse_kind(argc > 0 ? argv[0] : NULL);
	strange = find_strange(kind, options);
	if (strange != NULL)
		return cmd_usage(&cmd_generate,
				 "generate %s: it does not take --%s",
				 kind->name, strange);
	if (options->out == NULL)
		return cmd_usage(&cmd_generate,
				 "generate %s: into which folder? --out DIR",
				 kind->name);
	if (kind->args[0] == '\0' && argc > 1)
		return cmd_usage(&cmd_generate,
				 "generate %s: '%s' is not expected",
				 kind->name, argv[1]);
	return generate(kind, options, argc - 1, argv + 1);
}

static void write_variants(struct buf *out)
{
	struct buf lines;

	page_heading(out, "variants");
	buf_init(&lines, PAGE_MAX);
	for (unsigned i = 0; i < VARIANT_COUNT; i++) {
		const char *title = variant_title((enum variant)i);

		buf_addf(&lines, "  %s\t%u\t%s\n",
			 variant_name((enum variant)i),
			 variant_number((enum variant)i),
			 title[0] == '\0' ? "nothing but the response"
					  : title + 2);
	}
	layout_align(out, buf_str(&lines));
	buf_release(&lines);
	buf_add_char(out, '\n');
}

static void write_kinds(struct buf *out)
{
	page_heading(out, "kinds");
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		buf_addf(out, "  %s%s%s\n", table[i]->name,
			 table[i]->args[0] != '\0' ? " " : "", table[i]->args);
		layout_wrap(out, 0, 6, str_from(table[i]->text));
	}
	buf_add_char(out, '\n');
	write_variants(out);
}

const struct cmd cmd_generate = {
	.name = "generate",
	.args = "KIND [ARGUMENT ...]",
	.text = "write a suite, callers and CI jobs of your own",
	.help = "Write a test programme that a team keeps in its own "
		"repository and runs in its own way. The same arguments write "
		"the same bytes, so that what changes is seen in a review. "
		"What was written stands in KIND.sha256 with its hashes. "
		"Written again, a file that you have edited since, or that "
		"somebody else has put there, is left alone and named; "
		"--force writes over it. What an earlier run wrote and this "
		"one does not is named, and left for you to delete.",
	.more = write_kinds,
	.examples = "gamut generate suite --out . --codes 300-699,199\n"
		    "gamut generate suite --out . --variants ack,lost-ack "
		    "--transports udp,tcp\n"
		    "gamut generate cunit --out programme\n"
		    "gamut generate sipp cases --no-builtin --out sipp\n"
		    "gamut run cases --no-builtin -- sipp/call.sh {uri}\n"
		    "gamut generate ci --for github --out .\n"
		    "gamut generate from-pcap failed.pcapng --out field",
	.exec = generate_exec,
};
