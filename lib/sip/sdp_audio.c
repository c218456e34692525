/* SPDX-License-Identifier: MIT */
#include "sip/sdp_media.h"

#include <string.h>

enum { PAYLOAD_COUNT = 128 };

/* RFC 3551 §6; those that are left out have no meaning without a=rtpmap. */
static const struct {
	uint8_t number;
	struct str rtpmap;
} static_payload[] = {
	{ 0, STR_INIT("PCMU/8000") },     { 3, STR_INIT("GSM/8000") },
	{ 4, STR_INIT("G723/8000") },     { 5, STR_INIT("DVI4/8000") },
	{ 6, STR_INIT("DVI4/16000") },    { 7, STR_INIT("LPC/8000") },
	{ 8, STR_INIT("PCMA/8000") },     { 9, STR_INIT("G722/8000") },
	{ 10, STR_INIT("L16/44100/2") },  { 11, STR_INIT("L16/44100/1") },
	{ 12, STR_INIT("QCELP/8000") },   { 13, STR_INIT("CN/8000") },
	{ 14, STR_INIT("MPA/90000") },    { 15, STR_INIT("G728/8000") },
	{ 16, STR_INIT("DVI4/11025/1") }, { 17, STR_INIT("DVI4/22050/1") },
	{ 18, STR_INIT("G729/8000") },
};

static const struct str event_name = STR_INIT("telephone-event");

/* Payloads that only go with another one: they cannot carry a call alone. */
static const struct str companion[] = {
	STR_INIT("telephone-event"),
	STR_INIT("CN"),
	STR_INIT("red"),
	STR_INIT("ulpfec"),
	STR_INIT("parityfec"),
	STR_INIT("flexfec"),
	STR_INIT("rtx"),
	STR_INIT("tone"),
};

/* The a= lines of one section by payload type, so that the list of formats
 * is matched with them in linear time. */
struct payloads {
	struct str rtpmap[PAYLOAD_COUNT];
	struct str fmtp[PAYLOAD_COUNT];
};

/** Any text without control characters. */
static bool is_text(struct str s)
{
	for (size_t i = 0; i < s.size; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < ' ' && c != '\t') || c == 0x7f)
			return false;
	}
	return s.size > 0;
}

/** "opus/48000/2": name, clock rate and perhaps more (RFC 4566 §6). */
static bool is_encoding(struct str s)
{
	struct str rate;
	struct str more;
	uint64_t hz;

	if (!sdp_is_path(s) || !str_cut(s, '/', &s, &rate))
		return false;

	(void)str_cut(rate, '/', &rate, &more);
	return str_parse_uint(rate, UINT32_MAX, &hz) == 0;
}

/** Read "<payload type> <text>" and keep the first text of each type. */
static void payload_keep(struct str *kept, struct str value,
			 bool (*is_valid)(struct str))
{
	struct str word;
	uint64_t number;

	if (!sdp_word_next(&value, &word) ||
	    str_parse_uint(word, PAYLOAD_COUNT - 1, &number) != 0)
		return;

	value = str_trim(value);
	if (kept[number].p == NULL && is_valid(value))
		kept[number] = value;
}

static void payloads_parse(struct payloads *payloads, struct str lines)
{
	struct str line;
	struct str value;

	memset(payloads, 0, sizeof(*payloads));
	while (str_next_line(&lines, &line)) {
		if (sdp_line_value(line, STR("a=rtpmap:"), &value))
			payload_keep(payloads->rtpmap, value, is_encoding);
		else if (sdp_line_value(line, STR("a=fmtp:"), &value))
			payload_keep(payloads->fmtp, value, is_text);
	}
}

/** What a payload type stands for; absent when nobody knows. */
static struct str encoding_find(const struct payloads *payloads,
				uint64_t number)
{
	if (payloads->rtpmap[number].p != NULL)
		return payloads->rtpmap[number];

	for (size_t i = 0; i < ARRAY_SIZE(static_payload); i++) {
		if (static_payload[i].number == number)
			return static_payload[i].rtpmap;
	}
	return (struct str){ NULL, 0 };
}

/** Split "opus/48000/2" into its name and its clock rate. */
static void encoding_split(struct str encoding, struct str *name,
			   struct str *rate)
{
	struct str more;

	(void)str_cut(encoding, '/', name, rate);
	(void)str_cut(*rate, '/', rate, &more);
}

static bool is_companion(struct str name)
{
	for (size_t i = 0; i < ARRAY_SIZE(companion); i++) {
		if (str_ieq(name, companion[i]))
			return true;
	}
	return false;
}

/** Take the next format that stands for something off the list. */
static bool format_next(struct sdp_format *format, struct str *encoding,
			const struct payloads *payloads, struct str *formats)
{
	struct str word;
	uint64_t number;

	while (sdp_word_next(formats, &word)) {
		if (str_parse_uint(word, PAYLOAD_COUNT - 1, &number) != 0)
			continue;
		*encoding = encoding_find(payloads, number);
		if (encoding->p == NULL)
			continue;

		format->number = word;
		format->rtpmap = payloads->rtpmap[number];
		format->fmtp = payloads->fmtp[number];
		return true;
	}
	return false;
}

static bool codec_find(struct sdp_format *codec, struct str *rate,
		       const struct payloads *payloads, struct str formats)
{
	struct str encoding;
	struct str name;

	while (format_next(codec, &encoding, payloads, &formats)) {
		encoding_split(encoding, &name, rate);
		if (!is_companion(name))
			return true;
	}
	return false;
}

/**
 * Events share the clock of their codec (RFC 4733 §2.1); where none does, the
 * first is kept, as opus is often offered with events at 8000 Hz only.
 */
static struct sdp_format event_find(struct str codec_rate,
				    const struct payloads *payloads,
				    struct str formats)
{
	struct sdp_format first = { .number = { NULL, 0 } };
	struct sdp_format format;
	struct str encoding;
	struct str name;
	struct str rate;

	while (format_next(&format, &encoding, payloads, &formats)) {
		encoding_split(encoding, &name, &rate);
		if (!str_ieq(name, event_name))
			continue;
		if (str_eq(rate, codec_rate))
			return format;
		if (first.number.p == NULL)
			first = format;
	}
	return first;
}

static bool has_line(struct str lines, struct str wanted)
{
	struct str line;

	while (str_next_line(&lines, &line)) {
		if (str_eq(str_trim(line), wanted))
			return true;
	}
	return false;
}

/** Over plain RTP: for the others we would need keys. */
static bool is_plain_rtp(struct str proto)
{
	return str_ieq(proto, STR("RTP/AVP")) ||
	       str_ieq(proto, STR("RTP/AVPF"));
}

bool sdp_audio_parse(struct sdp_audio *audio, const struct sdp_media *media)
{
	struct payloads payloads;
	struct sdp_format codec;
	struct str rate;

	if (media->port == 0 || !str_ieq(media->name, STR("audio")) ||
	    !is_plain_rtp(media->proto))
		return false;

	payloads_parse(&payloads, media->lines);
	if (!codec_find(&codec, &rate, &payloads, media->formats))
		return false;

	audio->codec = codec;
	audio->event = event_find(rate, &payloads, media->formats);
	audio->mid = sdp_find_mid(media->lines);
	audio->direction = sdp_find_direction(media->lines);
	audio->has_rtcp_mux = has_line(media->lines, STR("a=rtcp-mux"));
	return true;
}
