/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "judge/register.h"
#include "judge/retry.h"
#include "sip/field.h"

/*
 * 439 and 555 to REGISTER: another try does without what is not to be had (RFC
 * 5626 §4.2.1, RFC 8599 §8.1).
 */

typedef bool has_f(struct str contact, struct str *param);

/** The first contact of a REGISTER that has a parameter, or absent. */
static struct str find_contact(const struct message *message, has_f *has,
			       struct str *param)
{
	struct contacts contacts = { .message = message };
	struct str value;

	while (contacts_next(&contacts, &value)) {
		if (has(value, param))
			return value;
	}
	return (struct str){ NULL, 0 };
}

static bool has_reg_id(struct str contact, struct str *param)
{
	return field_param(contact, STR("reg-id"), param);
}

/** Whether a registration asks for a flow (RFC 5626 §4.2.1, §6). */
static bool asks_flow(const struct message *message)
{
	struct str param;

	return find_contact(message, has_reg_id, &param).p != NULL &&
	       (message_lists(message, HEADER_SUPPORTED, STR("outbound")) ||
		message_lists(message, HEADER_REQUIRE, STR("outbound")));
}

/** Whether a try goes another way: by another proxy, or to another server. */
static bool is_rerouted(const struct view *view, const struct refusal *refusal,
			const struct exchange *retry)
{
	const struct message *before = retry_request(view, refusal);
	const struct message *now = retry_message(view, retry);

	for (size_t n = 0;; n++) {
		struct str a = route_at(before, HEADER_ROUTE, n);
		struct str b = route_at(now, HEADER_ROUTE, n);

		if (!str_eq(a, b))
			return true;
		if (a.p == NULL)
			break;
	}
	return !again_is_same_server(view, refusal->exchange, retry) ||
	       !again_is_same_uri(view, refusal->exchange, retry);
}

static bool applies_439(const struct view *view, const struct refusal *refusal)
{
	return refusal->status == 439 &&
	       look_is_client(view, refusal->exchange, STR("REGISTER")) &&
	       asks_flow(retry_request(view, refusal));
}

static enum outcome grade_439(struct view *view, const struct refusal *refusal,
			      const struct exchange *retry, const char **what)
{
	*what = "a try that asks for no flow";
	if (!asks_flow(retry_message(view, retry)))
		return OUTCOME_PASS;
	*what = "a try by another proxy";
	if (is_rerouted(view, refusal, retry))
		return OUTCOME_PASS;
	*what = "reg-id and outbound again";
	return OUTCOME_WARN;
}

static const struct retry_rule rule_439 = {
	CHECK_ID_reg_439, "no reg-id, or no outbound, in another try",
	RETRY_AUTO_MS, applies_439, grade_439
};

static enum look look_439(struct view *view, struct refusal *refusal)
{
	return retry_look(view, refusal, &rule_439);
}

void check_reg_439(struct view *view)
{
	refusal_each_request(view, CHECK_ID_reg_439, rule_439.expected,
			     look_439);
}

/** Its URI without what stands behind "?" names the push service. */
static bool has_push(struct str contact, struct str *param)
{
	return field_param(field_uri(contact), STR("pn-provider"), param);
}

static bool applies_555(const struct view *view, const struct refusal *refusal)
{
	struct str param;

	return refusal->status == 555 &&
	       look_is_client(view, refusal->exchange, STR("REGISTER")) &&
	       find_contact(retry_request(view, refusal), has_push, &param).p !=
		       NULL;
}

/** Whether two contacts name the same service in the same way. */
static bool is_push_equal(struct str a, struct str b)
{
	static const char *const names[] = { "pn-provider", "pn-prid",
					     "pn-param" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct str one = { NULL, 0 }, two = { NULL, 0 };

		(void)field_param(field_uri(a), str_from(names[i]), &one);
		(void)field_param(field_uri(b), str_from(names[i]), &two);
		if (!str_eq(one, two))
			return false;
	}
	return true;
}

static enum outcome grade_555(struct view *view, const struct refusal *refusal,
			      const struct exchange *retry, const char **what)
{
	struct str param;
	struct str before =
		find_contact(retry_request(view, refusal), has_push, &param);
	struct str now =
		find_contact(retry_message(view, retry), has_push, &param);

	*what = "a try without the push service";
	if (now.p == NULL)
		return OUTCOME_PASS;
	*what = "a try by another way";
	if (is_rerouted(view, refusal, retry))
		return OUTCOME_PASS;
	*what = "a try with another push service";
	if (!is_push_equal(before, now))
		return OUTCOME_PASS;
	*what = "the same push service again";
	return OUTCOME_WARN;
}

static const struct retry_rule rule_555 = {
	CHECK_ID_reg_555, "no pn-provider, or another one, in another try",
	RETRY_AUTO_MS, applies_555, grade_555
};

static enum look look_555(struct view *view, struct refusal *refusal)
{
	return retry_look(view, refusal, &rule_555);
}

void check_reg_555(struct view *view)
{
	refusal_each_request(view, CHECK_ID_reg_555, rule_555.expected,
			     look_555);
}
