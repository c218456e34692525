/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "case_text.h"
#include "catalogue/catalogue.h"
#include "catalogue/cause.h"
#include "cmd.h"
#include "embedded.h"
#include "export.h"
#include "judge/check.h"
#include "page.h"
#include "scenario/dial.h"
#include "scenario/schema.h"
#include "text/layout.h"

/** What is listed: the cases of these folders, or what needs no folder. */
struct query {
	const struct options *options;
	const struct library *library;
};

static void add_case(struct buf *lines, const struct scenario *scenario)
{
	buf_addf(lines, "%.*s\t", STR_ARG(scenario->id));
	case_write_dial(lines, scenario);
	buf_addf(lines, "\t%u\t%.*s\t", scenario->code,
		 STR_ARG(scenario->title));
	case_write_rfc(lines, scenario);
	buf_add_char(lines, '\n');
}

static int refuse_nothing(const struct texts *tag)
{
	if (tag->size > 0)
		return cmd_usage(&cmd_list, "list: no case has the tag '%s'",
				 tag->pool);
	return cmd_usage(&cmd_list, "list: there is no case");
}

/** Whether it has one of the tags, where any are asked for. */
static bool is_tagged(const struct scenario *scenario, const struct texts *tags)
{
	struct str tag;
	size_t at = 0;

	while (texts_next(tags, &at, &tag)) {
		if (case_has_tag(scenario, tag))
			return true;
	}
	return tags->size == 0;
}

static int list_cases(struct buf *lines, const struct query *query)
{
	const struct texts *tag = &query->options->tag;
	struct suite *suite;
	size_t count = 0;
	int status = cmd_load(&cmd_list, &suite, query->library);

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < suite_count(suite); i++) {
		const struct scenario *scenario = suite_at(suite, i);

		if (!is_tagged(scenario, tag))
			continue;
		add_case(lines, scenario);
		count++;
	}
	suite_unref(suite);
	return count > 0 ? STATUS_OK : refuse_nothing(tag);
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

static int list_codes(struct buf *lines, const struct query *query)
{
	size_t count;
	const struct row *row = catalogue_rows(&count);

	(void)query;
	for (size_t i = 0; i < count; i++) {
		buf_addf(lines, "%u\t%s\t", row[i].code, row[i].phrase);
		if (row[i].cause != 0)
			buf_addf(lines, "%u", row[i].cause);
		buf_addf(lines, "\t%s\t", registry_name(row[i].registry));
		add_headers(lines, &row[i]);
		buf_add_char(lines, '\n');
	}
	return STATUS_OK;
}

/** What to dial for a cause and what one gets, or two empty cells. */
static void add_dial(struct buf *lines, unsigned number)
{
	struct dial dial;
	char user[8];
	int size = snprintf(user, sizeof(user), "q%u", number);

	if (size > 0 && dial_parse(&dial, str_from(user)) == 0)
		buf_addf(lines, "%s\t%u", user, dial_code(&dial));
	else
		buf_add_char(lines, '\t');
}

static int list_causes(struct buf *lines, const struct query *query)
{
	size_t count;
	const struct cause *cause = cause_rows(&count);

	(void)query;
	for (size_t i = 0; i < count; i++) {
		buf_addf(lines, "%u\t", cause[i].number);
		add_dial(lines, cause[i].number);
		buf_addf(lines, "\t%s\t%s\n", cause[i].text,
			 cause[i].note != NULL ? cause[i].note : "");
	}
	return STATUS_OK;
}

/** Other names of rules, behind the checks that judge them too. */
static void list_aliases(struct buf *lines)
{
	size_t count;
	const struct check_alias *alias = check_aliases(&count);

	for (size_t i = 0; i < count; i++) {
		const struct check *check = check_at(alias[i].check);

		buf_addf(lines, "%s\t%s\t%s\tJudged by %s.\n", alias[i].name,
			 level_name(check->level), check->rfc, check->name);
	}
}

static int list_checks(struct buf *lines, const struct query *query)
{
	(void)query;
	for (size_t i = 0; i < CHECK_COUNT; i++) {
		const struct check *check = check_at((enum check_id)i);

		buf_addf(lines, "%s\t%s\t%s\t%s\n", check->name,
			 level_name(check->level), check->rfc, check->rule);
	}
	list_aliases(lines);
	return STATUS_OK;
}

/** What can be listed. */
static const struct list {
	const char *name;
	const char *heading;
	int (*add)(struct buf *lines, const struct query *query);
} table[] = {
	{ "cases", "CASE\tDIAL\tCODE\tTITLE\tRFC", list_cases },
	{ "codes", "CODE\tPHRASE\tQ.850\tSTATUS\tHEADERS", list_codes },
	{ "causes", "CAUSE\tDIAL\tCODE\tTEXT\tNOTE", list_causes },
	{ "checks", "CHECK\tLEVEL\tRFC\tRULE", list_checks },
};

static const struct list *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
	}
	return NULL;
}

static int print(const struct list *list, const struct query *query)
{
	struct buf lines;
	struct buf page;
	int status;

	buf_init(&lines, PAGE_MAX);
	buf_init(&page, PAGE_MAX);
	if (page_is_terminal())
		buf_addf(&lines, "%s\n", list->heading);
	status = list->add(&lines, query);
	if (status == STATUS_OK) {
		layout_align(&page, buf_str(&lines));
		if (page.error == 0)
			page.error = buf_error(&lines);
		status = page_print(&page);
	}
	buf_release(&lines);
	buf_release(&page);
	return status;
}

static int export_all(struct export *export)
{
	size_t file_count;
	const struct embedded *file = embedded_files(&file_count);
	struct buf text;
	int err;

	buf_init(&text, PAGE_MAX);
	schema_write_scenario(&text);
	err = buf_error(&text);
	if (!err)
		err = export_file(export, STR("scenario.schema.json"),
				  buf_str(&text));
	for (size_t i = 0; !err && i < file_count; i++) {
		buf_clear(&text);
		buf_addf(&text, "%s.yaml", file[i].id);
		err = export_file(export, buf_str(&text), file[i].text);
	}
	buf_release(&text);
	return err;
}

static int export_shipped(const struct options *options)
{
	struct buf messages;
	struct export export = { .folder = str_from(options->export_dir),
				 .is_forced = options->force,
				 .messages = &messages };
	int err;

	buf_init(&messages, PAGE_MAX);
	err = export_all(&export);
	return cmd_exported(&export, err);
}

static int list_exec(const struct options *options, int argc, char *argv[])
{
	const struct list *list = argc > 0 ? find(argv[0]) : NULL;
	struct library library = { .has_builtin = !options->no_builtin };
	struct query query = { options, &library };
	int first = list != NULL;

	if (options->export_dir != NULL) {
		if (argc > 0 || options->tag.size > 0)
			return cmd_usage(&cmd_list,
					 "list: --export writes the shipped "
					 "scenarios, all of them");
		return export_shipped(options);
	}
	if (list == NULL)
		list = find("cases");
	else if (list->add != list_cases && argc > 1)
		return cmd_usage(&cmd_list, "list: '%s' is not expected",
				 argv[1]);
	library.dir = argv + first;
	library.dir_count = (size_t)(argc - first);
	return print(list, &query);
}

const struct cmd cmd_list = {
	.name = "list",
	.args = "[cases|codes|causes|checks] [DIR ...]",
	.text = "what can be dialled: cases, codes, causes; what is judged",
	.help = "Print the cases with what to dial for each: the shipped ones, "
		"and those of folders or files with scenarios (a case with the "
		"same id takes the place of the shipped one). Or print the "
		"codes with their Q.850 cause, whether IANA has them "
		"registered and the headers that are sent with them; or the "
		"Q.850 causes with the code that a telephone gateway gives for "
		"each; or the checks of the judge, with their level, RFC "
		"sections and rule, and other names of rules with the check "
		"that judges them. The columns have a heading on a terminal "
		"and none in a pipe.",
	.examples = "gamut list\n"
		    "gamut list my-cases --no-builtin\n"
		    "gamut list --tag busy\n"
		    "gamut list --export my-cases\n"
		    "gamut list codes\n"
		    "gamut list causes | grep busy\n"
		    "gamut list checks | grep ACK",
	.exec = list_exec,
};
