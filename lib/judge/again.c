/* SPDX-License-Identifier: MIT */
#include "judge/again.h"

#include "judge/look.h"
#include "sip/field.h"

#define MAX_RETRY_AFTER UINT32_MAX

bool again_is_retry(const struct view *view, const struct exchange *first,
		    const struct exchange *later)
{
	const struct facts *a = view_facts(view, first->request);
	const struct facts *b = view_facts(view, later->request);

	return later->request > first->request &&
	       look_is_client(view, later, a->method) &&
	       exchange_is_outside(later) && str_eq(a->call_id, b->call_id) &&
	       str_eq(facts_from_tag(a), facts_from_tag(b)) &&
	       b->cseq > a->cseq;
}

bool again_is_same_uri(const struct view *view, const struct exchange *first,
		       const struct exchange *later)
{
	struct str a = view_facts(view, first->request)->uri;
	struct str b = view_facts(view, later->request)->uri;

	return str_eq(a, b) || uri_is_equal(a, b);
}

bool again_is_new_call(const struct view *view, const struct exchange *first,
		       const struct exchange *later)
{
	return later->request > first->request &&
	       later->class == CLASS_NEW_CALL &&
	       look_is_client(view, later, STR("INVITE")) &&
	       again_is_same_uri(view, first, later);
}

bool again_is_same_server(const struct view *view, const struct exchange *first,
			  const struct exchange *later)
{
	const struct endpoint *a = view_entry(view, first->request)->local;
	const struct endpoint *b = view_entry(view, later->request)->local;

	return a->port == b->port &&
	       str_eq(str_from(a->host), str_from(b->host));
}

bool again_is_same_client(const struct view *view, const struct exchange *one,
			  const struct exchange *two)
{
	const struct endpoint *a = view_entry(view, one->request)->remote;
	const struct endpoint *b = view_entry(view, two->request)->remote;

	return str_eq(str_from(a->host), str_from(b->host)) &&
	       (a->port == b->port ||
		value_is_equal(field_uri(view_facts(view, one->request)->from),
			       field_uri(
				       view_facts(view, two->request)->from)));
}

/* Headers that a repeated request has anew. */
static bool is_free(const struct message *message, const struct line *line)
{
	struct str name = message_line_name(message, line);

	return line->header == HEADER_VIA || line->header == HEADER_CSEQ ||
	       line->header == HEADER_MAX_FORWARDS ||
	       line->header == HEADER_TIMESTAMP || str_ieq(name, STR("Date"));
}

/* The next line from *at on that is to be compared, or NULL. */
static const struct line *next_line(const struct message *message, size_t *at)
{
	while (*at < message->line_count) {
		const struct line *line = &message->line[(*at)++];

		if (!is_free(message, line))
			return line;
	}
	return NULL;
}

static bool line_is_equal(const struct message *a, const struct line *one,
			  const struct message *b, const struct line *two)
{
	struct str x = message_line_value(a, one);
	struct str y = message_line_value(b, two);

	if (!str_ieq(message_line_name(a, one), message_line_name(b, two)))
		return false;
	if (str_eq(x, y))
		return true;
	/* a REGISTER may have another tag there */
	if (one->header == HEADER_FROM)
		return uri_is_equal(field_uri(x), field_uri(y));
	/* the numbers of an origin may have another length */
	return one->header == HEADER_CONTENT_LENGTH &&
	       !str_eq(a->body, b->body);
}

/** An o= line without its numbers, which each description may have anew. */
static struct str origin_address(struct str line)
{
	struct str field;

	for (int i = 0; i < 3; i++)
		(void)str_cut(line, ' ', &field, &line);
	return line;
}

/** Whether two bodies are one but for the origin of SDP (RFC 4566 §5.2). */
static bool body_is_equal(struct str a, struct str b)
{
	struct str one, two;

	if (str_eq(a, b))
		return true;
	if (!str_starts(a, STR("v=0")) || !str_starts(b, STR("v=0")))
		return false;
	while (a.size > 0 && b.size > 0) {
		(void)str_cut(a, '\n', &one, &a);
		(void)str_cut(b, '\n', &two, &b);
		if (str_starts(one, STR("o=")) && str_starts(two, STR("o="))) {
			one = origin_address(one);
			two = origin_address(two);
		}
		if (!str_eq(one, two))
			return false;
	}
	return a.size == b.size;
}

bool again_is_unmodified(const struct view *view, const struct exchange *first,
			 const struct exchange *later)
{
	const struct message *a = view_entry(view, first->request)->message;
	const struct message *b = view_entry(view, later->request)->message;
	size_t at_a = 0;
	size_t at_b = 0;

	if (later - first > APART_MAX || !str_eq(a->start, b->start) ||
	    !body_is_equal(a->body, b->body))
		return false;
	for (;;) {
		const struct line *one = next_line(a, &at_a);
		const struct line *two = next_line(b, &at_b);

		if (!one || !two)
			return !one && !two;
		if (!line_is_equal(a, one, b, two))
			return false;
	}
}

bool again_max_forwards(const struct view *view,
			const struct exchange *exchange, uint64_t *hops)
{
	const struct message *message =
		view_entry(view, exchange->request)->message;

	return str_parse_uint(message_header(message, HEADER_MAX_FORWARDS, 0),
			      UINT32_MAX, hops) == 0;
}

bool again_retry_after(const struct view *view, size_t response,
		       uint64_t *seconds)
{
	struct str value = message_find(view_entry(view, response)->message,
					STR("Retry-After"), 0);
	size_t digits = 0;

	while (digits < value.size && value.p[digits] >= '0' &&
	       value.p[digits] <= '9')
		digits++;
	return str_parse_uint(str_sub(value, 0, digits), MAX_RETRY_AFTER,
			      seconds) == 0;
}

const struct exchange *again_first(const struct view *view,
				   const struct refusal *refusal)
{
	for (size_t i = refusal->index + 1; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];

		if (!again_is_within(view, refusal, later, QUIET_LONG_MS))
			break;
		if (later->request > refusal->final &&
		    again_is_retry(view, refusal->exchange, later) &&
		    again_is_same_server(view, refusal->exchange, later))
			return later;
	}
	return NULL;
}

double again_wait(const struct view *view, const struct refusal *refusal,
		  const struct exchange *later)
{
	return look_seconds(refusal->at_us, look_start_us(view, later));
}

bool again_is_within(const struct view *view, const struct refusal *refusal,
		     const struct exchange *later, unsigned ms)
{
	uint64_t most_us = (uint64_t)ms * 1000;
	uint64_t window_us = scaled_us(view, ms);

	if (window_us > most_us)
		window_us = most_us;
	return look_start_us(view, later) < refusal->at_us + window_us;
}

enum look again_say(struct view *view, const struct refusal *refusal,
		    const struct exchange *later, enum check_id check,
		    enum outcome outcome, const char *expected,
		    const char *what)
{
	find(view, check, outcome, expected, "%s %.3f s after the %u", what,
	     again_wait(view, refusal, later), refusal->status);
	prove(view, refusal->exchange->request);
	prove(view, refusal->final);
	prove(view, later->request);
	return LOOK_SAID;
}
