/* SPDX-License-Identifier: MIT */
#include "scenario/yaml_text.h"

#include <errno.h>
#include <string.h>

#include "scenario/yaml.h"
#include "text/utf8.h"

/** What YAML 1.1 allows in a file, without its line ends beyond CRLF and LF. */
static const char *fault_of(uint32_t code, struct str rest)
{
	if (code == '\r' && !str_starts(rest, STR("\r\n")))
		return "a carriage return without a line feed: end lines with "
		       "a line feed";
	if (code == 0)
		return "a NUL byte: this is no text file, or not in UTF-8";
	if (code == 0x85 || code == 0x2028 || code == 0x2029)
		return "an invisible line end of Unicode: write a plain one";
	if ((code < ' ' && code != '\t' && code != '\n' && code != '\r') ||
	    (code >= 0x7f && code < 0xa0) || code == 0xfffe || code == 0xffff)
		return "a control character: remove it, or write it as \"\\x1b\" "
		       "in double quotes";
	return NULL;
}

int yaml_text_check(struct diags *diags)
{
	struct str rest = diags->source;
	unsigned line = 1, column = 1;
	uint32_t code;

	if (rest.size > NODE_FILE_MAX) {
		diags_add(diags, 0, 0,
			  "the file has %zu bytes; 1048576 are the most",
			  rest.size);
		return EBADMSG;
	}
	while (rest.size > 0) {
		size_t size = utf8_next(rest, &code);
		const char *fault = "a byte that is not UTF-8: save the file "
				    "as UTF-8";

		if (size > 0)
			fault = fault_of(code, rest);
		if (fault != NULL) {
			diags_add(diags, line, column, "%s", fault);
			return EBADMSG;
		}
		rest = str_sub(rest, size, rest.size);
		/* A byte order mark has no width. */
		column += code != 0xfeff;
		if (code == '\n') {
			line++;
			column = 1;
		}
	}
	return 0;
}

/**
 * libyaml's words: context (NULL: any), problem (NULL: any); whether the fault is
 * where the context began; ours. The first row that fits counts.
 */
static const struct {
	const char *context;
	const char *problem;
	bool is_at_start;
	const char *text;
} errors[] = {
	{ NULL, "could not find expected ':'", true,
	  "a ':' is missing behind this key" },
	{ NULL, "mapping values are not allowed in this context", false,
	  "a ':' where no key can stand: is the line indented as the keys beside "
	  "it? A text with ': ' in it goes in quotes" },
	{ NULL, "block sequence entries are not allowed in this context", false,
	  "a '- ' where no list can begin: put it in a line of its own, below "
	  "its key" },
	{ NULL, "mapping keys are not allowed in this context", false,
	  "a '? ' where no key can stand; a text that begins so goes in quotes" },
	{ NULL, "found character that cannot start any token", false,
	  "no text begins with this character: put it in quotes" },
	{ "while scanning a quoted scalar", "found unexpected end of stream",
	  true, "this quote is never closed" },
	{ "while scanning a quoted scalar",
	  "found unexpected document indicator", true,
	  "this quote is not closed before '---' or '...'" },
	{ "while parsing a quoted scalar", "found unknown escape character",
	  false,
	  "YAML knows no such escape: write \\\\ for a backslash, or use "
	  "single quotes" },
	{ "while parsing a quoted scalar", NULL, false,
	  "an escape of YAML is \\x and two hex digits, \\u and four, or \\U and "
	  "eight" },
	{ "while scanning a block scalar",
	  "found a tab character where an "
	  "indentation space is expected",
	  false, "a tab in the indentation: use spaces" },
	{ "while scanning a block scalar", NULL, false,
	  "behind '|' or '>' nothing may stand but +, - or a digit: the text "
	  "begins in the next line" },
	{ "while scanning an anchor", NULL, true,
	  "anchors ('&name') are not taken: put a text that begins with & in "
	  "quotes" },
	{ "while scanning an alias", NULL, true,
	  "aliases ('*name') are not taken: put a text that begins with * in "
	  "quotes" },
	{ "while scanning a tag", NULL, true,
	  "tags ('!name') are not taken: put a text that begins with ! in "
	  "quotes" },
	{ "while parsing a tag", NULL, true,
	  "tags ('!name') are not taken: put a text that begins with ! in "
	  "quotes" },
	{ "while parsing a node", "found undefined tag handle", false,
	  "tags ('!name') are not taken: put a text that begins with ! in "
	  "quotes" },
	{ "while scanning a directive", NULL, true,
	  "a line that begins with % is a directive of YAML: remove it" },
	{ "while scanning a %YAML directive", NULL, true,
	  "a line that begins with % is a directive of YAML: remove it" },
	{ "while scanning a %TAG directive", NULL, true,
	  "a line that begins with % is a directive of YAML: remove it" },
	{ NULL, "found incompatible YAML document", false,
	  "this is YAML of another version: remove the line with %YAML" },
	{ NULL, "did not find expected <document start>", false,
	  "this line belongs to nothing above: is it indented as the keys at the "
	  "top of the file?" },
	{ NULL, "did not find expected key", false,
	  "this line fits no line above: indent it as the keys beside it" },
	{ NULL, "did not find expected '-' indicator", false,
	  "this line fits no line above: an entry of a list begins with '- ', "
	  "indented as the others" },
	{ NULL, "did not find expected ',' or ']'", true,
	  "this '[' is never closed, or a ',' is missing between its values" },
	{ NULL, "did not find expected ',' or '}'", true,
	  "this '{' is never closed, or a ',' is missing between its keys" },
	{ "while parsing a flow node", NULL, false,
	  "a value is missing here, or a bracket is of the wrong kind" },
	{ "while parsing a block node", NULL, false,
	  "a value is missing here, or it begins with a character that needs "
	  "quotes" },
};

static bool fits(const char *want, const char *have)
{
	return want == NULL || (have != NULL && strcmp(want, have) == 0);
}

/** The first tab in the indentation of a line; 0: there is none. */
static unsigned tab_column(struct str line)
{
	for (size_t i = 0; i < line.size; i++) {
		if (line.p[i] == '\t')
			return (unsigned)i + 1;
		if (line.p[i] != ' ')
			break;
	}
	return 0;
}

static void add_error(const yaml_parser_t *parser, struct diags *diags)
{
	const yaml_mark_t *mark = &parser->problem_mark;

	for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
		if (!fits(errors[i].context, parser->context) ||
		    !fits(errors[i].problem, parser->problem))
			continue;
		if (errors[i].is_at_start && parser->context != NULL)
			mark = &parser->context_mark;
		diags_add(diags, (unsigned)mark->line + 1,
			  (unsigned)mark->column + 1, "%s", errors[i].text);
		return;
	}
	diags_add(diags, (unsigned)mark->line + 1, (unsigned)mark->column + 1,
		  "this is no YAML: %s",
		  parser->problem != NULL ? parser->problem : "unknown fault");
}

int yaml_text_error(const yaml_parser_t *parser, struct diags *diags)
{
	unsigned line = (unsigned)parser->problem_mark.line + 1;
	unsigned column;

	if (parser->error == YAML_MEMORY_ERROR)
		return ENOMEM;
	column = tab_column(diags_line(diags, line));
	if (column > 0)
		diags_add(diags, line, column,
			  "a tab in the indentation: use spaces");
	else
		add_error(parser, diags);
	return EBADMSG;
}
