/* SPDX-License-Identifier: MIT */
#include "case_text.h"

#include "report/rfc.h"

static void write_list(struct buf *out, const struct str *item, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_addf(out, "%s%.*s", i > 0 ? ", " : "", STR_ARG(item[i]));
}

void case_write_typed(struct buf *out, struct str id)
{
	for (size_t i = 0; i < id.size; i++)
		buf_add_char(out, id.p[i] == '/' ? '.' : id.p[i]);
}

void case_write_dial(struct buf *out, const struct scenario *scenario)
{
	write_list(out, scenario->dial, scenario->dial_count);
	if (scenario->dial_count == 0)
		case_write_typed(out, scenario->id);
}

void case_write_user(struct buf *out, const struct scenario *scenario)
{
	if (scenario->dial_count > 0)
		buf_add_str(out, scenario->dial[0]);
	else
		case_write_typed(out, scenario->id);
}

void case_write_rfc(struct buf *out, const struct scenario *scenario)
{
	struct str number = { NULL, 0 };

	for (size_t i = 0; i < scenario->rfc_count; i++)
		rfc_write(out, scenario->rfc[i], &number);
}

void case_write_tags(struct buf *out, const struct scenario *scenario)
{
	write_list(out, scenario->tag, scenario->tag_count);
}

void case_write_origin(struct buf *out, const struct scenario *scenario)
{
	if (scenario->file.p == NULL)
		buf_add_text(out, "no file, this is made of what was dialled");
	else if (str_eq(scenario->file, scenario->id))
		buf_add_text(out, "the program; gamut list --export DIR "
				  "writes the file");
	else
		buf_add_str(out, scenario->file);
}

bool case_has_tag(const struct scenario *scenario, struct str tag)
{
	for (size_t i = 0; i < scenario->tag_count; i++) {
		if (str_eq(scenario->tag[i], tag))
			return true;
	}
	return false;
}
