/* SPDX-License-Identifier: MIT */
#ifndef SIP_SDP_MEDIA_H
#define SIP_SDP_MEDIA_H

#include "text/str.h"

/**
 * What an answerer has to know of an offer (RFC 4566), read line by line from
 * hostile bytes. All parts borrow from the offer, and every part that may be
 * written again is free of NUL, CR and LF.
 */
enum sdp_direction {
	SDP_DIRECTION_NONE, /* not said */
	SDP_SENDRECV,
	SDP_SENDONLY,
	SDP_RECVONLY,
	SDP_INACTIVE,
};

/** One m= line and the lines that belong to it. */
struct sdp_media {
	struct str name;    /* "audio"; never empty */
	struct str proto;   /* "RTP/AVP"; never empty */
	struct str format;  /* the first one; never empty */
	struct str formats; /* all, as offered; any bytes */
	struct str lines;   /* up to the next m= line */
	uint16_t port;      /* 0: not to be used, or no valid line */
};

/** A payload type of an RTP stream. */
struct sdp_format {
	struct str number; /* as text; absent when there is none */
	struct str rtpmap; /* "opus/48000/2", absent with most static types */
	struct str fmtp;   /* its parameters or absent */
};

/** What is kept of an audio line that can be answered. */
struct sdp_audio {
	struct sdp_format codec;
	struct sdp_format event; /* telephone-event, number may be absent */
	struct str mid;          /* absent when not offered */
	enum sdp_direction direction;
	bool has_rtcp_mux;
};

/** Take one word off a line; words are parted by any SP and HTAB. */
bool sdp_word_next(struct str *rest, struct str *word);

/** A token of RFC 4566 §9. */
bool sdp_is_token(struct str s);

/** Tokens with a slash between them, as a protocol or an encoding. */
bool sdp_is_path(struct str s);

/**
 * Read what follows "t=" or "a=mid:", without blanks around it.
 *
 * @param[out] value  written only when the line starts so
 */
bool sdp_line_value(struct str line, struct str prefix, struct str *value);

/** Cut the offer before its first m= line. */
void sdp_split(struct str offer, struct str *session, struct str *media);

/**
 * Take one m= line with its section off the text that sdp_split() gave. A
 * field that is no token reads as "audio", "RTP/AVP", "0", and port 0.
 *
 * @return whether there was one left
 */
bool sdp_media_next(struct str *rest, struct sdp_media *media);

/** The direction that is said first in these lines. */
enum sdp_direction sdp_find_direction(struct str lines);

/** The first a=mid of these lines that is a token, else absent. */
struct str sdp_find_mid(struct str lines);

/**
 * Read an audio line over plain RTP whose port is not 0.
 *
 * @param[out] audio  written only on success
 * @return whether it is one and has a codec that can be named
 */
bool sdp_audio_parse(struct sdp_audio *audio, const struct sdp_media *media);

#endif
