/* SPDX-License-Identifier: MIT */
#include "sip/sdp.h"

#include <errno.h>
#include <inttypes.h>

#include "sip/sdp_media.h"

static const char *address_type(const struct sdp_local *local)
{
	return local->is_ip6 ? "IP6" : "IP4";
}

/** The session part up to its a= lines. */
static void write_session(struct buf *out, const struct sdp_local *local,
			  struct str times)
{
	buf_addf(out, "v=0\r\no=- %" PRIu64 " %" PRIu64 " IN %s %.*s\r\n",
		 local->session, local->version, address_type(local),
		 STR_ARG(local->host));
	buf_addf(out, "s=-\r\nc=IN %s %.*s\r\n", address_type(local),
		 STR_ARG(local->host));
	buf_addf(out, "t=%.*s\r\n", STR_ARG(times));
}

/** The t= line of the offer, which an answer repeats (RFC 3264 §6). */
static struct str find_times(struct str session)
{
	struct str line;
	struct str value;
	struct str start;
	struct str stop;
	uint64_t number;

	while (str_next_line(&session, &line)) {
		if (sdp_line_value(line, STR("t="), &value) &&
		    str_cut(value, ' ', &start, &stop) &&
		    str_parse_uint(start, UINT64_MAX, &number) == 0 &&
		    str_parse_uint(stop, UINT64_MAX, &number) == 0)
			return value;
	}
	return STR("0 0");
}

bool sdp_is_offer(struct str body)
{
	struct str session;
	struct str media;
	struct str version;

	sdp_split(body, &session, &media);
	return media.size > 0 && str_next_line(&session, &version) &&
	       str_eq(version, STR("v=0"));
}

static bool has_word(struct str text, struct str wanted)
{
	struct str word;

	while (sdp_word_next(&text, &word)) {
		if (str_eq(word, wanted))
			return true;
	}
	return false;
}

/** Whether a BUNDLE group of the offer holds this mid (RFC 8843 §7.3). */
static bool is_bundled(struct str session, struct str mid)
{
	struct str line;
	struct str group;
	struct str semantics;

	while (str_next_line(&session, &line)) {
		if (sdp_line_value(line, STR("a=group:"), &group) &&
		    sdp_word_next(&group, &semantics) &&
		    str_ieq(semantics, STR("BUNDLE")) && has_word(group, mid))
			return true;
	}
	return false;
}

static void write_m_line(struct buf *out, const struct sdp_media *media,
			 unsigned port)
{
	buf_addf(out, "m=%.*s %u %.*s ", STR_ARG(media->name), port,
		 STR_ARG(media->proto));
}

/** Reject a line: port 0, and one format, since one has to be there. */
static void write_refusal(struct buf *out, const struct sdp_media *media)
{
	write_m_line(out, media, 0);
	buf_add_str(out, media->format);
	buf_add_text(out, "\r\n");
}

static void write_mid(struct buf *out, struct str mid)
{
	if (mid.p != NULL)
		buf_addf(out, "a=mid:%.*s\r\n", STR_ARG(mid));
}

static void write_format(struct buf *out, const struct sdp_format *format)
{
	if (format->rtpmap.p != NULL)
		buf_addf(out, "a=rtpmap:%.*s %.*s\r\n", STR_ARG(format->number),
			 STR_ARG(format->rtpmap));
	if (format->fmtp.p != NULL)
		buf_addf(out, "a=fmtp:%.*s %.*s\r\n", STR_ARG(format->number),
			 STR_ARG(format->fmtp));
}

/** The direction that answers an offered one (RFC 3264 §6.1). */
static const char *direction_answer(enum sdp_direction offered)
{
	switch (offered) {
	case SDP_SENDONLY: return "recvonly";
	case SDP_RECVONLY: return "sendonly";
	case SDP_INACTIVE: return "inactive";
	case SDP_SENDRECV:
	case SDP_DIRECTION_NONE: break;
	}
	return "sendrecv";
}

static void write_audio(struct buf *out, const struct sdp_media *media,
			const struct sdp_audio *audio, unsigned port)
{
	write_m_line(out, media, port);
	buf_add_str(out, audio->codec.number);
	if (audio->event.number.p != NULL)
		buf_addf(out, " %.*s", STR_ARG(audio->event.number));
	buf_add_text(out, "\r\n");
	write_format(out, &audio->codec);
	write_format(out, &audio->event);
	buf_addf(out, "a=%s\r\n", direction_answer(audio->direction));
	write_mid(out, audio->mid);
	if (audio->has_rtcp_mux)
		buf_add_text(out, "a=rtcp-mux\r\n");
}

/** Find the one line that is accepted; SIZE_MAX when there is none. */
static size_t find_audio(struct sdp_audio *audio, struct str lines)
{
	struct sdp_media media;

	for (size_t i = 0; sdp_media_next(&lines, &media); i++) {
		if (sdp_audio_parse(audio, &media))
			return i;
	}
	return SIZE_MAX;
}

int sdp_write_answer(struct buf *out, struct str offer,
		     const struct sdp_local *local)
{
	struct sdp_audio audio = { .mid = { NULL, 0 } };
	struct sdp_media media;
	struct str session;
	struct str rest;

	if (!sdp_is_offer(offer))
		return EBADMSG;

	sdp_split(offer, &session, &rest);
	size_t accepted = find_audio(&audio, rest);

	if (audio.direction == SDP_DIRECTION_NONE)
		audio.direction = sdp_find_direction(session);

	write_session(out, local, find_times(session));
	if (audio.mid.p != NULL && is_bundled(session, audio.mid))
		buf_addf(out, "a=group:BUNDLE %.*s\r\n", STR_ARG(audio.mid));

	for (size_t i = 0; sdp_media_next(&rest, &media); i++) {
		if (i == accepted) {
			write_audio(out, &media, &audio, local->port);
		} else {
			write_refusal(out, &media);
			write_mid(out, sdp_find_mid(media.lines));
		}
	}
	return buf_error(out);
}

/** What we can do ourselves, with or without a port to do it at. */
static void write_own(struct buf *out, const struct sdp_local *local,
		      unsigned port)
{
	write_session(out, local, STR("0 0"));
	buf_addf(out, "m=audio %u RTP/AVP 0 8 101\r\n", port);
	buf_add_text(out, "a=rtpmap:0 PCMU/8000\r\n"
			  "a=rtpmap:8 PCMA/8000\r\n"
			  "a=rtpmap:101 telephone-event/8000\r\n"
			  "a=fmtp:101 0-15\r\n");
}

void sdp_write_offer(struct buf *out, const struct sdp_local *local)
{
	write_own(out, local, local->port);
	buf_add_text(out, "a=sendrecv\r\n");
}

void sdp_write_capabilities(struct buf *out, const struct sdp_local *local)
{
	write_own(out, local, 0);
}

/** A tag of RFC 3312 §4 and how the other side has to write it. */
struct tag_pair {
	struct str offered;
	const char *answered;
};

static const struct tag_pair status_pair[] = {
	{ STR_INIT("e2e"), "e2e" },
	{ STR_INIT("local"), "remote" },
	{ STR_INIT("remote"), "local" },
	{ { NULL, 0 }, NULL },
};

static const struct tag_pair direction_pair[] = {
	{ STR_INIT("none"), "none" }, { STR_INIT("send"), "recv" },
	{ STR_INIT("recv"), "send" }, { STR_INIT("sendrecv"), "sendrecv" },
	{ { NULL, 0 }, NULL },
};

/** Turn a tag into our point of view; NULL when there is no such tag. */
static const char *mirror(const struct tag_pair *pair, struct str tag)
{
	while (pair->answered != NULL && !str_ieq(pair->offered, tag))
		pair++;
	return pair->answered;
}

/**
 * Write the failure of "qos mandatory e2e send". A type that nobody here knows
 * is "unknown" instead, and no failure where it concerns only the access
 * network of the caller (RFC 3312 §9).
 *
 * @return whether this was a mandatory precondition that fails
 */
static bool write_precondition(struct buf *out, struct str value)
{
	struct str type;
	struct str strength;
	struct str status;
	struct str direction;

	if (!sdp_word_next(&value, &type) || !sdp_is_token(type) ||
	    !sdp_word_next(&value, &strength) ||
	    !str_ieq(strength, STR("mandatory")) ||
	    !sdp_word_next(&value, &status) ||
	    !sdp_word_next(&value, &direction))
		return false;

	const char *our_status = mirror(status_pair, status);
	const char *our_direction = mirror(direction_pair, direction);
	bool is_known = str_ieq(type, STR("qos"));

	if (our_status == NULL || our_direction == NULL ||
	    (!is_known && str_ieq(status, STR("local"))))
		return false;

	buf_addf(out, "a=des:%.*s %s %s %s\r\n", STR_ARG(type),
		 is_known ? "failure" : "unknown", our_status, our_direction);
	return true;
}

static void write_preconditions(struct buf *out, struct str lines)
{
	struct str line;
	struct str value;
	bool found = false;

	while (str_next_line(&lines, &line)) {
		if (sdp_line_value(line, STR("a=des:"), &value) &&
		    write_precondition(out, value))
			found = true;
	}
	if (!found)
		buf_add_text(out, "a=des:qos failure e2e sendrecv\r\n");
}

int sdp_write_failure(struct buf *out, struct str offer,
		      const struct sdp_local *local)
{
	struct sdp_media media;
	struct str session;
	struct str rest;

	if (!sdp_is_offer(offer))
		return EBADMSG;

	sdp_split(offer, &session, &rest);
	write_session(out, local, find_times(session));
	while (sdp_media_next(&rest, &media)) {
		write_refusal(out, &media);
		write_preconditions(out, media.lines);
	}
	return buf_error(out);
}
