/* SPDX-License-Identifier: MIT */
#include "judge/form.h"

/*
 * Sizes: of the body (RFC 3261 §18.3, §20.14, §20.15) and of the datagram
 * (§18.1.1).
 */

enum { UDP_SIZE_MAX = 1300 };

static void report(struct view *view, const struct form_rule *rule,
		   size_t entry, enum outcome outcome, const char *what)
{
	struct str length = message_header(view_entry(view, entry)->message,
					   HEADER_CONTENT_LENGTH, 0);

	find(view, rule->check, outcome, rule->expected,
	     "%.*s %s (Content-Length: %.*s, %zu bytes of body)",
	     FORM_SHOW(view_facts(view, entry)->method), what,
	     FORM_SHOW(length), view_entry(view, entry)->message->body.size);
	prove(view, entry);
}

/** Whether there is nothing but the line ends that some stacks put behind. */
static bool is_blank(struct str s)
{
	for (size_t i = 0; i < s.size; i++) {
		if (s.p[i] != '\r' && s.p[i] != '\n' && s.p[i] != '\0')
			return false;
	}
	return true;
}

/** What comes behind the body that Content-Length announced. */
static struct str find_surplus(const struct message *message)
{
	size_t end = (size_t)(message->body.p - message->bytes.p) +
		     message->body.size;

	return str_sub(message->bytes, end, message->bytes.size);
}

/** A box that rewrites addresses in the body may forget the length. */
static bool judge_announced(struct view *view, const struct form_rule *rule,
			    size_t entry)
{
	const struct message *message = view_entry(view, entry)->message;
	struct str value = message_header(message, HEADER_CONTENT_LENGTH, 0);
	uint64_t length;

	if (str_parse_uint(value, UINT64_MAX, &length) != 0)
		report(view, rule, entry, OUTCOME_FAIL, "has no number there");
	else if (message->is_short && form_is_straight(view, entry))
		report(view, rule, entry, OUTCOME_FAIL, "is cut short");
	else if (message->is_short)
		report(view, rule, entry, OUTCOME_INCONCLUSIVE,
		       "is cut short, behind a middlebox");
	else if (!is_blank(find_surplus(message)))
		report(view, rule, entry, OUTCOME_WARN,
		       "goes on behind its body");
	else
		return true;
	return false;
}

static enum form judge_body(struct view *view, const struct form_rule *rule,
			    size_t entry, bool has_proxy)
{
	const struct message *message = view_entry(view, entry)->message;
	bool has_length =
		message_header(message, HEADER_CONTENT_LENGTH, 0).p != NULL;

	if (!is_blank(message->body) &&
	    message_header(message, HEADER_CONTENT_TYPE, 0).size == 0) {
		report(view, rule, entry, OUTCOME_FAIL,
		       "has a body without Content-Type");
		return FORM_FOUND;
	}
	if (has_length)
		return judge_announced(view, rule, entry) ? FORM_GOOD
							  : FORM_FOUND;
	if (has_proxy)
		return FORM_NONE;
	report(view, rule, entry,
	       transport_is_stream(view_entry(view, entry)->local->transport)
		       ? OUTCOME_FAIL
		       : OUTCOME_WARN,
	       "does not say its length");
	return FORM_FOUND;
}

static const struct form_rule body_rule = {
	.check = CHECK_ID_req_body_headers,
	.expected = "Content-Type for a body, Content-Length as long as it is",
	.good = "so in every request",
	.judge = judge_body,
};

void check_req_body_headers(struct view *view)
{
	form_run(view, &body_rule);
}

/**
 * Whether the request never left this machine, where a datagram may be long.
 */
static bool is_loopback(const struct view *view, size_t entry)
{
	struct str host = str_from(view_entry(view, entry)->remote->host);

	return str_starts(host, STR("127.")) || str_eq(host, STR("::1"));
}

static enum form judge_size(struct view *view, const struct form_rule *rule,
			    size_t entry, bool has_proxy)
{
	const struct entry *in = view_entry(view, entry);

	if (has_proxy || transport_is_stream(in->local->transport))
		return FORM_NONE;
	if (in->message->bytes.size <= UDP_SIZE_MAX)
		return FORM_GOOD;

	find(view, rule->check,
	     is_loopback(view, entry) ? OUTCOME_INFO : OUTCOME_WARN,
	     rule->expected, "%.*s of %zu bytes over UDP",
	     FORM_SHOW(view_facts(view, entry)->method),
	     in->message->bytes.size);
	prove(view, entry);
	return FORM_FOUND;
}

static const struct form_rule size_rule = {
	.check = CHECK_ID_req_udp_size,
	.expected = "a stream above 1300 bytes, unless the path takes more",
	.good = "no datagram above 1300 bytes",
	.judge = judge_size,
};

void check_req_udp_size(struct view *view)
{
	form_run(view, &size_rule);
}
