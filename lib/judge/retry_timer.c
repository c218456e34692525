/* SPDX-License-Identifier: MIT */
#include "judge/retry.h"
#include "sip/field.h"

/* 422: the session interval of a try (RFC 4028 §7.3, §7.4). */

static const char rule_text[] =
	"Min-SE at least as large as in each 422, Session-Expires at least as "
	"large, Supported: timer";

/** A number of seconds at the start of a header; @return false without one. */
static bool read_seconds(const struct message *message, struct str name,
			 uint64_t *seconds)
{
	struct str value = message_find(message, name, 0);
	struct str number = { NULL, 0 };

	(void)field_next_part(&value, &number);
	return number.p != NULL &&
	       str_parse_uint(number, UINT32_MAX, seconds) == 0;
}

/** What a client that uses the session timer sends. */
static bool applies(const struct view *view, const struct refusal *refusal)
{
	const struct message *request = retry_request(view, refusal);
	uint64_t seconds;

	return refusal->status == 422 &&
	       (message_lists(request, HEADER_SUPPORTED, STR("timer")) ||
		message_lists(request, HEADER_REQUIRE, STR("timer"))) &&
	       read_seconds(retry_response(view, refusal), STR("Min-SE"),
			    &seconds);
}

/** The largest Min-SE of all 422s in this call before a request. */
static uint64_t largest(const struct view *view, const struct refusal *refusal,
			const struct exchange *retry)
{
	const struct facts *facts =
		view_facts(view, refusal->exchange->request);
	uint64_t most = 0, seconds;

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *other = &view->exchange[i];

		if (other->is_ours || exchange_final(view, other) != 422 ||
		    (size_t)other->final > retry->request ||
		    !str_eq(view_facts(view, other->request)->call_id,
			    facts->call_id) ||
		    !str_eq(view_facts(view, other->request)->to_tag,
			    facts->to_tag))
			continue;
		if (read_seconds(
			    view_entry(view, (size_t)other->final)->message,
			    STR("Min-SE"), &seconds) &&
		    seconds > most)
			most = seconds;
	}
	return most;
}

static enum outcome grade(struct view *view, const struct refusal *refusal,
			  const struct exchange *retry, const char **what)
{
	const struct message *message = retry_message(view, retry);
	uint64_t asked = largest(view, refusal, retry);
	uint64_t least, interval;

	*what = "an interval that is large enough";
	if (!read_seconds(message, STR("Min-SE"), &least))
		*what = "no Min-SE";
	else if (least < asked)
		*what = "a Min-SE below that of the 422";
	else if (read_seconds(message, STR("Session-Expires"), &interval) &&
		 interval < least)
		*what = "Session-Expires below Min-SE";
	else if (!message_lists(message, HEADER_SUPPORTED, STR("timer")) &&
		 !message_lists(message, HEADER_REQUIRE, STR("timer")))
		*what = "timer is no longer supported";
	else
		return OUTCOME_PASS;
	/* a proxy may put intervals into a request (RFC 4028 §8.1) */
	return refusal->is_proxied ? OUTCOME_INCONCLUSIVE : OUTCOME_FAIL;
}

static enum look look_422(struct view *view, struct refusal *refusal)
{
	static const struct retry_rule rule = { CHECK_ID_retry_422, rule_text,
						RETRY_AUTO_MS, applies, grade };

	return retry_look(view, refusal, &rule);
}

void check_retry_422(struct view *view)
{
	refusal_each_any(view, CHECK_ID_retry_422, rule_text, look_422);
}
