/* SPDX-License-Identifier: MIT */
#include "play/event.h"

#include "catalogue/request.h"
#include "sip/block.h"
#include "sip/field.h"

enum { LONGEST_S = 3600, REFER_S = 60 };

static bool is_refer(const struct message *request)
{
	return str_eq(message_method(request), STR("REFER"));
}

/** The seconds that a subscription has; what is longer was shortened by us. */
static uint64_t seconds_of(const struct message *request)
{
	uint64_t seconds = LONGEST_S;

	if (is_refer(request))
		return REFER_S;
	if (!request_expiry(request, &seconds) || seconds > LONGEST_S)
		seconds = LONGEST_S;
	return seconds;
}

static void write_event(struct buf *out, const struct message *request)
{
	struct str event = message_header(request, HEADER_EVENT, 0);

	if (is_refer(request))
		event = STR("refer");
	if (event.p == NULL)
		return;
	buf_add_text(out, "Event: ");
	field_unfold(out, event);
	buf_add_text(out, "\r\n");
}

/** RFC 6665 §4.1.3 */
static void write_state(struct buf *out, const struct message *request)
{
	uint64_t seconds = seconds_of(request);

	if (seconds == 0)
		buf_add_text(out, "Subscription-State: terminated;"
				  "reason=timeout\r\n");
	else
		buf_addf(out, "Subscription-State: active;expires=%u\r\n",
			 (unsigned)seconds);
}

void event_write_headers(struct buf *out, struct str given,
			 const struct message *request)
{
	if (!is_refer(request) &&
	    !str_eq(message_method(request), STR("SUBSCRIBE")))
		return;
	if (!block_has(given, STR("Event")))
		write_event(out, request);
	if (!block_has(given, STR("Subscription-State")))
		write_state(out, request);
}

struct str event_write_body(struct buf *out, const struct message *request)
{
	if (!is_refer(request))
		return (struct str){ NULL, 0 };
	/* RFC 3515 §2.4.5 */
	buf_add_text(out, "SIP/2.0 100 Trying\r\n");
	return STR("message/sipfrag;version=2.0");
}

bool step_terminates(const struct step *step, const struct message *request)
{
	struct str headers = step->send.carry.headers;
	struct str header, name, value;

	if (!str_eq(step->send.method, STR("NOTIFY")))
		return false;
	while (block_next(&headers, &header)) {
		if (!str_ieq(block_name(header), STR("Subscription-State")))
			continue;
		(void)str_cut(header, ':', &name, &value);
		return str_istarts(str_trim(value), STR("terminated"));
	}
	return seconds_of(request) == 0;
}
