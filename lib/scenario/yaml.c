/* SPDX-License-Identifier: MIT */
#include "scenario/yaml.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <yaml.h>

#include "scenario/yaml_text.h"

/** A list or map that is not closed yet. */
struct level {
	struct node *node;
	struct node *last; /* its newest item or key */
	struct node *key;  /* of a map: waits for its value */
};

struct reader {
	struct arena *arena;
	struct diags *diags;
	struct node *root;
	struct level level[NODE_DEPTH_MAX];
	size_t depth;
	size_t count;
	size_t documents;
};

static unsigned line_of(const yaml_event_t *event)
{
	return (unsigned)event->start_mark.line + 1;
}

static unsigned column_of(const yaml_event_t *event)
{
	return (unsigned)event->start_mark.column + 1;
}

static int refuse(struct reader *reader, const yaml_event_t *event,
		  const char *text)
{
	diags_add(reader->diags, line_of(event), column_of(event), "%s", text);
	return EBADMSG;
}

static const struct node *find_key(const struct node *map, struct str name)
{
	const struct node *key = map->first;

	while (key != NULL && !str_eq(key->text, name))
		key = key->next;
	return key;
}

static void add_item(struct level *level, struct node *node)
{
	if (level->last != NULL)
		level->last->next = node;
	else
		level->node->first = node;
	level->last = node;
	level->node->count++;
}

/** Link a key, unless it is there already; then it only takes its value away. */
static int add_key(struct reader *reader, struct level *level,
		   struct node *node, const yaml_event_t *event)
{
	const struct node *first;

	if (node->type != NODE_TEXT)
		return refuse(reader, event,
			      "a key is a text; here stands a list or a map");
	if (level->node->count == NODE_KEYS_MAX)
		return refuse(reader, event, "more than 256 keys in one map");
	if (node->style == NODE_PLAIN && str_eq(node->text, STR("<<")))
		(void)refuse(reader, event,
			     "merge keys ('<<') are not taken: write the keys "
			     "out");

	level->key = node;
	first = find_key(level->node, node->text);
	if (first != NULL) {
		diags_add(reader->diags, node->line, node->column,
			  "'%.*s' stands here twice, first in line %u: keep "
			  "one of them",
			  STR_ARG(str_sub(node->text, 0, 64)), first->line);
		return 0;
	}
	add_item(level, node);
	return 0;
}

/** Put a node where it belongs. */
static int place(struct reader *reader, struct node *node,
		 const yaml_event_t *event)
{
	struct level *level;

	if (reader->depth == 0) {
		reader->root = node;
		return 0;
	}
	level = &reader->level[reader->depth - 1];
	assert(level->node != NULL);
	if (level->node->type == NODE_LIST) {
		add_item(level, node);
		return 0;
	}
	if (level->key == NULL)
		return add_key(reader, level, node, event);
	level->key->value = node;
	level->key = NULL;
	return 0;
}

static void refuse_extras(struct reader *reader, const yaml_event_t *event,
			  const yaml_char_t *anchor, const yaml_char_t *tag)
{
	if (anchor != NULL)
		(void)refuse(reader, event,
			     "anchors ('&name') are not taken: write the value "
			     "where it is needed; a text that begins with & "
			     "goes in quotes");
	else if (tag != NULL)
		(void)refuse(reader, event,
			     "tags ('!name') are not taken: every value is "
			     "text; one that begins with ! goes in quotes");
}

/** Of what only begins with this event the end is not known yet. */
static void set_end(struct node *node, const yaml_event_t *event)
{
	node->end_line = (unsigned)event->end_mark.line + 1;
	node->end_column = (unsigned)event->end_mark.column + 1;
}

static int new_node(struct reader *reader, const yaml_event_t *event,
		    enum node_type type, struct node **nodep)
{
	struct node *node;

	if (reader->count == NODE_COUNT_MAX)
		return refuse(reader, event,
			      "the file has more than 10000 values");
	reader->count++;
	node = arena_alloc(reader->arena, sizeof(*node));
	if (node == NULL)
		return ENOMEM;
	node->type = type;
	node->line = line_of(event);
	node->column = column_of(event);
	set_end(node, event);
	node->text = STR("");
	*nodep = node;
	return 0;
}

static enum node_style style_of(yaml_scalar_style_t style)
{
	switch (style) {
	case YAML_SINGLE_QUOTED_SCALAR_STYLE: return NODE_SINGLE;
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE: return NODE_DOUBLE;
	case YAML_LITERAL_SCALAR_STYLE: return NODE_LITERAL;
	case YAML_FOLDED_SCALAR_STYLE: return NODE_FOLDED;
	case YAML_ANY_SCALAR_STYLE:
	case YAML_PLAIN_SCALAR_STYLE: break;
	}
	return NODE_PLAIN;
}

static int take_text(struct reader *reader, const yaml_event_t *event)
{
	struct str text = { (const char *)event->data.scalar.value,
			    event->data.scalar.length };
	struct node *node;
	int err;

	if (text.size > NODE_TEXT_MAX)
		return refuse(reader, event, "a text of more than 65535 bytes");
	refuse_extras(reader, event, event->data.scalar.anchor,
		      event->data.scalar.tag);
	err = new_node(reader, event, NODE_TEXT, &node);
	if (err)
		return err;
	node->style = style_of(event->data.scalar.style);
	node->text = arena_copy(reader->arena, text);
	if (node->text.p == NULL)
		return ENOMEM;
	return place(reader, node, event);
}

static int open_level(struct reader *reader, const yaml_event_t *event,
		      enum node_type type)
{
	struct node *node;
	int err;

	if (reader->depth == NODE_DEPTH_MAX)
		return refuse(reader, event,
			      "more than 32 lists and maps inside each other");
	if (type == NODE_LIST)
		refuse_extras(reader, event, event->data.sequence_start.anchor,
			      event->data.sequence_start.tag);
	else
		refuse_extras(reader, event, event->data.mapping_start.anchor,
			      event->data.mapping_start.tag);
	err = new_node(reader, event, type, &node);
	if (!err)
		err = place(reader, node, event);
	if (err)
		return err;
	reader->level[reader->depth++] = (struct level){ .node = node };
	return 0;
}

static void close_level(struct reader *reader, const yaml_event_t *event)
{
	set_end(reader->level[--reader->depth].node, event);
}

static int open_document(struct reader *reader, const yaml_event_t *event)
{
	if (reader->documents++ > 0)
		return refuse(reader, event,
			      "a second document begins here: a file holds "
			      "one");
	if (event->data.document_start.tag_directives.start !=
	    event->data.document_start.tag_directives.end)
		(void)refuse(reader, event, "%TAG is not taken: remove it");
	return 0;
}

static int take_event(struct reader *reader, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT: return open_document(reader, event);
	case YAML_SCALAR_EVENT: return take_text(reader, event);
	case YAML_SEQUENCE_START_EVENT:
		return open_level(reader, event, NODE_LIST);
	case YAML_MAPPING_START_EVENT:
		return open_level(reader, event, NODE_MAP);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT: close_level(reader, event); break;
	case YAML_ALIAS_EVENT:
		return refuse(
			reader, event,
			"aliases ('*name') are not taken: write the value "
			"where it is needed; a text that begins with * "
			"goes in quotes");
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_END_EVENT: break;
	}
	return 0;
}

static int read_events(struct reader *reader, yaml_parser_t *parser)
{
	bool is_end = false;
	int err = 0;

	while (!err && !is_end) {
		yaml_event_t event;

		if (!yaml_parser_parse(parser, &event))
			return yaml_text_error(parser, reader->diags);
		is_end = event.type == YAML_STREAM_END_EVENT;
		err = take_event(reader, &event);
		yaml_event_delete(&event);
	}
	return err;
}

int node_parse(const struct node **rootp, struct arena *arena,
	       struct diags *diags)
{
	struct reader reader = { .arena = arena, .diags = diags };
	struct str source = diags->source;
	yaml_parser_t parser;
	int err = yaml_text_check(diags);

	if (err)
		return err;
	if (!yaml_parser_initialize(&parser))
		return ENOMEM;
	/* A byte order mark would count as a column. */
	if (str_starts(source, STR("\xef\xbb\xbf")))
		source = str_sub(source, 3, source.size);
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)source.p,
				     source.size);
	err = read_events(&reader, &parser);
	yaml_parser_delete(&parser);
	if (err)
		return err;
	if (reader.root == NULL) {
		diags_add(diags, 0, 0,
			  "the file is empty: there is no key in it");
		return EBADMSG;
	}
	*rootp = reader.root;
	return 0;
}
