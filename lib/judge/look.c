/* SPDX-License-Identifier: MIT */
#include "judge/look.h"

#include "sip/field.h"

enum { US_PER_MS = 1000 };

enum window look_window(struct view *view, uint64_t from_us, uint64_t window_us)
{
	if (view->config->end_us >= from_us &&
	    view->config->end_us - from_us >= window_us)
		return WINDOW_OVER;
	if (view->config->is_closed)
		return WINDOW_CUT;
	return view_is_over(view, from_us, window_us) ? WINDOW_OVER
						      : WINDOW_OPEN;
}

uint64_t look_t1_us(const struct view *view)
{
	return (uint64_t)view->config->timing.t1_ms * US_PER_MS;
}

uint64_t look_t2_us(const struct view *view)
{
	return (uint64_t)view->config->timing.t2_ms * US_PER_MS;
}

double look_seconds(uint64_t from_us, uint64_t to_us)
{
	return to_us > from_us ? (double)(to_us - from_us) / 1e6 : 0.0;
}

bool look_is_client(const struct view *view, const struct exchange *exchange,
		    struct str method)
{
	return !exchange->is_ours &&
	       str_eq(view_facts(view, exchange->request)->method, method);
}

bool look_is_ours(const struct view *view, const struct exchange *exchange,
		  struct str method)
{
	return exchange->is_ours &&
	       str_eq(view_facts(view, exchange->request)->method, method);
}

bool look_is_in_dialog(const struct view *view, const struct exchange *exchange)
{
	const struct facts *facts = view_facts(view, exchange->request);

	return !exchange->is_ours && exchange->dialog != NOTHING &&
	       facts->to_tag.p != NULL && exchange->class != CLASS_CANCEL &&
	       !str_eq(facts->method, STR("ACK")) &&
	       !str_eq(facts->method, STR("CANCEL"));
}

bool look_is_plain(const struct view *view, const struct exchange *exchange)
{
	return !exchange->is_ours &&
	       !look_is_client(view, exchange, STR("INVITE")) &&
	       !look_is_client(view, exchange, STR("ACK"));
}

const struct exchange *look_plain_acked(const struct view *view, size_t ack)
{
	const struct facts *facts = view_facts(view, ack);
	const struct exchange *acked = NULL;
	long index = view->item[ack].exchange;

	/* the 2xx to SUBSCRIBE or REFER makes a dialog too */
	if (index != NOTHING && view->item[ack].class != CLASS_ACK_STRAY &&
	    look_is_client(view, &view->exchange[index], STR("INVITE")) &&
	    view_facts(view, view->exchange[index].request)->cseq ==
		    facts->cseq)
		return NULL;
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];
		const struct facts *other = view_facts(view, exchange->request);

		if (exchange->is_ours || exchange->request > ack ||
		    !facts->has_cseq || other->cseq != facts->cseq ||
		    !str_eq(other->call_id, facts->call_id) ||
		    !str_eq(other->from_tag, facts->from_tag))
			continue;
		if (str_eq(other->method, STR("INVITE")))
			return NULL;
		/* the ACK of another fork, with a wrong number */
		if (other->to_tag.p != NULL &&
		    !str_eq(other->to_tag, facts->to_tag))
			continue;
		if (exchange->class != CLASS_CANCEL)
			acked = exchange;
	}
	return acked;
}

uint64_t look_start_us(const struct view *view, const struct exchange *exchange)
{
	return view_at_us(view, exchange->request);
}

bool look_is_stream(const struct view *view, size_t entry)
{
	return transport_is_stream(view_entry(view, entry)->local->transport);
}

static bool has_text(struct str s, struct str part)
{
	for (size_t i = 0; i + part.size <= s.size; i++) {
		if (str_ieq(str_sub(s, i, part.size), part))
			return true;
	}
	return false;
}

bool look_has_sdp(const struct view *view, size_t entry)
{
	const struct message *message = view_entry(view, entry)->message;
	struct str type;

	if (message == NULL || message->body.size == 0)
		return false;

	type = message_header(message, HEADER_CONTENT_TYPE, 0);
	return type.p == NULL || has_text(type, STR("application/sdp")) ||
	       str_istarts(type, STR("multipart/"));
}

bool look_has(const struct view *view, size_t entry, enum header header)
{
	const struct message *message = view_entry(view, entry)->message;

	return message != NULL && message_header(message, header, 0).p != NULL;
}

struct str look_client_branch(const struct view *view, size_t entry)
{
	const struct message *message = view_entry(view, entry)->message;
	struct str line, value, branch, last = { NULL, 0 };

	if (view_facts(view, entry)->via_count == 1)
		return view_facts(view, entry)->branch;
	for (size_t i = 0; message != NULL; i++) {
		line = message_header(message, HEADER_VIA, i);
		if (line.p == NULL)
			break;
		while (field_next(&line, &value))
			last = value;
	}
	(void)field_param(last, STR("branch"), &branch);
	return branch;
}

bool look_is_proxied(const struct view *view, size_t entry)
{
	return view_facts(view, entry)->via_count > 1 ||
	       look_has(view, entry, HEADER_RECORD_ROUTE);
}

long look_response(const struct view *view, const struct exchange *exchange,
		   unsigned from, unsigned to)
{
	for (size_t i = 0; i < exchange->response_count; i++) {
		size_t entry = exchange->response[i];
		unsigned status = view_facts(view, entry)->status;

		if (status >= from && status <= to)
			return (long)entry;
	}
	return NOTHING;
}

long look_talk(const struct view *view, const struct exchange *exchange,
	       struct str tag)
{
	long talk = exchange->talk;

	if (exchange->dialog != NOTHING)
		return exchange->dialog;
	while (talk != NOTHING && !str_eq(view->talk[talk].tag, tag))
		talk = view->talk[talk].next;
	return talk;
}

bool look_is_gone(const struct view *view, uint64_t from_us, uint64_t until_us)
{
	long gone = view_gone(view, from_us);
	uint64_t at_us;

	while (gone != NOTHING) {
		at_us = view_at_us(view, (size_t)gone);
		if (at_us > until_us)
			return false;
		if (view_entry(view, (size_t)gone)->type == ENTRY_EXIT ||
		    view_next_in(view, at_us + 1) == NOTHING)
			return true;
		gone = view_gone(view, at_us + 1);
	}
	return false;
}

/** The first BYE of one side in a dialog, as its exchange, or NOTHING. */
static long find_bye(const struct view *view, long talk, bool is_ours)
{
	long first;

	if (talk == NOTHING || view->talk[talk].ended == NOTHING)
		return NOTHING;
	first = view->item[view->talk[talk].ended].exchange;
	for (size_t i = (size_t)first; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];

		if (exchange->dialog == talk && exchange->is_ours == is_ours &&
		    str_eq(view_facts(view, exchange->request)->method,
			   STR("BYE")))
			return (long)i;
	}
	return NOTHING;
}

long look_bye(const struct view *view, long talk)
{
	return find_bye(view, talk, false);
}

long look_our_bye(const struct view *view, long talk)
{
	long bye = find_bye(view, talk, true);

	return bye == NOTHING ? NOTHING : (long)view->exchange[bye].request;
}
