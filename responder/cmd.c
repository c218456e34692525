/* SPDX-License-Identifier: MIT */
#include "cmd.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "page.h"
#include "text/layout.h"

enum { TEXT_INDENT = 2, NEAR_DISTANCE = 3 };

static const struct cmd *const table[] = {
#define X(name) &cmd_##name,
	CMD_MAP(X)
#undef X
};

const struct cmd *cmd_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (strcmp(table[i]->name, name) == 0)
			return table[i];
	}
	return NULL;
}

static const struct cmd *nearest(const char *name)
{
	const struct cmd *best = NULL;
	unsigned limit = NEAR_DISTANCE;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		unsigned distance =
			str_distance(str_from(table[i]->name), str_from(name));

		if (distance < limit) {
			limit = distance;
			best = table[i];
		}
	}
	return best;
}

int cmd_refuse(const char *name)
{
	const struct cmd *near = nearest(name);

	(void)fprintf(stderr, "gamut: no command '%s'", name);
	if (near != NULL)
		(void)fprintf(stderr, ", did you mean '%s'?", near->name);
	(void)fprintf(stderr, "\ntry: gamut help\n");
	return STATUS_USAGE;
}

int cmd_usage(const struct cmd *cmd, const char *format, ...)
{
	va_list ap;

	(void)fprintf(stderr, "gamut: ");
	va_start(ap, format);
	(void)vfprintf(stderr, format, ap);
	va_end(ap);
	(void)fprintf(stderr, "\ntry: gamut help %s\n", cmd->name);
	return STATUS_USAGE;
}

void cmd_say(void *arg, struct str lines)
{
	(void)arg;
	(void)fwrite(lines.p, 1, lines.size, stderr);
}

int cmd_fail(const struct cmd *cmd, int err)
{
	(void)fprintf(stderr, "gamut: %s: %s\n", cmd->name, strerror(err));
	return STATUS_RUNTIME;
}

int cmd_load(const struct cmd *cmd, struct suite **suitep,
	     const struct library *library)
{
	struct buf messages;
	int err;

	buf_init(&messages, PAGE_MAX);
	err = library_load(suitep, library, &messages);
	if (messages.size > 0)
		(void)fwrite(messages.p, 1, messages.size, stderr);
	buf_release(&messages);
	switch (err) {
	case 0: return STATUS_OK;
	case EBADMSG:
	case ENOENT: return STATUS_USAGE;
	default: return cmd_fail(cmd, err);
	}
}

int cmd_exported(const struct export *export, int err)
{
	struct buf page;

	if (export->messages->size > 0)
		(void)fwrite(export->messages->p, 1, export->messages->size,
			     stderr);
	buf_release(export->messages);
	if (err)
		return STATUS_RUNTIME;
	buf_init(&page, PAGE_MAX);
	buf_addf(&page,
		 "%zu files written, %zu were there, %zu differ and were left "
		 "alone",
		 export->written, export->same, export->left);
	if (export->old > 0)
		buf_addf(&page, ", %zu are left over from an earlier run",
			 export->old);
	buf_add_char(&page, '\n');
	return page_print(&page);
}

static void write_help(struct buf *out, const struct cmd *cmd)
{
	struct buf options;

	buf_init(&options, PAGE_MAX);
	options_write_help(&options, cmd->name);

	page_heading(out, "usage");
	buf_addf(out, "  gamut %s%s%s%s\n\n", cmd->name,
		 options.size > 0 ? " [OPTION ...]" : "",
		 cmd->args[0] != '\0' ? " " : "", cmd->args);
	layout_wrap(out, 0, 0, str_from(cmd->help));
	buf_add_char(out, '\n');
	if (cmd->more != NULL)
		cmd->more(out);
	page_heading(out, "examples");
	layout_wrap(out, 0, TEXT_INDENT, str_from(cmd->examples));
	if (options.size > 0) {
		buf_add_char(out, '\n');
		buf_add_str(out, buf_str(&options));
		buf_truncate(out, out->size - 1);
	}
	if (out->error == 0)
		out->error = buf_error(&options);
	buf_release(&options);
}

static void write_overview(struct buf *out)
{
	struct buf lines;

	layout_wrap(out, 0, 0,
		    STR("Gamut answers SIP calls with the response that was "
			"dialled: call sip:486@ this machine and it is busy."));
	buf_add_char(out, '\n');
	page_heading(out, "usage");
	buf_add_text(out, "  gamut COMMAND [OPTION ...] [ARGUMENT ...]\n"
			  "  gamut --version\n\n");

	page_heading(out, "commands");
	buf_init(&lines, PAGE_MAX);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		buf_addf(&lines, "  %s\t%s\n", table[i]->name, table[i]->text);
	layout_align(out, buf_str(&lines));
	if (out->error == 0)
		out->error = buf_error(&lines);
	buf_release(&lines);

	buf_add_char(out, '\n');
	page_heading(out, "first steps");
	buf_add_text(out, "  gamut serve       then dial 486 from any SIP "
			  "client\n"
			  "  gamut list        what can be dialled\n"
			  "  gamut show 486    what a caller gets for it\n"
			  "  gamut help serve  its options\n\n");
	page_heading(out, "exit status");
	buf_add_text(out,
		     "  0 done   1 a client failed   2 usage   3 a port, a "
		     "file or memory failed\n  4 no case was run, or one "
		     "was missed\n");
}

int cmd_print_help(const struct cmd *cmd)
{
	struct buf page;

	buf_init(&page, PAGE_MAX);
	if (cmd != NULL)
		write_help(&page, cmd);
	else
		write_overview(&page);
	return page_print(&page);
}
