/* SPDX-License-Identifier: MIT */
#include "scenario/loader.h"
#include "scenario/template.h"
#include "sip/field.h"
#include "sip/header_name.h"

bool load_is_guarded(struct str name)
{
	enum header header = header_find(name);

	return header == HEADER_VIA || header == HEADER_FROM ||
	       header == HEADER_TO || header == HEADER_CALL_ID ||
	       header == HEADER_CSEQ || header == HEADER_CONTENT_LENGTH;
}

bool load_template_check(struct loader *loader, const struct node *node)
{
	struct template_fault fault;
	struct str shown;

	if (template_check(node->text, &fault))
		return true;
	if (fault.error == TEMPLATE_DOLLAR) {
		load_fault_at(loader, node, fault.offset,
			      "a '$' begins a ${name}: write $$ for the sign "
			      "itself");
		return false;
	}
	if (fault.error == TEMPLATE_OPEN) {
		load_fault_at(loader, node, fault.offset,
			      "this '${' is never closed with '}'");
		return false;
	}
	shown = load_shown(fault.name);
	if (fault.nearest.p != NULL)
		load_fault_at(loader, node, fault.offset,
			      "unknown name ${%.*s}, did you mean ${%.*s}?",
			      STR_ARG(shown), STR_ARG(fault.nearest));
	else
		load_fault_at(loader, node, fault.offset,
			      "unknown name ${%.*s}: the manual, "
			      "gamut-scenario(5), lists them",
			      STR_ARG(shown));
	return false;
}

/** One line of the block, and where it begins in the node's text. */
struct header_line {
	struct str text;
	size_t offset;
	bool is_first;
};

/** The first byte that no header may have, or the size of the text. */
static size_t find_control(struct str text)
{
	for (size_t i = 0; i < text.size; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if ((c < ' ' && c != '\t') || c == 0x7f)
			return i;
	}
	return text.size;
}

/** "Retry After: 5" or "Contact <sip:a@b>". */
static void refuse_name(struct loader *loader, const struct node *node,
			const struct header_line *line, struct str name)
{
	struct str shown = load_shown(name), first, rest;

	if (str_cut(name, ' ', &first, &rest) && field_is_token(first))
		load_fault_at(loader, node, line->offset,
			      "'%.*s' is no name of a header: is a ':' missing "
			      "behind '%.*s', or is the blank too much?",
			      STR_ARG(shown), STR_ARG(load_shown(first)));
	else
		load_fault_at(loader, node, line->offset,
			      "'%.*s' is no name of a header: write %s",
			      STR_ARG(shown), key_type_form(KEY_TYPE_TOKEN));
}

static bool check_name(struct loader *loader, const struct node *node,
		       const struct header_line *line)
{
	struct str name, value;

	if (!str_cut(line->text, ':', &name, &value)) {
		load_fault_at(loader, node, line->offset,
			      "a ':' is missing in this header: write 'Name: "
			      "value'");
		return false;
	}
	name = str_trim(name);
	if (!field_is_token(name)) {
		refuse_name(loader, node, line, name);
		return false;
	}
	if (load_is_guarded(name) && !loader->is_broken) {
		load_fault_at(
			loader, node, line->offset,
			"the program sets '%.*s' itself: only a file with "
			"'broken: true' may write it",
			STR_ARG(header_long_name(name)));
		return false;
	}
	return true;
}

static bool check_line(struct loader *loader, const struct node *node,
		       const struct header_line *line)
{
	size_t control = find_control(line->text);
	bool is_via = str_eq(line->text, STR("${via}"));

	if (control < line->text.size) {
		load_fault_at(loader, node, line->offset + control,
			      "a control character in a header: remove it");
		return false;
	}
	if (str_trim(line->text).size == 0) {
		load_fault_at(loader, node, line->offset,
			      "an empty line would end the headers: remove it");
		return false;
	}
	if (line->text.p[0] == ' ' || line->text.p[0] == '\t') {
		if (!line->is_first)
			return true;
		load_fault_at(loader, node, line->offset,
			      "the first header begins with a blank, as a "
			      "folded line does: remove it");
		return false;
	}
	if (is_via && loader->is_broken)
		return true;
	if (template_uses(line->text, TEMPLATE_VIA)) {
		load_fault_at(loader, node, line->offset,
			      is_via ? "the program sets 'Via' itself: only a "
				       "file with 'broken: true' may write "
				       "${via}"
				     : "${via} is whole lines, 'Via: ' "
				       "included: it stands alone in its line");
		return false;
	}
	return check_name(loader, node, line);
}

struct str load_headers(struct loader *loader, const struct node *node)
{
	struct str rest = node->text, text = { NULL, 0 };
	struct header_line line = { .is_first = true };
	bool is_fine = load_template_check(loader, node);
	struct buf with_end;

	while (str_next_line(&rest, &line.text)) {
		line.offset = (size_t)(line.text.p - node->text.p);
		is_fine = check_line(loader, node, &line) && is_fine;
		line.is_first = false;
	}
	if (!is_fine)
		return text;
	if (node->text.size == 0 || node->text.p[node->text.size - 1] == '\n')
		return load_crlf(loader, node->text);

	buf_init(&with_end, NODE_TEXT_MAX + 1);
	buf_add_str(&with_end, node->text);
	buf_add_char(&with_end, '\n');
	if (buf_error(&with_end))
		loader->arena->error = buf_error(&with_end);
	text = load_crlf(loader, buf_str(&with_end));
	buf_release(&with_end);
	return text;
}
