/* SPDX-License-Identifier: MIT */
#include "scenario/yaml.h"

#include <errno.h>
#include <time.h>

#include "check.h"

/** The tree on one line: [a b], {key: value}, each text with its place. */
static void write_node(struct buf *out, const struct node *node)
{
	const char *sep = "";

	if (node->type == NODE_TEXT) {
		buf_addf(out, "%.*s@%u:%u", STR_ARG(node->text), node->line,
			 node->column);
		return;
	}
	buf_add_char(out, node->type == NODE_LIST ? '[' : '{');
	for (const struct node *one = node->first; one != NULL;
	     one = one->next) {
		buf_add_text(out, sep);
		write_node(out, one);
		if (node->type == NODE_MAP) {
			buf_add_char(out, '=');
			write_node(out, one->value);
		}
		sep = " ";
	}
	buf_add_char(out, node->type == NODE_LIST ? ']' : '}');
}

static void makes_a_tree_with_places_in_characters(void)
{
	static const struct {
		const char *text;
		const char *tree;
	} row[] = {
		{ "a: 1\n", "{a@1:1=1@1:4}" },
		{ "\xc3\xa4\xc3\xb6: \xc3\xbc # c\n",
		  "{\xc3\xa4\xc3\xb6@1:1=\xc3\xbc@1:5}" },
		{ "a:\n  - b\n  - [c, {d: e}]\n",
		  "{a@1:1=[b@2:5 [c@3:6 {d@3:10=e@3:13}]]}" },
		{ "a:\nb: ''\n", "{a@1:1=@1:3 b@2:1=@2:4}" },
		{ "no: 0486\nyes: 22:30\n~: null\n",
		  "{no@1:1=0486@1:5 yes@2:1=22:30@2:6 ~@3:1=null@3:4}" },
		{ "a: |\n  x\n  y\n", "{a@1:1=x\ny\n@1:4}" },
		{ "\xef\xbb\xbf"
		  "a: b\r\nc: d\r\n",
		  "{a@1:1=b@1:4 c@2:1=d@2:4}" },
		{ "--- [a]\n...\n", "[a@1:6]" },
		{ "{\"a\": [], \"b\": {}}", "{a@1:2=[] b@1:11={}}" },
		{ "? a\n: b\n", "{a@1:3=b@2:3}" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct node *root;
		struct arena arena;
		struct diags diags;
		struct buf out;

		arena_init(&arena);
		buf_init(&out, 10000);
		diags_init(&diags, STR("f"), str_from(row[i].text));
		if (CHECK_INT(i, node_parse(&root, &arena, &diags), 0))
			write_node(&out, root);
		CHECK_INT(i, diags.count, 0);
		CHECK_STR(i, buf_str(&out), row[i].tree);
		diags_release(&diags);
		buf_release(&out);
		arena_release(&arena);
	}
}

static void keeps_the_first_of_two_keys(void)
{
	const struct node *root;
	struct arena arena;
	struct diags diags;
	struct buf out;

	arena_init(&arena);
	buf_init(&out, 1000);
	diags_init(&diags, STR("f"), STR("a: 1\na: {b: c}\nd: &x 2\n"));
	if (CHECK_INT(0, node_parse(&root, &arena, &diags), 0))
		write_node(&out, root);
	CHECK_STR(0, buf_str(&out), "{a@1:1=1@1:4 d@3:1=2@3:4}");
	CHECK_INT(0, diags.count, 2);
	diags_release(&diags);
	buf_release(&out);
	arena_release(&arena);
}

/** The head, a part many times, and the tail. */
struct many {
	const char *head;
	const char *part; /* each # is its number */
	size_t count;
	const char *tail;
	const char *want; /* begins the text of the first fault; NULL: fine */
};

static void add_part(struct buf *out, const char *part, unsigned n)
{
	struct str before, after;

	if (str_cut(str_from(part), '#', &before, &after)) {
		buf_add_str(out, before);
		buf_addf(out, "%u", n);
		buf_add_str(out, after);
	} else {
		buf_add_text(out, part);
	}
}

static void check_many(size_t row, const struct many *many)
{
	const struct node *root;
	struct arena arena;
	struct diags diags;
	struct buf text;
	clock_t start;
	int err;

	buf_init(&text, 20000000);
	buf_add_text(&text, many->head);
	for (size_t i = 0; i < many->count; i++)
		add_part(&text, many->part, (unsigned)i);
	buf_add_text(&text, many->tail);
	CHECK_INT(row, buf_error(&text), 0);

	arena_init(&arena);
	diags_init(&diags, STR("f"), buf_str(&text));
	start = clock();
	err = node_parse(&root, &arena, &diags);
	CHECK(row, clock() - start < CLOCKS_PER_SEC / 2);
	CHECK_INT(row, err, many->want == NULL ? 0 : EBADMSG);
	CHECK_INT(row, diags.count, many->want != NULL);
	if (many->want != NULL && diags.count > 0)
		CHECK(row,
		      str_starts(diags.diag[0].text, str_from(many->want)));
	diags_release(&diags);
	arena_release(&arena);
	buf_release(&text);
}

static void refuses_at_once_what_is_beyond_its_limits(void)
{
	static const struct many row[] = {
		{ "a: b\n", "x: 34567890123456 8\n", 524288, "",
		  "the file has 10485765 bytes; 1048576" },
		{ "#", "x", NODE_FILE_MAX - 6, "\na: b", NULL },
		{ "#", "x", NODE_FILE_MAX - 5, "\na: b",
		  "the file has 1048577" },
		{ "a: ", "[", 1000, "", "more than 32 lists" },
		{ "a: ", "{a: ", 1000, "", "more than 32 lists" },
		{ "", "- ", 1000, "a\n", "more than 32 lists" },
		{ "", "[", NODE_DEPTH_MAX, "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
		  NULL },
		{ "", "[", NODE_DEPTH_MAX + 1, "", "more than 32 lists" },
		{ "[", "a,", NODE_COUNT_MAX - 1, "]", NULL },
		{ "[", "a,", NODE_COUNT_MAX, "]", "the file has more than" },
		{ "[", "[],", 300000, "]", "the file has more than" },
		{ "'", "a", NODE_TEXT_MAX, "'", NULL },
		{ "'", "a", NODE_TEXT_MAX + 1, "'", "a text of more than" },
		{ "{", "k#: v, ", NODE_KEYS_MAX, "}", NULL },
		{ "{", "k#: v, ", NODE_KEYS_MAX + 1, "}",
		  "more than 256 keys" },
		{ "a: ", "'", 1000001, "", "this quote is never closed" },
		{ "? ", "? ", 300000, "", "a key is a text" },
		{ "a: \"", "\\x41", 250000, "", "this quote is never closed" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		check_many(i, &row[i]);
}

static void finds_the_place_of_a_byte(void)
{
	static const struct {
		const char *text;
		size_t offset;
		unsigned line;
		unsigned column;
	} row[] = {
		{ "abc", 2, 1, 3 },
		{ "  'abc'", 2, 1, 6 },
		{ "\"\xc3\xa4"
		  "bc\"",
		  3, 1, 4 },
		{ "\"a\\tbc\"", 1, 1, 3 },
		{ "\"a\\tbc\"", 3, 1, 1 }, /* behind an escape */
		{ "'it''s'", 2, 1, 4 },
		{ "'it''s'", 4, 1, 1 },
		{ "|\n  one\n  two\n", 0, 2, 3 },
		{ "|\n  one\n  two\n", 5, 3, 4 },
		{ "|-\n    \xc3\xa4one\n     two", 5, 2, 9 },
		{ "|-\n    one\n     two", 5, 3, 6 },
		{ "|2\n    one\n", 2, 2, 5 },
		{ "|\n  one\n\n  two\n", 4, 3, 1 },
		{ "|\r\n  one\r\n  two\r\n", 5, 3, 4 },
		{ ">\n  one\n  two\n", 5, 1, 1 },
		{ "a\n b", 2, 1, 1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		unsigned line = 0, column = 0;
		const struct node *root;
		struct arena arena;
		struct diags diags;

		arena_init(&arena);
		diags_init(&diags, STR("f"), str_from(row[i].text));
		if (CHECK_INT(i, node_parse(&root, &arena, &diags), 0))
			node_place(root, row[i].offset, &diags, &line, &column);
		CHECK_INT(i, line, row[i].line);
		CHECK_INT(i, column, row[i].column);
		diags_release(&diags);
		arena_release(&arena);
	}
}

CU_TestInfo test_yaml[] = {
	{ "makes a tree with places in characters",
	  makes_a_tree_with_places_in_characters },
	{ "keeps the first of two keys", keeps_the_first_of_two_keys },
	{ "refuses at once what is beyond its limits",
	  refuses_at_once_what_is_beyond_its_limits },
	{ "finds the place of a byte", finds_the_place_of_a_byte },
	CU_TEST_INFO_NULL,
};
