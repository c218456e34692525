/* SPDX-License-Identifier: MIT */
#include "scenario/loader.h"

#include "scenario/duration.h"

enum { FORM_MAX = 256 };

static bool refuse_form(struct loader *loader, const struct load_place *place)
{
	struct str shown = load_shown(place->node->text);
	struct buf form;

	buf_init(&form, FORM_MAX);
	load_write_form(&form, place->key);
	load_fault(loader, place->node, PLACE_FORMAT ": write %.*s, not '%.*s'",
		   PLACE_ARG(place), STR_ARG(buf_str(&form)), STR_ARG(shown));
	buf_release(&form);
	return false;
}

/** Seconds where they are whole, else milliseconds. */
static const char *unit_of(uint32_t ms)
{
	return ms % 3600000 == 0 && ms > 0 ? "h" : ms % 1000 == 0 ? "s" : "ms";
}

static unsigned in_unit(uint32_t ms)
{
	if (ms % 3600000 == 0)
		return ms / 3600000;
	return ms % 1000 == 0 ? ms / 1000 : ms;
}

static bool check_duration(struct loader *loader,
			   const struct load_place *place)
{
	const struct key *key = place->key;
	struct str text = place->node->text;
	uint64_t ms;

	if (load_type_fits(KEY_TYPE_NUMBER, text)) {
		struct str shown = load_shown(text);

		load_fault(loader, place->node,
			   PLACE_FORMAT " has no unit: write %.*ss or %.*sms",
			   PLACE_ARG(place), STR_ARG(shown), STR_ARG(shown));
		return false;
	}
	if (!duration_parse(text, &ms))
		return refuse_form(loader, place);
	if (ms >= key->min && ms <= key->max)
		return true;
	load_fault(loader, place->node,
		   PLACE_FORMAT " is from %u%s to %u%s, not %.*s",
		   PLACE_ARG(place), in_unit(key->min), unit_of(key->min),
		   in_unit(key->max), unit_of(key->max),
		   STR_ARG(load_shown(text)));
	return false;
}

static bool check_number(struct loader *loader, const struct load_place *place)
{
	const struct key *key = place->key;
	struct str text = place->node->text, shown = load_shown(text);
	uint64_t value;

	if (key_is_version(key) && !str_eq(text, STR("1")))
		load_fault(loader, place->node,
			   "this program reads version 1 of the format: write "
			   "%.*s: 1, not '%.*s'",
			   STR_ARG(key->name), STR_ARG(shown));
	else if (!load_type_fits(KEY_TYPE_NUMBER, text))
		return refuse_form(loader, place);
	else if (str_parse_uint(text, key->max, &value) != 0 ||
		 value < key->min)
		load_fault(loader, place->node,
			   PLACE_FORMAT " is from %u to %u, not %.*s",
			   PLACE_ARG(place), key->min, key->max,
			   STR_ARG(shown));
	else
		return true;
	return false;
}

static bool check_word(struct loader *loader, const struct load_place *place)
{
	struct str text = place->node->text, shown = load_shown(text), near;
	struct buf list;

	near = load_nearest(text, str_from(place->key->words), KEY_IN_NONE);
	buf_init(&list, FORM_MAX);
	load_write_words(&list, str_from(place->key->words));
	load_fault(loader, place->node,
		   PLACE_FORMAT ": write %.*s, not '%.*s'%s%.*s%s",
		   PLACE_ARG(place), STR_ARG(buf_str(&list)), STR_ARG(shown),
		   near.p != NULL ? "; did you mean '" : "", (int)near.size,
		   near.p != NULL ? near.p : "", near.p != NULL ? "'?" : "");
	buf_release(&list);
	return false;
}

/** The bytes of a text. */
static bool check_size(struct loader *loader, const struct load_place *place)
{
	const struct key *key = place->key;
	size_t size = place->node->text.size;

	if (key->max == 0 || (size >= key->min && size <= key->max))
		return true;
	if (size == 0)
		load_fault(loader, place->node, PLACE_FORMAT " is empty",
			   PLACE_ARG(place));
	else if (size < key->min)
		load_fault(loader, place->node,
			   PLACE_FORMAT " has fewer than %u bytes",
			   PLACE_ARG(place), key->min);
	else
		load_fault(loader, place->node,
			   PLACE_FORMAT " has %zu bytes; %u are the most",
			   PLACE_ARG(place), size, key->max);
	return false;
}

bool load_text_check(struct loader *loader, const struct load_place *place)
{
	enum key_type type = (enum key_type)place->key->type;
	const struct node *node = place->node;

	if (key_has_word(place->key, node->text))
		return true;
	switch (type) {
	case KEY_TYPE_WORD: return check_word(loader, place);
	case KEY_TYPE_NUMBER: return check_number(loader, place);
	case KEY_TYPE_DURATION: return check_duration(loader, place);
	case KEY_TYPE_BOOL: break;
	case KEY_TYPE_TEMPLATE:
		return check_size(loader, place) &&
		       load_template_check(loader, node);
	case KEY_TYPE_ID:
	case KEY_TYPE_LINE:
	case KEY_TYPE_TEXT:
	case KEY_TYPE_HEADERS:
	case KEY_TYPE_HEADER_NAME:
	case KEY_TYPE_METHOD:
	case KEY_TYPE_RFC:
	case KEY_TYPE_TAG:
	case KEY_TYPE_DIAL:
	case KEY_TYPE_TOKEN:
	case KEY_TYPE_CHECK:
	case KEY_TYPE_MEDIA_TYPE:
	case KEY_TYPE_REALM:
	case KEY_TYPE_REGEX:
	case KEY_TYPE_CIDR:
	case KEY_TYPE_GLOB:
	case KEY_TYPE_SECTION:
	case KEY_TYPE_STEPS:
		if (!check_size(loader, place))
			return false;
		break;
	}
	return load_type_fits(type, node->text) || refuse_form(loader, place);
}
