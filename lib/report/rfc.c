/* SPDX-License-Identifier: MIT */
#include "report/rfc.h"

bool rfc_next(struct str *refs, struct str *ref)
{
	while (refs->size > 0) {
		(void)str_cut(*refs, ',', ref, refs);
		*ref = str_trim(*ref);
		if (ref->size > 0)
			return true;
	}
	return false;
}

void rfc_write(struct buf *out, struct str ref, struct str *number)
{
	struct str this_number, section;
	bool is_first = number->p == NULL;
	bool has_section = str_cut(ref, '#', &this_number, &section);

	if (!is_first)
		buf_add_text(out, ", ");
	if (is_first || !has_section || !str_eq(this_number, *number)) {
		buf_addf(out, "RFC %.*s", STR_ARG(this_number));
		buf_add_text(out, has_section ? " " : "");
	}
	if (has_section)
		buf_addf(out, "§%.*s", STR_ARG(section));
	*number = this_number;
}

void rfc_write_list(struct buf *out, struct str refs)
{
	struct str number = { NULL, 0 };
	struct str ref;

	while (rfc_next(&refs, &ref))
		rfc_write(out, ref, &number);
}

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_section(struct str section)
{
	for (size_t i = 0; i < section.size; i++) {
		char c = section.p[i];

		if (!is_alpha(c) && (c < '0' || c > '9') && c != '.')
			return false;
	}
	return section.size > 0;
}

bool rfc_write_url(struct buf *out, struct str ref)
{
	struct str number, section;
	bool has_section = str_cut(ref, '#', &number, &section);
	uint64_t value;

	if (str_parse_uint(number, UINT16_MAX, &value) != 0 ||
	    (has_section && !is_section(section)))
		return false;
	buf_addf(out, "https://www.rfc-editor.org/rfc/rfc%u", (unsigned)value);
	if (has_section)
		buf_addf(out, "#%s-%.*s",
			 is_alpha(section.p[0]) ? "appendix" : "section",
			 STR_ARG(section));
	return true;
}
