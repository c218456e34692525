/* SPDX-License-Identifier: MIT */
#include "judge/facts.h"

#include <string.h>

#include "judge/uri.h"

/** A SIP or SIPS URI in parts (RFC 3261 §19.1.1); what is not there is absent. */
struct uri {
	struct str scheme;
	struct str user;
	struct str password;
	struct str host;
	struct str port;
	struct str params;
	struct str headers;
};

/** One byte of a URI: as it is meant, and whether it was escaped and is reserved. */
struct byte {
	unsigned char value;
	bool is_kept; /* %HH of a reserved byte is not that byte */
};

static struct byte next_byte(struct str *rest)
{
	struct byte byte = { (unsigned char)rest->p[0], false };
	size_t size = 1;

	if (rest->p[0] == '%' && rest->size >= 3 &&
	    str_hex_digit(rest->p[1]) >= 0 && str_hex_digit(rest->p[2]) >= 0) {
		byte.value = (unsigned char)(str_hex_digit(rest->p[1]) * 16 +
					     str_hex_digit(rest->p[2]));
		byte.is_kept = byte.value != 0 &&
			       strchr(";/?:@&=+$,", byte.value) != NULL;
		size = 3;
	}
	*rest = str_sub(*rest, size, rest->size);
	return byte;
}

static unsigned char lower(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : c;
}

/** Equal but for escapes, and for case if that does not count. */
static bool is_same(struct str a, struct str b, bool has_case)
{
	struct byte x, y;

	if ((a.p == NULL) != (b.p == NULL))
		return false;
	while (a.size > 0 && b.size > 0) {
		x = next_byte(&a);
		y = next_byte(&b);
		if (x.is_kept != y.is_kept)
			return false;
		if (has_case ? x.value != y.value
			     : lower(x.value) != lower(y.value))
			return false;
	}
	return a.size == 0 && b.size == 0;
}

bool uri_text_is_equal(struct str a, struct str b)
{
	return is_same(a, b, true);
}

bool uri_header_is_equal(struct str value, struct str escaped)
{
	while (value.size > 0 && escaped.size > 0) {
		if (next_byte(&escaped).value != (unsigned char)value.p[0])
			return false;
		value = str_sub(value, 1, value.size);
	}
	return value.size == 0 && escaped.size == 0;
}

/** Split, and say absent where str_cut() says empty. */
static void cut(struct str s, char sep, struct str *before, struct str *after)
{
	if (!str_cut(s, sep, before, after))
		*after = (struct str){ NULL, 0 };
}

/** lr has no value (RFC 3261 §25.1); what `lr=on` of old proxies has says nothing. */
static bool is_lr(struct str name)
{
	return is_same(name, STR("lr"), false);
}

bool uri_param_is_equal(struct str a, struct str b)
{
	struct str name, other, value;

	cut(a, '=', &name, &value);
	cut(b, '=', &other, &value);
	return (is_lr(name) && is_lr(other)) || is_same(a, b, false);
}

static void split_host(struct uri *uri, struct str text)
{
	struct str rest = text;
	size_t end = 0;

	if (text.size > 0 && text.p[0] == '[')
		end = str_find(text, ']');
	rest = str_sub(text, end, text.size);
	cut(rest, ':', &uri->host, &uri->port);
	uri->host = (struct str){ text.p, end + uri->host.size };
}

static bool split(struct uri *uri, struct str text)
{
	struct str rest, user;

	*uri = (struct uri){ .scheme = { NULL, 0 } };
	if (!str_cut(text, ':', &uri->scheme, &rest) ||
	    !(str_ieq(uri->scheme, STR("sip")) ||
	      str_ieq(uri->scheme, STR("sips"))))
		return false;

	/* the user part may hold ; and ?, what follows it may not hold @ */
	if (str_cut(rest, '@', &user, &rest))
		cut(user, ':', &uri->user, &uri->password);
	else
		rest = user;
	cut(rest, '?', &rest, &uri->headers);
	cut(rest, ';', &rest, &uri->params);
	split_host(uri, rest);
	return true;
}

/** Find name=value among texts between separators. */
static bool find_pair(struct str list, char sep, struct str name,
		      struct str *value)
{
	struct str pair, key;

	while (list.size > 0) {
		(void)str_cut(list, sep, &pair, &list);
		cut(pair, '=', &key, value);
		if (is_same(key, name, false))
			return true;
	}
	return false;
}

/*
 * Parameters that say something by not being there. RFC 3261 §19.1.4 names user,
 * ttl, method and maddr, and says of transport that its default is not the same as
 * none.
 */
static bool is_telling(struct str name)
{
	static const struct str telling[] = {
		STR_INIT("user"),  STR_INIT("ttl"),       STR_INIT("method"),
		STR_INIT("maddr"), STR_INIT("transport"),
	};

	for (size_t i = 0; i < ARRAY_SIZE(telling); i++) {
		if (is_same(name, telling[i], false))
			return true;
	}
	return false;
}

/** Each pair is looked for among the others: not in a text made to be slow. */
static bool is_long(struct str list)
{
	enum { PAIRS_MAX = 64 };
	size_t count = 0;

	for (size_t i = 0; i < list.size; i++)
		count += list.p[i] == ';' || list.p[i] == '&';
	return count > PAIRS_MAX;
}

/** Whether all parameters of a are matched by b, as far as they must be. */
static bool params_match(struct str a, struct str b)
{
	struct str pair, name, value, other;

	if (is_long(a) || is_long(b))
		return is_same(a, b, false);

	while (a.size > 0) {
		(void)str_cut(a, ';', &pair, &a);
		cut(pair, '=', &name, &value);
		if (find_pair(b, ';', name, &other)) {
			if (!is_same(value, other, false) && !is_lr(name))
				return false;
		} else if (is_telling(name)) {
			return false;
		}
	}
	return true;
}

/** Whether all headers of a are in b: they never are ignored. */
static bool headers_match(struct str a, struct str b)
{
	struct str pair, name, value, other;

	if (is_long(a) || is_long(b))
		return is_same(a, b, true);
	while (a.size > 0) {
		(void)str_cut(a, '&', &pair, &a);
		cut(pair, '=', &name, &value);
		if (name.size == 0)
			continue;
		if (!find_pair(b, '&', name, &other) ||
		    !is_same(value, other, true))
			return false;
	}
	return true;
}

static bool hosts_match(struct str a, struct str b)
{
	unsigned char x[IP6_SIZE], y[IP6_SIZE];

	if (ip6_parse(x, a) && ip6_parse(y, b))
		return memcmp(x, y, IP6_SIZE) == 0;
	return is_same(a, b, false);
}

bool uri_is_equal(struct str a, struct str b)
{
	struct uri x, y;

	if (str_eq(a, b))
		return true;
	if (!split(&x, a) || !split(&y, b))
		return false;
	return str_ieq(x.scheme, y.scheme) && is_same(x.user, y.user, true) &&
	       is_same(x.password, y.password, true) &&
	       hosts_match(x.host, y.host) && is_same(x.port, y.port, true) &&
	       params_match(x.params, y.params) &&
	       params_match(y.params, x.params) &&
	       headers_match(x.headers, y.headers) &&
	       headers_match(y.headers, x.headers);
}

struct str uri_user(struct str uri)
{
	struct uri parts;

	if (!split(&parts, uri))
		return (struct str){ NULL, 0 };
	return parts.user;
}
