/* SPDX-License-Identifier: MIT */
#include "option_value.h"
#include "page.h"
#include "text/layout.h"

enum { HELP_INDENT = 6 };

void options_write_help(struct buf *out, const char *command)
{
	bool has_heading = false;

	for (size_t i = 0; option_at(i) != NULL; i++) {
		const struct option_row *row = option_at(i);
		char name[OPTION_NAME_SIZE];
		struct buf text;

		if (!option_is_of(row, command))
			continue;
		if (!has_heading)
			page_heading(out, "options");
		has_heading = true;
		buf_addf(out, "  --%s%s%s\n", row->name,
			 row->arg != NULL ? " " : "",
			 row->arg != NULL ? row->arg : "");

		option_environment(name, row);
		buf_init(&text, PAGE_MAX);
		buf_add_text(&text, row->text);
		if (row->max != 0)
			buf_addf(&text, " From %llu to %llu.",
				 (unsigned long long)row->min,
				 (unsigned long long)row->max);
		if (row->preset[0] != '\0')
			buf_addf(&text, " Default: %s.", row->preset);
		buf_addf(&text, " [%s]", name);
		layout_wrap(out, 0, HELP_INDENT, buf_str(&text));
		buf_add_char(out, '\n');
		buf_release(&text);
	}
}
