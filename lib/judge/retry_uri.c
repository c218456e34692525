/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "judge/retry.h"
#include "judge/uri.h"
#include "sip/field.h"

/* 416, 484, 433: whom a try calls, and as whom. */

static bool is_scheme(struct str uri, const char *scheme)
{
	struct str name, rest;

	return str_cut(uri, ':', &name, &rest) &&
	       str_ieq(name, str_from(scheme));
}

static struct str asked_uri(const struct view *view,
			    const struct refusal *refusal)
{
	return view_facts(view, refusal->exchange->request)->uri;
}

/** Warning 380 says that SIPS is not allowed (RFC 5630 §5.1.1). */
static bool has_warning_380(const struct message *response)
{
	struct str list, value;

	for (size_t nth = 0;; nth++) {
		list = message_find(response, STR("Warning"), nth);
		if (list.p == NULL)
			return false;
		while (field_next(&list, &value)) {
			if (str_starts(value, STR("380 ")))
				return true;
		}
	}
}

static bool applies_416(const struct view *view, const struct refusal *refusal)
{
	return refusal->status == 416 ||
	       (refusal->status == 480 &&
		is_scheme(asked_uri(view, refusal), "sips") &&
		has_warning_380(retry_response(view, refusal)));
}

static enum outcome grade_416(struct view *view, const struct refusal *refusal,
			      const struct exchange *retry, const char **what)
{
	struct str before = asked_uri(view, refusal);
	struct str now = view_facts(view, retry->request)->uri;
	bool is_now_sip = is_scheme(now, "sip");

	if (is_scheme(before, "sips") && is_now_sip) {
		*what = "sip: in place of sips:";
		return again_is_within(view, refusal, retry, RETRY_AT_ONCE_MS)
			       ? OUTCOME_FAIL
			       : OUTCOME_INCONCLUSIVE;
	}
	*what = is_now_sip ? "a SIP URI" : "a URI of that scheme again";
	if (str_eq(before, now))
		*what = "the same URI again";
	return is_now_sip && !is_scheme(before, "sip") ? OUTCOME_PASS
						       : OUTCOME_WARN;
}

static const struct retry_rule rule_416 = {
	CHECK_ID_retry_416,
	"a SIP URI, but never by itself in place of a SIPS one", RETRY_AUTO_MS,
	applies_416, grade_416
};

static enum look look_416(struct view *view, struct refusal *refusal)
{
	return retry_look(view, refusal, &rule_416);
}

void check_retry_416(struct view *view)
{
	refusal_each_request(view, CHECK_ID_retry_416, rule_416.expected,
			     look_416);
}

static bool applies_484(const struct view *view, const struct refusal *refusal)
{
	(void)view;
	return refusal->status == 484;
}

static struct str digits_of(struct str uri)
{
	struct str scheme, number, params;

	if (!is_scheme(uri, "tel"))
		return uri_user(uri);
	(void)str_cut(uri, ':', &scheme, &number);
	(void)str_cut(number, ';', &number, &params);
	return number;
}

static enum outcome grade_484(struct view *view, const struct refusal *refusal,
			      const struct exchange *retry, const char **what)
{
	struct str before = digits_of(asked_uri(view, refusal));
	struct str now = digits_of(view_facts(view, retry->request)->uri);

	if (str_eq(asked_uri(view, refusal),
		   view_facts(view, retry->request)->uri)) {
		*what = "the same digits";
		return OUTCOME_WARN;
	}
	if (now.size > before.size && str_starts(now, before)) {
		*what = "more digits";
		return OUTCOME_PASS;
	}
	*what = "another address";
	return OUTCOME_INFO;
}

static const struct retry_rule rule_484 = { CHECK_ID_retry_484, "more digits",
					    RETRY_DIAL_MS, applies_484,
					    grade_484 };

static enum look look_484(struct view *view, struct refusal *refusal)
{
	return retry_look(view, refusal, &rule_484);
}

void check_retry_484(struct view *view)
{
	refusal_each_request(view, CHECK_ID_retry_484, rule_484.expected,
			     look_484);
}

/** Whether a request hides who sends it (RFC 3323). */
static bool is_anonymous(const struct view *view,
			 const struct exchange *exchange)
{
	struct str privacy =
		message_find(retry_message(view, exchange), STR("Privacy"), 0);
	struct str host;
	unsigned port;

	look_uri_host(field_uri(view_facts(view, exchange->request)->from),
		      &host, &port);
	return str_ieq(host, STR("anonymous.invalid")) ||
	       (privacy.size > 0 && !str_ieq(privacy, STR("none")));
}

static enum look look_433(struct view *view, struct refusal *refusal)
{
	static const char expected[] = "no try without anonymity";
	const struct exchange *retry;
	bool is_at_once;

	if (refusal->status != 433 || refusal->exchange->is_spoilt ||
	    !is_anonymous(view, refusal->exchange))
		return LOOK_NONE;
	retry = retry_next(view, refusal, RETRY_AUTO_MS);
	if (retry == NULL)
		return look_quiet(view, refusal, CHECK_ID_no_deanonymise,
				  refusal->at_us,
				  scaled_us(view, RETRY_AT_ONCE_MS));
	if (is_anonymous(view, retry))
		return LOOK_GOOD;
	is_at_once = again_is_within(view, refusal, retry, RETRY_AT_ONCE_MS);
	return again_say(view, refusal, retry, CHECK_ID_no_deanonymise,
			 is_at_once ? OUTCOME_FAIL : OUTCOME_INCONCLUSIVE,
			 expected,
			 is_at_once ? "a name, too soon for a user to agree "
				      "(unless a policy of his does),"
				    : "a name, and the user may have agreed,");
}

void check_no_deanonymise(struct view *view)
{
	refusal_each_request(view, CHECK_ID_no_deanonymise,
			     "no try without anonymity", look_433);
}
