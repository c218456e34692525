/* SPDX-License-Identifier: MIT */
#include "play/session.h"

#include "catalogue/request.h"
#include "sip/block.h"
#include "sip/field.h"

enum { SHORTEST_S = 90 };

/** What was agreed. */
struct session {
	uint64_t interval_s;
	uint64_t least_s; /* the client's Min-SE, or the usual one */
	bool has_least;
	bool is_theirs; /* the client refreshes */
};

/** The seconds at the start of a value, and its refresher. @return false: none */
static bool read_seconds(struct str value, uint64_t *seconds,
			 struct str *refresher)
{
	struct str number;

	if (!field_param(value, STR("refresher"), refresher))
		*refresher = STR("");
	return field_next_part(&value, &number) &&
	       str_parse_uint(str_trim(number), UINT32_MAX, seconds) == 0;
}

static bool supports_timer(const struct message *request)
{
	return message_lists(request, HEADER_SUPPORTED, STR("timer"));
}

/** What the answer to this request agrees to (RFC 4028 §9). */
static struct session agree(enum session_timer timer,
			    const struct message *request)
{
	struct session session = {
		.interval_s = SHORTEST_S,
		.least_s = SHORTEST_S,
		.is_theirs = timer == SESSION_TIMER_CLIENT,
	};
	struct str refresher;
	uint64_t seconds;

	session.has_least = read_seconds(request_find(request, "Min-SE", NULL),
					 &seconds, &refresher);
	if (session.has_least && seconds > session.least_s)
		session.least_s = seconds;
	session.interval_s = session.least_s;
	if (!read_seconds(request_find(request, "Session-Expires", "x"),
			  &seconds, &refresher))
		return session;
	/* It must not be raised, whatever Min-SE says. */
	if (session.interval_s > seconds)
		session.interval_s = seconds;
	if (str_ieq(refresher, STR("uac")))
		session.is_theirs = true;
	else if (str_ieq(refresher, STR("uas")))
		session.is_theirs = false;
	return session;
}

void session_write_answer(struct buf *out, enum session_timer timer,
			  struct str given, const struct message *request)
{
	struct session session;

	if (timer == SESSION_TIMER_NONE)
		return;
	buf_add_text(out, "Supported: timer\r\n");
	if (!supports_timer(request) ||
	    block_has(given, STR("Session-Expires")))
		return;
	session = agree(timer, request);
	buf_addf(out, "Session-Expires: %llu;refresher=%s\r\n",
		 (unsigned long long)session.interval_s,
		 session.is_theirs ? "uac" : "uas");
	buf_add_text(out, "Require: timer\r\n");
}

void session_write_request(struct buf *out, enum session_timer timer,
			   struct str given, const struct message *invite)
{
	struct session session;

	if (timer == SESSION_TIMER_NONE)
		return;
	buf_add_text(out, "Supported: timer\r\n");
	if (!supports_timer(invite) || block_has(given, STR("Session-Expires")))
		return;
	session = agree(timer, invite);
	if (session.interval_s < session.least_s)
		session.interval_s = session.least_s;
	/* In a request of ours the UAC is we. */
	buf_addf(out, "Session-Expires: %llu;refresher=%s\r\n",
		 (unsigned long long)session.interval_s,
		 session.is_theirs ? "uas" : "uac");
	if (session.has_least)
		buf_addf(out, "Min-SE: %llu\r\n",
			 (unsigned long long)session.least_s);
}
