/* SPDX-License-Identifier: MIT */
#include "scenario/loader.h"

enum { FORM_MAX = 256 };

/** Which node a type wants. */
static enum node_type node_of(enum key_type type)
{
	if (type == KEY_TYPE_SECTION)
		return NODE_MAP;
	return type == KEY_TYPE_STEPS ? NODE_LIST : NODE_TEXT;
}

/** A plain empty value, `body:` with nothing behind it. */
static bool is_nothing(const struct node *node)
{
	return node->type == NODE_TEXT && node->style == NODE_PLAIN &&
	       node->text.size == 0;
}

static bool refuse_node(struct loader *loader, const struct load_place *place,
			enum node_type want)
{
	const struct key *key = place->key;
	const struct node *node = place->node;
	struct buf form;

	buf_init(&form, FORM_MAX);
	load_write_form(&form, key);
	if (is_nothing(node))
		load_fault(loader, node,
			   PLACE_FORMAT " has no value: write %.*s%s",
			   PLACE_ARG(place), STR_ARG(buf_str(&form)),
			   want == NODE_TEXT && key->min == 0 &&
					   key->type != KEY_TYPE_DURATION &&
					   key->max > 0
				   ? ", or \"\" for an empty one"
				   : "");
	else
		load_fault(loader, node,
			   PLACE_FORMAT ": write %.*s; here stands %s",
			   PLACE_ARG(place), STR_ARG(buf_str(&form)),
			   node_type_name(node->type));
	buf_release(&form);
	return false;
}

static bool check_one(struct loader *loader, const struct key *key,
		      const struct node *node, bool is_entry)
{
	struct load_place place = { key, node, is_entry };
	enum node_type want = node_of((enum key_type)key->type);

	if (is_nothing(node) || node->type != want)
		return refuse_node(loader, &place, want);
	if (want == NODE_LIST && node->count == 0) {
		load_fault(loader, node, PLACE_FORMAT " has no steps",
			   PLACE_ARG(&place));
		return false;
	}
	return want != NODE_TEXT || load_text_check(loader, &place);
}

static bool check_list(struct loader *loader, const struct key *key,
		       const struct node *list)
{
	size_t most = key->type == KEY_TYPE_STEPS ? ATTEMPTS_MAX : KEY_LIST_MAX;
	bool is_fine = true;

	if (list->count == 0 && key->shape != KEY_SHAPE_LIST) {
		load_fault(loader, list, "'%.*s' is an empty list",
			   STR_ARG(key->name));
		return false;
	}
	if (list->count > most) {
		load_fault(loader, list,
			   "'%.*s' has %zu entries; %zu are the "
			   "most",
			   STR_ARG(key->name), list->count, most);
		return false;
	}
	for (const struct node *node = list->first; node != NULL;
	     node = node->next)
		is_fine = check_one(loader, key, node, true) && is_fine;
	return is_fine;
}

/** The type of the keys of a map that a shape asks for. */
static enum key_type name_type(enum key_shape shape)
{
	if (shape == KEY_SHAPE_BY_METHOD)
		return KEY_TYPE_METHOD;
	if (shape == KEY_SHAPE_BY_TAG)
		return KEY_TYPE_TAG;
	return shape == KEY_SHAPE_BY_HEADER ? KEY_TYPE_HEADER_NAME
					    : KEY_TYPE_CHECK;
}

static bool check_map(struct loader *loader, const struct key *key,
		      const struct node *map)
{
	enum key_type type = name_type((enum key_shape)key->shape);
	bool is_fine = true;

	for (const struct node *name = map->first; name != NULL;
	     name = name->next) {
		if (!load_type_fits(type, name->text)) {
			load_fault(loader, name,
				   "a key in '%.*s' is %s, not '%.*s'",
				   STR_ARG(key->name), key_type_form(type),
				   STR_ARG(load_shown(name->text)));
			is_fine = false;
		}
		is_fine = check_one(loader, key, name->value, true) && is_fine;
	}
	return is_fine;
}

/** One value where a list has to be. */
static void refuse_lone(struct loader *loader, const struct key *key,
			const struct node *value)
{
	if (value->type == NODE_TEXT && value->text.size > 0)
		load_fault(loader, value, "'%.*s' is a list: write [%.*s]",
			   STR_ARG(key->name),
			   STR_ARG(load_shown(value->text)));
	else
		load_fault(loader, value,
			   "'%.*s' is a list: write [a, b], or a line with "
			   "'- ' for each",
			   STR_ARG(key->name));
}

bool load_value_check(struct loader *loader, const struct key *key,
		      const struct node *value)
{
	enum key_shape shape = (enum key_shape)key->shape;

	switch (shape) {
	case KEY_SHAPE_ONE: break;
	case KEY_SHAPE_MANY:
		if (value->type == NODE_LIST)
			return check_list(loader, key, value);
		break;
	case KEY_SHAPE_LIST:
	case KEY_SHAPE_SOME:
		if (value->type == NODE_LIST)
			return check_list(loader, key, value);
		refuse_lone(loader, key, value);
		return false;
	case KEY_SHAPE_BY_METHOD:
	case KEY_SHAPE_BY_HEADER:
	case KEY_SHAPE_BY_CHECK:
	case KEY_SHAPE_BY_TAG:
		if (value->type == NODE_MAP)
			return check_map(loader, key, value);
		load_fault(loader, value, "'%.*s' is %s; here stands %s",
			   STR_ARG(key->name), key_shape_text(shape),
			   node_type_name(value->type));
		return false;
	}
	return check_one(loader, key, value, false);
}
