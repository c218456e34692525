/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "campaign/narrow.h"

static const char head[] = "gamut-expect: 1\n";

void expect_update_init(struct expect_update *update)
{
	*update = (struct expect_update){ .passed = 0 };
	/* Room to find out that it is too large. */
	buf_init(&update->text, 4 * (size_t)NODE_FILE_MAX);
	buf_init(&update->changes, 8 * (size_t)NODE_FILE_MAX);
}

void expect_update_release(struct expect_update *update)
{
	buf_release(&update->text);
	buf_release(&update->changes);
}

/** Whether there are only comments in a file, if anything. */
static bool is_nothing(struct str text)
{
	struct str line;

	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_sub(text, 3, text.size);
	while (str_next_line(&text, &line)) {
		line = str_trim(line);
		if (line.size > 0 && line.p[0] != '#')
			return false;
	}
	return true;
}

/** Outcomes of the client that the file is about. */
static int find_outcomes(struct narrow *narrow, const struct results *results,
			 struct diags *diags)
{
	const struct expect_name *agent = &narrow->file->agent;
	int err = outcomes_make(&narrow->outcomes, &narrow->arena, results,
				agent->text);

	if (err || results->count == 0 || narrow->outcomes.count > 0)
		return err;
	diags_add(diags, agent->line, agent->column,
		  "no result is of this client; the first is of '%.*s'",
		  STR_ARG(results->agent[results->result[0].agent].name));
	return EBADMSG;
}

static void count(struct expect_update *update, const struct narrow *narrow,
		  const struct fresh *fresh)
{
	for (size_t i = 0; i < suite_count(narrow->suite); i++) {
		struct str id = suite_at(narrow->suite, i)->id;

		update->passed += expect_file_knows(narrow->file, id) &&
				  outcomes_passed(&narrow->outcomes, id);
	}
	for (; fresh != NULL; fresh = fresh->next)
		update->added += fresh->case_count;
}

/** Nobody but this program wrote it: that it loads again is ours to see. */
static int check_text(struct str text, struct diags *faults)
{
	struct expect_file *file = NULL;
	struct diags diags;
	int err;

	diags_init(&diags, STR(""), text);
	err = expect_file_load(&file, text, &diags);
	if (err == EBADMSG && diags.count > 0)
		diags_add(faults, 0, 0,
			  "it cannot be updated as it is written: line %u of "
			  "what would come of it is faulty: %.*s",
			  diags.diag[0].line, STR_ARG(diags.diag[0].text));
	diags_release(&diags);
	expect_file_free(file);
	return err;
}

static int write_text(struct expect_update *update, struct narrow *narrow,
		      struct str date, struct diags *diags)
{
	struct fresh *fresh;
	int err = fresh_find(&fresh, &narrow->arena, narrow->file,
			     &narrow->outcomes, narrow->suite, date);

	if (err)
		return err;
	narrow_known(narrow, fresh);
	count(update, narrow, fresh);
	err = arena_error(&narrow->arena);
	if (!err)
		err = edits_write(&narrow->edits, &update->text,
				  &update->changes);
	if (!err)
		err = buf_error(&update->text);
	if (!err)
		err = buf_error(&update->changes);
	if (!err)
		err = check_text(buf_str(&update->text), diags);
	if (err) {
		buf_clear(&update->text);
		buf_clear(&update->changes);
	}
	return err;
}

/** A file that says something. */
static int update_file(struct expect_update *update, struct narrow *narrow,
		       const struct results *results, struct str date,
		       struct diags *diags)
{
	struct str text = narrow->edits.source;
	struct expect_file *file = NULL;
	int err = expect_file_load(&file, text, diags);

	narrow->file = file;
	if (!err)
		err = node_parse(&narrow->root, &narrow->arena, diags);
	if (!err)
		err = find_outcomes(narrow, results, diags);
	if (!err)
		err = write_text(update, narrow, date, diags);
	expect_file_free(file);
	return err;
}

/** A text that is not in a file yet: every line of it came. */
static void tell_new(struct buf *changes, struct str text)
{
	struct str line;

	buf_clear(changes);
	buf_add_text(changes, "@@ line 1 @@\n");
	while (str_next_line(&text, &line))
		buf_addf(changes, "+%.*s\n", STR_ARG(line));
}

static int update_text(struct expect_update *update, struct str text,
		       const struct results *results, const struct suite *suite,
		       struct str date, struct diags *diags)
{
	struct narrow narrow = { .suite = suite };
	int err = edits_init(&narrow.edits, text);

	arena_init(&narrow.arena);
	if (!err)
		err = update_file(update, &narrow, results, date, diags);
	arena_release(&narrow.arena);
	edits_release(&narrow.edits);
	return err;
}

int expect_file_update(struct expect_update *update, struct str text,
		       const struct results *results, const struct suite *suite,
		       struct str date, struct diags *diags)
{
	struct buf whole;
	int err;

	if (!is_nothing(text))
		return update_text(update, text, results, suite, date, diags);
	buf_init(&whole, 2 * (size_t)NODE_FILE_MAX);
	buf_add_str(&whole, text);
	if (text.size > 0 && text.p[text.size - 1] != '\n')
		buf_add_char(&whole, '\n');
	buf_add_text(&whole, head);
	err = buf_error(&whole);
	if (!err)
		err = update_text(update, buf_str(&whole), results, suite, date,
				  diags);
	diags->source = text;
	if (!err)
		tell_new(&update->changes,
			 str_sub(buf_str(&update->text), text.size,
				 update->text.size));
	buf_release(&whole);
	return err ? err : buf_error(&update->changes);
}
