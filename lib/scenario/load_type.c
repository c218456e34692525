/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <string.h>

#include "scenario/loader.h"

#include "scenario/duration.h"
#include "sip/endpoint.h"
#include "sip/field.h"

/* By hand: a hundred times as fast as the patterns of key.def, and a test holds
 * the two together. */

#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define UPPER  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

static size_t count_of(struct str text, const char *set)
{
	size_t size = 0;

	while (size < text.size && text.p[size] != '\0' &&
	       strchr(set, text.p[size]) != NULL)
		size++;
	return size;
}

/** The first byte of the set, or the size of the text. */
static size_t find_any(struct str text, const char *set)
{
	size_t at = 0;

	while (at < text.size &&
	       (text.p[at] == '\0' || strchr(set, text.p[at]) == NULL))
		at++;
	return at;
}

static bool is_all(struct str text, const char *set)
{
	return text.size > 0 && count_of(text, set) == text.size;
}

/** Parts of these bytes with one sep between them. */
static bool is_parts(struct str text, char sep, const char *set)
{
	struct str part;
	bool is_more;

	do {
		is_more = str_cut(text, sep, &part, &text);
		if (!is_all(part, set))
			return false;
	} while (is_more);
	return true;
}

/** No part begins with a dot: an id is a path, and never leads out of it. */
static bool is_id(struct str text)
{
	for (size_t i = 0; i < text.size; i++) {
		if (text.p[i] == '.' && (i == 0 || text.p[i - 1] == '/'))
			return false;
	}
	return is_parts(text, '/', LOWER DIGITS "._+@-");
}

static bool is_line(struct str text)
{
	for (size_t i = 0; i < text.size; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (c < ' ' || c == 0x7f)
			return false;
	}
	return true;
}

struct str load_line(struct str text)
{
	bool has_end = text.size > 1 && text.p[text.size - 1] == '\n';

	return str_sub(text, 0, text.size - has_end);
}

static bool is_number(struct str text)
{
	return is_all(text, DIGITS) && (text.size == 1 || text.p[0] != '0');
}

static bool is_rfc(struct str text)
{
	struct str number, section;

	return str_cut(text, '#', &number, &section) && is_number(number) &&
	       number.p[0] != '0' && is_parts(section, '.', LOWER UPPER DIGITS);
}

static bool is_media_type(struct str text)
{
	struct str type, params, subtype;
	bool has_params = str_cut(text, ';', &text, &params);

	if (!str_cut(text, '/', &type, &subtype) ||
	    (has_params && !is_line(params)))
		return false;
	while (has_params && subtype.size > 0 &&
	       subtype.p[subtype.size - 1] == ' ')
		subtype.size--;
	return field_is_token(type) && field_is_token(subtype);
}

static bool is_realm(struct str text)
{
	return is_line(text) && str_find(text, '"') == text.size &&
	       str_find(text, '\\') == text.size;
}

static bool is_method(struct str text)
{
	return field_is_token(text) && count_of(text, UPPER) > 0 &&
	       find_any(text, LOWER) == text.size;
}

bool load_type_fits(enum key_type type, struct str text)
{
	uint64_t ms;

	switch (type) {
	case KEY_TYPE_NUMBER: return is_number(text);
	case KEY_TYPE_BOOL:
		return str_eq(text, STR("true")) || str_eq(text, STR("false"));
	case KEY_TYPE_DURATION: return duration_parse(text, &ms);
	case KEY_TYPE_ID: return is_id(text);
	case KEY_TYPE_LINE: return is_line(load_line(text));
	case KEY_TYPE_HEADER_NAME:
	case KEY_TYPE_TOKEN: return field_is_token(text);
	case KEY_TYPE_METHOD: return is_method(text);
	case KEY_TYPE_RFC: return is_rfc(text);
	case KEY_TYPE_TAG: return is_all(text, LOWER DIGITS "-");
	case KEY_TYPE_DIAL: return is_all(text, LOWER UPPER DIGITS "*.+#_-");
	case KEY_TYPE_CHECK: return is_parts(text, '-', LOWER DIGITS);
	case KEY_TYPE_MEDIA_TYPE: return is_media_type(text);
	case KEY_TYPE_REALM: return is_realm(text);
	case KEY_TYPE_GLOB: return is_all(text, LOWER DIGITS "._+@/*?![]^-");
	case KEY_TYPE_CIDR: return load_is_cidr(text);
	case KEY_TYPE_WORD:
	case KEY_TYPE_TEXT:
	case KEY_TYPE_TEMPLATE:
	case KEY_TYPE_HEADERS:
	case KEY_TYPE_REGEX:
	case KEY_TYPE_SECTION:
	case KEY_TYPE_STEPS: break;
	}
	return true;
}

/** Whether all bits behind the prefix are zero. */
static bool is_tail_zero(const unsigned char *bytes, uint64_t from, unsigned to)
{
	for (uint64_t i = from; i < to; i++) {
		if ((bytes[i / 8] & (0x80U >> i % 8)) != 0)
			return false;
	}
	return true;
}

bool load_is_cidr(struct str text)
{
	unsigned char bytes[16];
	char host_text[HOST_SIZE];
	struct str host, length;
	bool has_length = str_cut(text, '/', &host, &length);
	unsigned most = 32;
	uint64_t bits;

	if (host.size >= sizeof(host_text) || str_find(host, '\0') < host.size)
		return false;
	memcpy(host_text, host.p, host.size);
	host_text[host.size] = '\0';
	if (inet_pton(AF_INET, host_text, bytes) != 1) {
		most = 128;
		if (inet_pton(AF_INET6, host_text, bytes) != 1)
			return false;
	}
	bits = most;
	if (has_length && str_parse_uint(length, most, &bits) != 0)
		return false;
	return is_tail_zero(bytes, bits, most);
}
