/* SPDX-License-Identifier: MIT */
#include "sip/sdp_media.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool sdp_word_next(struct str *rest, struct str *word)
{
	size_t from = 0;
	size_t to;

	while (from < rest->size && is_blank(rest->p[from]))
		from++;
	to = from;
	while (to < rest->size && !is_blank(rest->p[to]))
		to++;

	*word = str_sub(*rest, from, to - from);
	*rest = str_sub(*rest, to, rest->size - to);
	return word->size > 0;
}

static bool is_token_char(char c)
{
	return c > ' ' && c < 0x7f && strchr("\"(),/:;<=>?@[\\]", c) == NULL;
}

bool sdp_is_token(struct str s)
{
	for (size_t i = 0; i < s.size; i++) {
		if (!is_token_char(s.p[i]))
			return false;
	}
	return s.size > 0;
}

bool sdp_is_path(struct str s)
{
	struct str token;

	while (str_cut(s, '/', &token, &s)) {
		if (!sdp_is_token(token))
			return false;
	}
	return sdp_is_token(token);
}

bool sdp_line_value(struct str line, struct str prefix, struct str *value)
{
	if (!str_starts(line, prefix))
		return false;

	*value = str_trim(str_sub(line, prefix.size, line.size));
	return true;
}

void sdp_split(struct str offer, struct str *session, struct str *media)
{
	struct str rest = offer;
	struct str line;

	while (!str_starts(rest, STR("m=")) && str_next_line(&rest, &line))
		;
	*session = str_sub(offer, 0, offer.size - rest.size);
	*media = rest;
}

/** "49170" or "49170/2" (RFC 4566 §5.14); 0 when it is none. */
static uint16_t port_parse(struct str word)
{
	uint64_t port = 0;
	uint64_t count = 1;
	struct str ports;

	if (str_cut(word, '/', &word, &ports) &&
	    (str_parse_uint(ports, UINT16_MAX, &count) != 0 || count == 0))
		return 0;
	if (str_parse_uint(word, UINT16_MAX, &port) != 0)
		return 0;
	return (uint16_t)port;
}

static void m_line_parse(struct sdp_media *media, struct str line)
{
	struct str word;

	media->name = STR("audio");
	media->proto = STR("RTP/AVP");
	media->format = STR("0");
	media->port = 0;
	media->formats = str_sub(line, line.size, 0);

	if (!sdp_word_next(&line, &word) || !sdp_is_token(word))
		return;
	media->name = word;

	if (!sdp_word_next(&line, &word))
		return;
	uint16_t port = port_parse(word);

	if (!sdp_word_next(&line, &word) || !sdp_is_path(word))
		return;
	media->proto = word;

	media->formats = line;
	if (!sdp_word_next(&line, &word) || !sdp_is_token(word))
		return;
	media->format = word;
	media->port = port;
}

bool sdp_media_next(struct str *rest, struct sdp_media *media)
{
	struct str line;

	if (!str_next_line(rest, &line))
		return false;

	m_line_parse(media, str_sub(line, 2, line.size));
	sdp_split(*rest, &media->lines, rest);
	return true;
}

static enum sdp_direction direction_parse(struct str line)
{
	static const struct {
		struct str line;
		enum sdp_direction direction;
	} row[] = {
		{ STR_INIT("a=sendrecv"), SDP_SENDRECV },
		{ STR_INIT("a=sendonly"), SDP_SENDONLY },
		{ STR_INIT("a=recvonly"), SDP_RECVONLY },
		{ STR_INIT("a=inactive"), SDP_INACTIVE },
	};

	line = str_trim(line);
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		if (str_eq(line, row[i].line))
			return row[i].direction;
	}
	return SDP_DIRECTION_NONE;
}

enum sdp_direction sdp_find_direction(struct str lines)
{
	enum sdp_direction direction = SDP_DIRECTION_NONE;
	struct str line;

	while (direction == SDP_DIRECTION_NONE && str_next_line(&lines, &line))
		direction = direction_parse(line);
	return direction;
}

struct str sdp_find_mid(struct str lines)
{
	struct str line;
	struct str mid;

	while (str_next_line(&lines, &line)) {
		if (sdp_line_value(line, STR("a=mid:"), &mid) &&
		    sdp_is_token(mid))
			return mid;
	}
	return (struct str){ NULL, 0 };
}
