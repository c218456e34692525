/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "catalogue/catalogue.h"
#include "catalogue/cause.h"
#include "cmd.h"
#include "page.h"
#include "scenario/dial.h"
#include "scenario/suite.h"

static int list_cases(struct buf *lines)
{
	static const uint64_t key[2] = { 0, 0 }; /* nobody attacks a list */
	struct suite *suite;
	int err = suite_load(&suite, key);

	if (err)
		return err;
	for (size_t i = 0; i < suite_count(suite); i++) {
		const struct scenario *scenario = suite_at(suite, i);
		const struct row *row = catalogue_class(scenario->code);

		buf_addf(lines, "%.*s\t%u\t%.*s\t%s\n", STR_ARG(scenario->id),
			 scenario->code, STR_ARG(scenario->title), row->rfc);
	}
	suite_free(suite);
	return 0;
}

/** The headers that are written for this code, each name once. */
static void add_headers(struct buf *lines, const struct row *row)
{
	const uint8_t *const part[] = { row->must, row->should };
	const char *seen[ROW_MUST + ROW_SHOULD];
	size_t count = 0;

	for (size_t i = 0; i < ROW_MUST + ROW_SHOULD; i++) {
		enum rule rule = part[i / ROW_MUST][i % ROW_MUST];
		size_t k = 0;

		if (rule == RULE_NONE || !rule_is_written(rule))
			continue;
		while (k < count && strcmp(seen[k], rule_header(rule)) != 0)
			k++;
		if (k < count)
			continue;
		buf_addf(lines, "%s%s", count > 0 ? ", " : "",
			 rule_header(rule));
		seen[count++] = rule_header(rule);
	}
}

static int list_codes(struct buf *lines)
{
	size_t count;
	const struct row *row = catalogue_rows(&count);

	for (size_t i = 0; i < count; i++) {
		buf_addf(lines, "%u\t%s\t", row[i].code, row[i].phrase);
		if (row[i].cause != 0)
			buf_addf(lines, "%u", row[i].cause);
		buf_addf(lines, "\t%s\t", registry_name(row[i].registry));
		add_headers(lines, &row[i]);
		buf_add_char(lines, '\n');
	}
	return 0;
}

/** What to dial for a cause and what one gets, or two empty cells. */
static void add_dial(struct buf *lines, unsigned number)
{
	struct dial dial;
	char user[8];
	int size = snprintf(user, sizeof(user), "q%u", number);

	if (size > 0 && dial_parse(&dial, str_from(user)) == 0)
		buf_addf(lines, "%s\t%u", user, dial.token[0]);
	else
		buf_add_char(lines, '\t');
}

static int list_causes(struct buf *lines)
{
	size_t count;
	const struct cause *cause = cause_rows(&count);

	for (size_t i = 0; i < count; i++) {
		buf_addf(lines, "%u\t", cause[i].number);
		add_dial(lines, cause[i].number);
		buf_addf(lines, "\t%s\t%s\n", cause[i].text,
			 cause[i].note != NULL ? cause[i].note : "");
	}
	return 0;
}

/** What can be listed. */
static const struct list {
	const char *name;
	const char *heading;
	int (*add)(struct buf *lines);
} table[] = {
	{ "cases", "CASE\tDIAL\tTITLE\tRFC", list_cases },
	{ "codes", "CODE\tPHRASE\tQ.850\tSTATUS\tHEADERS", list_codes },
	{ "causes", "CAUSE\tDIAL\tCODE\tTEXT\tNOTE", list_causes },
};

static const struct list *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
	}
	return NULL;
}

static int list_exec(const struct options *options, int argc, char *argv[])
{
	const struct list *list = find(argc > 0 ? argv[0] : "cases");
	struct buf lines;
	struct buf page;
	int err;

	(void)options;
	if (argc > 1)
		return cmd_usage(&cmd_list, "list: one thing at a time");
	if (list == NULL)
		return cmd_usage(&cmd_list,
				 "list: '%s' is not cases, codes or causes",
				 argv[0]);

	buf_init(&lines, PAGE_MAX);
	buf_init(&page, PAGE_MAX);
	if (page_is_terminal())
		buf_addf(&lines, "%s\n", list->heading);
	err = list->add(&lines);
	if (!err)
		err = buf_error(&lines);
	if (!err)
		page_align(&page, buf_str(&lines));
	buf_release(&lines);
	if (!err)
		return page_print(&page);
	buf_release(&page);
	return cmd_fail(&cmd_list, err);
}

const struct cmd cmd_list = {
	.name = "list",
	.args = "[cases|codes|causes]",
	.text = "what can be dialled: cases, codes, causes",
	.help = "Print the cases with what to dial for each; or the codes with "
		"their Q.850 cause, whether IANA has them registered and the "
		"headers that are sent with them; or the Q.850 causes with the "
		"code that a telephone gateway gives for each. The columns "
		"have a heading on a terminal and none in a pipe.",
	.examples = "gamut list\n"
		    "gamut list codes\n"
		    "gamut list causes | grep busy",
	.exec = list_exec,
};
