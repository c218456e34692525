/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "scenario/duration.h"
#include "scenario/loader.h"

enum { CHOICE_MAX = 256 };

static size_t place_of(const struct fields *fields, enum key_id id)
{
	size_t count;
	const struct key *row = key_rows(fields->context, &count);

	return (size_t)id - row->id;
}

const struct node *load_field(const struct fields *fields, enum key_id id)
{
	return fields->field[place_of(fields, id)].value;
}

const struct node *load_field_key(const struct fields *fields, enum key_id id)
{
	return fields->field[place_of(fields, id)].key;
}

static void take(struct loader *loader, struct fields *fields,
		 const struct node *node)
{
	const struct key *key = key_find(fields->context, node->text);
	struct field *field;

	if (key == NULL) {
		/* What is only misspelt is not missing too. */
		key = load_unknown_key(loader, fields->context, node);
		if (key == NULL)
			return;
		field = &fields->field[place_of(fields, (enum key_id)key->id)];
		if (field->key == NULL)
			field->key = node;
		return;
	}
	field = &fields->field[place_of(fields, (enum key_id)key->id)];
	field->key = node;
	if (load_value_check(loader, key, node->value))
		field->value = node->value;
}

/** All of a context of which one has to be there: "flow or attempts". */
static void write_choice(struct buf *out, const struct key *row, size_t count)
{
	struct buf words;

	buf_init(&words, CHOICE_MAX);
	for (size_t i = 0; i < count; i++) {
		if (row[i].need != KEY_NEED_ONE_OF)
			continue;
		buf_addf(&words, "'%.*s' ", STR_ARG(row[i].name));
	}
	load_write_words(out, buf_str(&words));
	buf_release(&words);
}

/** One of the choice is missing, or there is one too much. */
static void refuse_choice(struct loader *loader, const struct fields *fields,
			  const struct node *at, const struct node *first)
{
	size_t count;
	const struct key *row = key_rows(fields->context, &count);
	struct buf choice;

	buf_init(&choice, CHOICE_MAX);
	write_choice(&choice, row, count);
	if (first != NULL)
		load_fault(loader, at,
			   "'%.*s' stands beside '%.*s': only one of %.*s may "
			   "be there",
			   STR_ARG(at->text), STR_ARG(first->text),
			   STR_ARG(buf_str(&choice)));
	else
		load_fault(loader, at, "%.*s is missing %s",
			   STR_ARG(buf_str(&choice)),
			   key_context_where(fields->context));
	buf_release(&choice);
}

static void check_choice(struct loader *loader, const struct fields *fields,
			 const struct node *at)
{
	const struct node *first = NULL;
	bool has_choice = false;
	size_t count;
	const struct key *row = key_rows(fields->context, &count);

	for (size_t i = 0; i < count; i++) {
		const struct node *key = fields->field[i].key;

		if (row[i].need != KEY_NEED_ONE_OF)
			continue;
		has_choice = true;
		if (key != NULL && first != NULL)
			refuse_choice(loader, fields, key, first);
		first = first != NULL ? first : key;
	}
	if (has_choice && first == NULL)
		refuse_choice(loader, fields, at, NULL);
}

static void check_needs(struct loader *loader, const struct fields *fields,
			const struct node *at)
{
	size_t count;
	const struct key *row = key_rows(fields->context, &count);
	struct buf missing;

	buf_init(&missing, CHOICE_MAX);
	for (size_t i = 0; i < count; i++) {
		if (row[i].need != KEY_NEED_REQUIRED ||
		    fields->field[i].key != NULL)
			continue;
		buf_addf(&missing, "%s'%.*s'", missing.size > 0 ? ", " : "",
			 STR_ARG(row[i].name));
	}
	if (missing.size > 0 || buf_error(&missing) != 0)
		load_fault(loader, at, "%.*s %s missing %s",
			   STR_ARG(buf_str(&missing)),
			   str_find(buf_str(&missing), ',') < missing.size
				   ? "are"
				   : "is",
			   key_context_where(fields->context));
	buf_release(&missing);
	check_choice(loader, fields, at);
}

int load_tree(struct loader *loader, enum key_context context,
	      const struct node **rootp)
{
	const struct node *root;
	int err = node_parse(&root, &loader->scratch, loader->diags);
	size_t count;

	if (err)
		return err;
	if (root->type != NODE_MAP) {
		load_fault(loader, root,
			   "this file is a map of keys, as '%.*s: 1'; here "
			   "stands %s",
			   STR_ARG(key_rows(context, &count)->name),
			   node_type_name(root->type));
		return EBADMSG;
	}
	*rootp = root;
	return 0;
}

void load_fields(struct loader *loader, struct fields *fields,
		 enum key_context context, const struct node *map,
		 struct str verb, const struct node *at)
{
	memset(fields, 0, sizeof(*fields));
	fields->context = context;
	for (const struct node *key = map->first; key != NULL;
	     key = key->next) {
		if (!str_eq(key->text, verb))
			take(loader, fields, key);
	}
	check_needs(loader, fields, at);
}

void load_bool(const struct fields *fields, enum key_id id, bool *value)
{
	const struct node *node = load_field(fields, id);

	if (node != NULL)
		*value = str_eq(node->text, STR("true"));
}

void load_number(const struct fields *fields, enum key_id id, uint32_t *value)
{
	const struct node *node = load_field(fields, id);
	uint64_t number;

	if (node != NULL &&
	    str_parse_uint(node->text, UINT32_MAX, &number) == 0)
		*value = (uint32_t)number;
}

void load_ms(const struct fields *fields, enum key_id id, uint32_t *ms)
{
	const struct node *node = load_field(fields, id);
	uint64_t number;

	if (duration_parse(node != NULL ? node->text
					: str_from(key_at(id)->initial),
			   &number))
		*ms = (uint32_t)number;
}

void load_text(struct loader *loader, const struct fields *fields,
	       enum key_id id, struct str *text)
{
	const struct node *node = load_field(fields, id);
	bool is_line = key_at(id)->type == KEY_TYPE_LINE;

	if (node != NULL)
		*text = arena_copy(loader->arena,
				   is_line ? load_line(node->text)
					   : node->text);
}

unsigned load_word(const struct fields *fields, enum key_id id)
{
	const struct node *node = load_field(fields, id);
	struct str words = str_from(key_at(id)->words), word;
	unsigned place = 0;

	if (node == NULL)
		return 0;
	while (key_next_word(&words, &word) && !str_eq(word, node->text))
		place++;
	return place;
}

/** The first of the values; a lone one has none behind it. */
static const struct node *first_of(const struct node *value)
{
	return value->type == NODE_LIST ? value->first : value;
}

static const struct node *next_of(const struct node *value,
				  const struct node *node)
{
	return value->type == NODE_LIST ? node->next : NULL;
}

void load_joined(struct loader *loader, const struct fields *fields,
		 enum key_id id, const char *sep, struct str *text)
{
	const struct node *value = load_field(fields, id);
	struct buf joined;

	if (value == NULL)
		return;
	buf_init(&joined, NODE_FILE_MAX);
	for (const struct node *node = first_of(value); node != NULL;
	     node = next_of(value, node)) {
		buf_add_text(&joined, joined.size > 0 ? sep : "");
		buf_add_str(&joined, node->text);
	}
	if (buf_error(&joined))
		loader->arena->error = buf_error(&joined);
	*text = arena_copy(loader->arena, buf_str(&joined));
	buf_release(&joined);
}

struct str *load_list(struct loader *loader, const struct fields *fields,
		      enum key_id id, size_t *count)
{
	const struct node *value = load_field(fields, id);
	struct arena *arena = loader->arena;
	struct str *list;
	size_t n = 0;

	*count = 0;
	if (value == NULL || value->count == 0)
		return NULL;
	list = arena_array(arena, value->count, sizeof(*list));
	if (list == NULL)
		return NULL;
	for (const struct node *node = value->first; node != NULL;
	     node = node->next)
		list[n++] = arena_copy(arena, node->text);
	*count = n;
	return list;
}

struct str load_crlf(struct loader *loader, struct str text)
{
	struct str copy = { NULL, 0 };
	size_t lone = 0, size = 0;
	char *p;

	for (size_t i = 0; i < text.size; i++)
		lone += text.p[i] == '\n' && (i == 0 || text.p[i - 1] != '\r');
	p = arena_alloc(loader->arena, text.size + lone);
	if (p == NULL)
		return copy;
	for (size_t i = 0; i < text.size; i++) {
		if (text.p[i] == '\n' && (i == 0 || text.p[i - 1] != '\r'))
			p[size++] = '\r';
		p[size++] = text.p[i];
	}
	copy.p = p;
	copy.size = size;
	return copy;
}
