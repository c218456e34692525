/* SPDX-License-Identifier: MIT */
#include "sip/header_name.h"

/** By enum header. */
static const struct {
	struct str name;
	char compact;
} header_table[HEADER_COUNT] = { [HEADER_OTHER] = { { NULL, 0 }, 0 },
#define X(id, name, compact) [HEADER_##id] = { STR_INIT(name), compact },
				 HEADER_MAP(X)
#undef X
};

/** Compact names of headers that have no id (registered at IANA). */
static const struct {
	struct str name;
	char compact;
} other_table[] = {
	{ STR_INIT("Accept-Contact"), 'a' },
	{ STR_INIT("Referred-By"), 'b' },
	{ STR_INIT("Request-Disposition"), 'd' },
	{ STR_INIT("Reject-Contact"), 'j' },
	{ STR_INIT("Identity-Info"), 'n' },
	{ STR_INIT("Refer-To"), 'r' },
	{ STR_INIT("Subject"), 's' },
	{ STR_INIT("Allow-Events"), 'u' },
	{ STR_INIT("Session-Expires"), 'x' },
	{ STR_INIT("Identity"), 'y' },
};

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

static enum header find_compact(char c)
{
	for (size_t i = 1; i < ARRAY_SIZE(header_table); i++) {
		if (header_table[i].compact == c)
			return (enum header)i;
	}
	return HEADER_OTHER;
}

/*
 * Every header line of every message passes here. Size and second letter tell
 * the names of HEADER_MAP apart, so that one comparison settles the rest.
 */
#define KEY(size, second) ((size) << 8 | (second))

static enum header guess(struct str name)
{
	switch (KEY(name.size, (size_t)(unsigned char)lower(name.p[1]))) {
	case KEY(2, 'o'): return HEADER_TO;
	case KEY(3, 'i'): return HEADER_VIA;
	case KEY(4, 'r'): return HEADER_FROM;
	case KEY(4, 's'): return HEADER_CSEQ;
	case KEY(5, 'o'): return HEADER_ROUTE;
	case KEY(5, 'l'): return HEADER_ALLOW;
	case KEY(5, 'v'): return HEADER_EVENT;
	case KEY(6, 'c'): return HEADER_ACCEPT;
	case KEY(7, 'a'): return HEADER_CALL_ID;
	case KEY(7, 'o'): return HEADER_CONTACT;
	case KEY(7, 'e'): return HEADER_REQUIRE;
	case KEY(7, 'x'): return HEADER_EXPIRES;
	case KEY(9, 'u'): return HEADER_SUPPORTED;
	case KEY(9, 'i'): return HEADER_TIMESTAMP;
	case KEY(10, 's'): return HEADER_USER_AGENT;
	case KEY(12, 'o'): return HEADER_CONTENT_TYPE;
	case KEY(12, 'a'): return HEADER_MAX_FORWARDS;
	case KEY(12, 'e'): return HEADER_RECORD_ROUTE;
	case KEY(13, 'r'): return HEADER_PROXY_REQUIRE;
	case KEY(13, 'u'): return HEADER_AUTHORIZATION;
	case KEY(14, 'o'): return HEADER_CONTENT_LENGTH;
	case KEY(16, 'o'): return HEADER_CONTENT_ENCODING;
	case KEY(19, 'r'): return HEADER_PROXY_AUTHORIZATION;
	default: return HEADER_OTHER;
	}
}

enum header header_find(struct str name)
{
	enum header header;

	if (name.size < 2)
		return name.size == 0 ? HEADER_OTHER
				      : find_compact(lower(name.p[0]));

	header = guess(name);
	if (header != HEADER_OTHER && str_ieq(name, header_table[header].name))
		return header;
	return HEADER_OTHER;
}

struct str header_long_name(struct str name)
{
	enum header header;

	if (name.size != 1)
		return name;

	header = header_find(name);
	if (header != HEADER_OTHER)
		return header_table[header].name;

	for (size_t i = 0; i < ARRAY_SIZE(other_table); i++) {
		if (other_table[i].compact == lower(name.p[0]))
			return other_table[i].name;
	}
	return name;
}
