/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_LOOK_H
#define JUDGE_LOOK_H

#include "judge/view.h"

/** Small questions that the checks of calls and dialogs ask of a view. */

/** Where a window stands when the record ends. */
enum window {
	WINDOW_OVER, /* the record reaches beyond it */
	WINDOW_CUT,  /* it was not over, and nothing will come any more */
	WINDOW_OPEN, /* more may come; noted in findings->open_us */
};

enum window look_window(struct view *view, uint64_t from_us,
			uint64_t window_us);

uint64_t look_t1_us(const struct view *view);
uint64_t look_t2_us(const struct view *view);

/** Nearer copies of a request were doubled by the network. */
enum { LOOK_TWIN_US = 20 * 1000 };

/** Seconds between two times, for texts; 0 when they run backwards. */
double look_seconds(uint64_t from_us, uint64_t to_us);

/** Whether an exchange is the client's and has this method. */
bool look_is_client(const struct view *view, const struct exchange *exchange,
		    struct str method);

/** Whether an exchange is ours and has this method. */
bool look_is_ours(const struct view *view, const struct exchange *exchange,
		  struct str method);

/** Whether a request of the client is one in a dialog: no ACK, no CANCEL. */
bool look_is_in_dialog(const struct view *view,
		       const struct exchange *exchange);

/**
 * Whether an exchange is the client's and no INVITE: its timers are E, F and
 * K.
 */
bool look_is_plain(const struct view *view, const struct exchange *exchange);

/**
 * The request other than INVITE that an ACK names by its CSeq number, or NULL.
 */
const struct exchange *look_plain_acked(const struct view *view, size_t ack);

/** Time of the first copy of the request. */
uint64_t look_start_us(const struct view *view,
		       const struct exchange *exchange);

/** Whether an entry came or went over a stream. */
bool look_is_stream(const struct view *view, size_t entry);

/** Whether a message carries a session description (or may: multipart). */
bool look_has_sdp(const struct view *view, size_t entry);

/** Whether a message has any line of this header. */
bool look_has(const struct view *view, size_t entry, enum header header);

/** The branch of the bottom Via: that of the client itself behind proxies. */
struct str look_client_branch(const struct view *view, size_t entry);

/** Whether a proxy shows in a request: more than one Via, or a Record-Route. */
bool look_is_proxied(const struct view *view, size_t entry);

/**
 * The first entry of the exchange's responses with a status in a range, or
 * NOTHING.
 */
long look_response(const struct view *view, const struct exchange *exchange,
		   unsigned from, unsigned to);

/** The dialog that a response with this tag made or belongs to, or NOTHING. */
long look_talk(const struct view *view, const struct exchange *exchange,
	       struct str tag);

/**
 * Whether the client went away between two times: its command ended, or its
 * address refused and nothing came from it any more.
 */
bool look_is_gone(const struct view *view, uint64_t from_us, uint64_t until_us);

/** The client's first BYE in a dialog, as its exchange; or NOTHING. */
long look_bye(const struct view *view, long talk);

/** The first copy of our first BYE in a dialog, or NOTHING. */
long look_our_bye(const struct view *view, long talk);

/** The host of a URI without brackets, and its port or 5060. */
void look_uri_host(struct str uri, struct str *host, unsigned *port);

/** The host of a Via's sent-by without brackets. */
struct str look_sent_by_host(struct str sent_by);

/**
 * Whether packets of ours reach the address that a request of ours went to: the
 * client answered another one there, acted on responses that went there, or
 * sent requests in a dialog from there.
 */
bool look_is_reachable(const struct view *view, size_t request);

#endif
