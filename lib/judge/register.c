/* SPDX-License-Identifier: MIT */
#include "judge/register.h"
#include "judge/look.h"
#include "judge/method.h"
#include "judge/retry.h"
#include "sip/field.h"

/*
 * 423 to REGISTER, SUBSCRIBE and PUBLISH: another try asks for Min-Expires or
 * more, or leaves the time to the server (RFC 3261 §10.2.8, RFC 6665 §4.2.1.1,
 * RFC 3903 §5).
 */

/** What a request asks for. */
struct wish {
	uint64_t shortest; /* of all intervals but 0 */
	bool has_interval;
	bool is_removal; /* nothing but intervals of 0, or "*" */
};

static void add_interval(struct wish *wish, struct str text)
{
	uint64_t seconds;

	/* a malformed value counts as 3600 (RFC 3261 §10.2) */
	if (str_parse_uint(text, UINT32_MAX, &seconds) != 0)
		seconds = 3600;
	if (seconds == 0)
		return;
	if (!wish->has_interval || seconds < wish->shortest)
		wish->shortest = seconds;
	wish->has_interval = true;
	wish->is_removal = false;
}

static void read_contacts(struct wish *wish, const struct message *message)
{
	struct contacts contacts = { .message = message };
	struct str value, expires;

	while (contacts_next(&contacts, &value)) {
		if (str_eq(value, STR("*")))
			continue;
		expires = contacts_expires(message, value);
		if (expires.p != NULL)
			add_interval(wish, expires);
		else
			wish->is_removal = false;
	}
}

static struct wish read_wish(const struct view *view,
			     const struct exchange *exchange)
{
	const struct message *message = retry_message(view, exchange);
	struct str header = message_header(message, HEADER_EXPIRES, 0);
	struct wish wish = { .is_removal = true };

	if (look_is_client(view, exchange, STR("REGISTER")))
		read_contacts(&wish, message);
	else if (header.p != NULL)
		add_interval(&wish, header);
	else
		wish.is_removal = false;
	return wish;
}

/** Whether a try is for a contact of the refused request, where those count. */
static bool is_same_contact(const struct view *view,
			    const struct refusal *refusal,
			    const struct exchange *retry)
{
	struct contacts contacts = { .message = retry_message(view, retry) };
	struct str value;

	if (!look_is_client(view, retry, STR("REGISTER")))
		return true;
	while (contacts_next(&contacts, &value)) {
		if (contacts_has(retry_request(view, refusal),
				 field_uri(value)))
			return true;
	}
	return false;
}

static enum outcome grade(struct view *view, const struct refusal *refusal,
			  const struct exchange *retry, const char **what)
{
	struct wish wish = read_wish(view, retry);
	uint64_t least = 0;

	(void)method_seconds(retry_response(view, refusal), "Min-Expires",
			     &least);
	if (wish.is_removal) {
		*what = "a removal, or a query, which asks for no time";
		return OUTCOME_INCONCLUSIVE;
	}
	if (!wish.has_interval) {
		*what = "a try that leaves the time to the server";
		return OUTCOME_PASS;
	}
	if (wish.shortest >= least) {
		*what = "a try with at least Min-Expires";
		return OUTCOME_PASS;
	}
	*what = "a try with less than Min-Expires";
	return is_same_contact(view, refusal, retry) ? OUTCOME_WARN
						     : OUTCOME_INCONCLUSIVE;
}

static bool is_brief(const struct view *view, const struct refusal *refusal)
{
	uint64_t seconds;

	return refusal->status == 423 &&
	       method_seconds(retry_response(view, refusal), "Min-Expires",
			      &seconds);
}

static bool applies_register(const struct view *view,
			     const struct refusal *refusal)
{
	return is_brief(view, refusal) &&
	       (look_is_client(view, refusal->exchange, STR("REGISTER")) ||
		look_is_client(view, refusal->exchange, STR("SUBSCRIBE")));
}

static const char rule_text[] = "at least Min-Expires in another try";

static enum look look_423(struct view *view, struct refusal *refusal)
{
	static const struct retry_rule rule = { CHECK_ID_reg_423, rule_text,
						RETRY_AUTO_MS, applies_register,
						grade };

	return retry_look(view, refusal, &rule);
}

void check_reg_423(struct view *view)
{
	refusal_each_any(view, CHECK_ID_reg_423, rule_text, look_423);
}

static bool applies_publish(const struct view *view,
			    const struct refusal *refusal)
{
	return is_brief(view, refusal) &&
	       look_is_client(view, refusal->exchange, STR("PUBLISH"));
}

static enum look look_publish(struct view *view, struct refusal *refusal)
{
	static const struct retry_rule rule = { CHECK_ID_pub_423, rule_text,
						RETRY_AUTO_MS, applies_publish,
						grade };

	return retry_look(view, refusal, &rule);
}

void check_pub_423(struct view *view)
{
	refusal_each_any(view, CHECK_ID_pub_423, rule_text, look_publish);
}
