/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "judge/retry.h"
#include "sip/field.h"

/* 417, 420, 421, 494: what a try requires and supports. */

static bool requires(const struct message *message, struct str option)
{
	return message_lists(message, HEADER_REQUIRE, option) ||
	       message_lists(message, HEADER_PROXY_REQUIRE, option);
}

/** An option of Unsupported that a request requires, or absent. */
static struct str bad_option(const struct message *response,
			     const struct message *request)
{
	struct str list, option;

	for (size_t nth = 0;; nth++) {
		list = message_find(response, STR("Unsupported"), nth);
		if (list.p == NULL)
			return list;
		while (field_next(&list, &option)) {
			if (option.size > 0 && requires(request, option))
				return option;
		}
	}
}

static bool applies_420(const struct view *view, const struct refusal *refusal)
{
	return refusal->status == 420 &&
	       bad_option(retry_response(view, refusal),
			  retry_request(view, refusal))
			       .p != NULL;
}

static enum outcome grade_420(struct view *view, const struct refusal *refusal,
			      const struct exchange *retry, const char **what)
{
	if (bad_option(retry_response(view, refusal),
		       retry_message(view, retry))
		    .p == NULL) {
		*what = "nothing of Unsupported is required any more";
		return OUTCOME_PASS;
	}
	*what = "an option of Unsupported is still required";
	return OUTCOME_WARN;
}

static const struct retry_rule rule_420 = {
	CHECK_ID_retry_420, "no option of Unsupported in Require",
	RETRY_AUTO_MS, applies_420, grade_420
};

static enum look look_420(struct view *view, struct refusal *refusal)
{
	return retry_look(view, refusal, &rule_420);
}

void check_retry_420(struct view *view)
{
	refusal_each_request(view, CHECK_ID_retry_420, rule_420.expected,
			     look_420);
}

/** An option that a 421 asks for and a request does not offer, or absent. */
static struct str lacking_option(const struct message *response,
				 const struct message *request)
{
	struct str list, option;

	for (size_t nth = 0;; nth++) {
		list = message_header(response, HEADER_REQUIRE, nth);
		if (list.p == NULL)
			return list;
		while (field_next(&list, &option)) {
			if (option.size > 0 && !requires(request, option) &&
			    !message_lists(request, HEADER_SUPPORTED, option))
				return option;
		}
	}
}

static bool applies_421(const struct view *view, const struct refusal *refusal)
{
	return refusal->status == 421 &&
	       lacking_option(retry_response(view, refusal),
			      retry_request(view, refusal))
			       .p != NULL;
}

static enum outcome grade_421(struct view *view, const struct refusal *refusal,
			      const struct exchange *retry, const char **what)
{
	if (lacking_option(retry_response(view, refusal),
			   retry_message(view, retry))
		    .p == NULL) {
		*what = "the extension is supported now";
		return OUTCOME_PASS;
	}
	*what = "the extension is still not supported";
	return OUTCOME_WARN;
}

static const struct retry_rule rule_421 = {
	CHECK_ID_retry_421, "the extension of Require in Supported or Require",
	RETRY_AUTO_MS, applies_421, grade_421
};

static enum look look_421(struct view *view, struct refusal *refusal)
{
	return retry_look(view, refusal, &rule_421);
}

void check_retry_421(struct view *view)
{
	refusal_each_request(view, CHECK_ID_retry_421, rule_421.expected,
			     look_421);
}

static bool applies_417(const struct view *view, const struct refusal *refusal)
{
	return refusal->status == 417 &&
	       message_find(retry_request(view, refusal),
			    STR("Resource-Priority"), 0)
			       .p != NULL;
}

/** Whether each value of the try is one that the response accepts. */
static bool is_accepted(const struct message *response,
			const struct message *retry)
{
	struct str list, value, accepted;

	for (size_t nth = 0;; nth++) {
		list = message_find(retry, STR("Resource-Priority"), nth);
		if (list.p == NULL)
			return nth > 0;
		while (field_next(&list, &value)) {
			bool found = false;

			for (size_t n = 0; !found; n++) {
				accepted = message_find(
					response,
					STR("Accept-Resource-Priority"), n);
				if (accepted.p == NULL)
					return false;
				found = field_has(accepted, value);
			}
		}
	}
}

static enum outcome grade_417(struct view *view, const struct refusal *refusal,
			      const struct exchange *retry, const char **what)
{
	if (is_accepted(retry_response(view, refusal),
			retry_message(view, retry))) {
		*what = "a priority that the response accepts";
		return OUTCOME_PASS;
	}
	*what = "a priority that the response does not list, or none";
	return OUTCOME_INFO;
}

static const struct retry_rule rule_417 = {
	CHECK_ID_retry_417, "a value of Accept-Resource-Priority",
	RETRY_AUTO_MS, applies_417, grade_417
};

static enum look look_417(struct view *view, struct refusal *refusal)
{
	return retry_look(view, refusal, &rule_417);
}

void check_retry_417(struct view *view)
{
	refusal_each_request(view, CHECK_ID_retry_417, rule_417.expected,
			     look_417);
}

/**
 * A client that has not begun the agreement owes it nothing, and behind another
 * hop there is none (RFC 3329 §2.3.1).
 */
static bool applies_494(const struct view *view, const struct refusal *refusal)
{
	return refusal->status == 494 && !refusal->is_proxied &&
	       message_find(retry_response(view, refusal),
			    STR("Security-Server"), 0)
			       .p != NULL &&
	       message_find(retry_request(view, refusal),
			    STR("Security-Client"), 0)
			       .p != NULL;
}

/** A mechanism with its parameters but for d-ver, which the client adds. */
static bool next_part(struct str *rest, struct str *part)
{
	while (field_next_part(rest, part)) {
		struct str name, value;

		(void)str_cut(*part, '=', &name, &value);
		if (!str_ieq(str_trim(name), STR("d-ver")))
			return true;
	}
	return false;
}

static bool is_mechanism_equal(struct str a, struct str b)
{
	struct str one, two;
	bool has_one, has_two;

	for (;;) {
		has_one = next_part(&a, &one);
		has_two = next_part(&b, &two);
		if (!has_one || !has_two)
			return has_one == has_two;
		if (!value_is_equal(one, two))
			return false;
	}
}

/** The nth value of a header over all of its lines, or absent. */
static struct str nth_value(const struct message *message, struct str name,
			    size_t n)
{
	struct str list, value;

	for (size_t nth = 0;; nth++) {
		list = message_find(message, name, nth);
		if (list.p == NULL)
			return list;
		while (field_next(&list, &value)) {
			if (n-- == 0)
				return value;
		}
	}
}

static bool is_mirrored(const struct message *response,
			const struct message *retry)
{
	for (size_t n = 0;; n++) {
		struct str had = nth_value(response, STR("Security-Server"), n);
		struct str has = nth_value(retry, STR("Security-Verify"), n);

		if (had.p == NULL || has.p == NULL)
			return had.p == has.p;
		if (!is_mechanism_equal(had, has))
			return false;
	}
}

static enum outcome grade_494(struct view *view, const struct refusal *refusal,
			      const struct exchange *retry, const char **what)
{
	const struct message *message = retry_message(view, retry);

	if (message_find(message, STR("Security-Verify"), 0).p == NULL &&
	    message_find(message, STR("Security-Client"), 0).p != NULL) {
		*what = "the agreement begun anew, as it may";
		return OUTCOME_INCONCLUSIVE;
	}
	*what = "Security-Verify as Security-Server was";
	if (message_find(message, STR("Security-Verify"), 0).p == NULL)
		*what = "no Security-Verify";
	else if (!is_mirrored(retry_response(view, refusal), message))
		*what = "Security-Verify is not what Security-Server was";
	else if (!message_lists(message, HEADER_REQUIRE, STR("sec-agree")))
		*what = "no sec-agree in Require";
	else if (!message_lists(message, HEADER_PROXY_REQUIRE,
				STR("sec-agree")))
		*what = "no sec-agree in Proxy-Require";
	else
		return OUTCOME_PASS;
	return OUTCOME_FAIL;
}

static const struct retry_rule rule_494 = {
	CHECK_ID_retry_494,
	"Security-Verify as Security-Server was, and sec-agree required",
	RETRY_AUTO_MS, applies_494, grade_494
};

static enum look look_494(struct view *view, struct refusal *refusal)
{
	return retry_look(view, refusal, &rule_494);
}

void check_retry_494(struct view *view)
{
	refusal_each_request(view, CHECK_ID_retry_494, rule_494.expected,
			     look_494);
}
