/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "judge/method.h"
#include "sip/field.h"

/* Headers of subscriptions, and which NOTIFY of ours is for which. */

struct str method_header(const struct view *view,
			 const struct exchange *exchange, const char *name)
{
	return message_find(view_entry(view, exchange->request)->message,
			    str_from(name), 0);
}

static struct str event_of(const struct view *view,
			   const struct exchange *exchange)
{
	return message_header(view_entry(view, exchange->request)->message,
			      HEADER_EVENT, 0);
}

/** An Event in its parts; the id is absent when there is none. */
struct event {
	struct str package;
	struct str id;
};

static struct event read_event(struct str value)
{
	struct event event = { { NULL, 0 }, { NULL, 0 } };

	(void)field_param(value, STR("id"), &event.id);
	(void)field_next_part(&value, &event.package);
	return event;
}

bool method_is_same_event(const struct view *view, const struct exchange *a,
			  const struct exchange *b)
{
	struct event one = read_event(event_of(view, a));
	struct event two = read_event(event_of(view, b));

	return str_ieq(one.package, two.package) && str_eq(one.id, two.id);
}

bool method_seconds(const struct message *message, const char *name,
		    uint64_t *seconds)
{
	struct str value = message_find(message, str_from(name), 0);
	struct str number = { NULL, 0 };

	(void)field_next_part(&value, &number);
	return number.p != NULL &&
	       str_parse_uint(number, UINT32_MAX, seconds) == 0;
}

bool method_is_removal(const struct view *view, const struct exchange *exchange)
{
	uint64_t seconds;

	return method_seconds(view_entry(view, exchange->request)->message,
			      "Expires", &seconds) &&
	       seconds == 0;
}

/** Whether a NOTIFY has the Event of what was asked for (RFC 3515 §2.4.6). */
static bool is_event_of(const struct view *view,
			const struct exchange *exchange,
			const struct exchange *notify)
{
	const struct facts *asked = view_facts(view, exchange->request);
	struct event event = read_event(event_of(view, notify));
	uint64_t number;

	if (!str_eq(asked->method, STR("REFER")))
		return method_is_same_event(view, exchange, notify);
	return str_ieq(event.package, STR("refer")) &&
	       (event.id.p == NULL ||
		(str_parse_uint(event.id, UINT32_MAX, &number) == 0 &&
		 number == asked->cseq));
}

const struct exchange *method_notify(const struct view *view,
				     const struct exchange *exchange,
				     size_t *at)
{
	const struct facts *asked = view_facts(view, exchange->request);
	const struct facts *final;

	if (exchange->final == NOTHING)
		return NULL;
	final = view_facts(view, (size_t)exchange->final);
	while (*at < view->exchange_count) {
		const struct exchange *notify = &view->exchange[(*at)++];
		const struct facts *facts = view_facts(view, notify->request);

		if (look_is_ours(view, notify, STR("NOTIFY")) &&
		    notify->request > exchange->request &&
		    str_eq(facts->call_id, asked->call_id) &&
		    str_eq(facts->to_tag, asked->from_tag) &&
		    str_eq(facts->from_tag, final->to_tag) &&
		    is_event_of(view, exchange, notify))
			return notify;
	}
	return NULL;
}

bool method_is_terminated(const struct view *view,
			  const struct exchange *notify)
{
	struct str value = method_header(view, notify, "Subscription-State");
	struct str state = { NULL, 0 };

	(void)field_next_part(&value, &state);
	return str_ieq(state, STR("terminated"));
}

/* 480 to 485 stand in both lists. */
static bool is_480_to_485(unsigned status)
{
	return status >= 480 && status <= 485;
}

bool method_ends_subscription(unsigned status)
{
	return is_480_to_485(status) || status == 404 || status == 405 ||
	       status == 410 || status == 416 || status == 489 ||
	       status == 501 || status == 604;
}

bool method_ends_dialog(unsigned status)
{
	return is_480_to_485(status) || status == 404 || status == 408 ||
	       status == 410 || status == 416 || status == 502 || status == 604;
}
