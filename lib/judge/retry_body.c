/* SPDX-License-Identifier: MIT */
#include "judge/retry.h"
#include "sip/field.h"

/* 413, 415, 488, 493, 580: what a try says in its body. */

static bool has_body(const struct message *message)
{
	return message->body.size > 0;
}

static bool applies_413(const struct view *view, const struct refusal *refusal)
{
	return refusal->status == 413 && has_body(retry_request(view, refusal));
}

static enum outcome grade_413(struct view *view, const struct refusal *refusal,
			      const struct exchange *retry, const char **what)
{
	size_t before = retry_request(view, refusal)->body.size;
	size_t now = retry_message(view, retry)->body.size;
	uint64_t wait_s;

	if (now < before) {
		*what = now == 0 ? "no body" : "a smaller body";
		return OUTCOME_PASS;
	}
	/* Retry-After says that the condition is temporary (§21.4.11) */
	if (again_retry_after(view, refusal->final, &wait_s) &&
	    again_wait(view, refusal, retry) + 0.05 >= (double)wait_s) {
		*what = "the same body after Retry-After";
		return OUTCOME_PASS;
	}
	*what = "a body that is no smaller";
	return OUTCOME_WARN;
}

static enum look look_413(struct view *view, struct refusal *refusal)
{
	static const struct retry_rule rule = { CHECK_ID_retry_413,
						"no body, or a smaller one",
						RETRY_AUTO_MS, applies_413,
						grade_413 };

	return retry_look(view, refusal, &rule);
}

void check_retry_413(struct view *view)
{
	refusal_each_request(view, CHECK_ID_retry_413,
			     "no body, or a smaller one", look_413);
}

/** "application/sdp;q=1" as what stands before the parameters. */
static struct str bare(struct str value)
{
	struct str part = { "", 0 };

	(void)field_next_part(&value, &part);
	return part;
}

/** Whether a media range has a type: "*" and "application/" count for all. */
static bool is_in_range(struct str range, struct str type)
{
	struct str kind, sub, type_kind, type_sub;

	if (str_eq(range, STR("*/*")) || str_ieq(range, type))
		return true;
	(void)str_cut(range, '/', &kind, &sub);
	(void)str_cut(type, '/', &type_kind, &type_sub);
	return str_eq(sub, STR("*")) &&
	       str_ieq(str_trim(kind), str_trim(type_kind));
}

/** Whether any line of a header lists a text. */
static bool lists(const struct message *message, const char *header,
		  struct str text, bool (*is_equal)(struct str, struct str))
{
	struct str list, value;

	for (size_t nth = 0;; nth++) {
		list = message_find(message, str_from(header), nth);
		if (list.p == NULL)
			return false;
		while (field_next(&list, &value)) {
			if (is_equal(bare(value), text))
				return true;
		}
	}
}

static bool has(const struct message *message, const char *header)
{
	return message_find(message, str_from(header), 0).p != NULL;
}

static bool is_coding(struct str range, struct str coding)
{
	return str_eq(range, STR("*")) || str_ieq(range, coding);
}

/** RFC 4647 §3.3.1: "en" is for "en-GB" too. */
static bool is_language(struct str range, struct str language)
{
	return str_eq(range, STR("*")) || str_ieq(range, language) ||
	       (str_istarts(language, range) && range.size > 0 &&
		language.size > range.size && language.p[range.size] == '-');
}

static bool is_type_good(const struct message *request,
			 const struct message *response,
			 const struct message *retry)
{
	struct str was = bare(message_header(request, HEADER_CONTENT_TYPE, 0));
	struct str type = bare(message_header(retry, HEADER_CONTENT_TYPE, 0));

	if (has(response, "Accept"))
		return lists(response, "Accept", type, is_in_range);
	/* the problem is another one, or the default holds (§20.1) */
	if (has(response, "Accept-Encoding") ||
	    has(response, "Accept-Language") ||
	    str_ieq(type, STR("application/sdp")))
		return true;
	/* the default is for sessions: other methods may guess */
	return !str_eq(message_method(request), STR("INVITE")) &&
	       !str_ieq(type, was);
}

/** What a try has that the response does not list, or NULL. */
static const char *refused_again(const struct message *request,
				 const struct message *response,
				 const struct message *retry)
{
	struct str coding =
		bare(message_header(retry, HEADER_CONTENT_ENCODING, 0));
	struct str language =
		bare(message_find(retry, STR("Content-Language"), 0));

	if (!is_type_good(request, response, retry))
		return "a type that was not listed";
	if (coding.size > 0 && !str_ieq(coding, STR("identity")) &&
	    !lists(response, "Accept-Encoding", coding, is_coding))
		return "an encoding that was not listed";
	if (language.size > 0 && has(response, "Accept-Language") &&
	    !lists(response, "Accept-Language", language, is_language))
		return "a language that was not listed";
	return NULL;
}

static bool applies_415(const struct view *view, const struct refusal *refusal)
{
	return refusal->status == 415 && has_body(retry_request(view, refusal));
}

static enum outcome grade_415(struct view *view, const struct refusal *refusal,
			      const struct exchange *retry, const char **what)
{
	const struct message *request = retry_request(view, refusal);
	const struct message *message = retry_message(view, retry);
	const char *refused = NULL;

	*what = has_body(message) ? "what the response lists" : "no body";
	if (has_body(message))
		refused = refused_again(request, retry_response(view, refusal),
					message);
	if (refused == NULL)
		return OUTCOME_PASS;
	*what = refused;
	/* the next INFO or MESSAGE of a dialog need not be the last one again */
	return exchange_is_outside(refusal->exchange) ||
			       str_eq(request->body, message->body)
		       ? OUTCOME_WARN
		       : OUTCOME_INFO;
}

static const struct retry_rule rule_415 = {
	CHECK_ID_retry_415,
	"types, encodings and languages that the response lists", RETRY_AUTO_MS,
	applies_415, grade_415
};

static enum look look_415(struct view *view, struct refusal *refusal)
{
	return retry_look(view, refusal, &rule_415);
}

void check_retry_415(struct view *view)
{
	refusal_each_any(view, CHECK_ID_retry_415, rule_415.expected, look_415);
}

static bool applies_488(const struct view *view, const struct refusal *refusal)
{
	return (refusal->status == 488 || refusal->status == 606) &&
	       has_body(retry_request(view, refusal));
}

/** Whether two descriptions differ in no more than o=, which counts versions. */
static bool is_same_session(struct str a, struct str b)
{
	struct str one, two;
	bool has_one, has_two;

	for (;;) {
		has_one = str_next_line(&a, &one);
		has_two = str_next_line(&b, &two);
		if (!has_one || !has_two)
			return has_one == has_two;
		if (!str_eq(one, two) &&
		    !(str_starts(one, STR("o=")) && str_starts(two, STR("o="))))
			return false;
	}
}

static enum outcome grade_488(struct view *view, const struct refusal *refusal,
			      const struct exchange *retry, const char **what)
{
	if (!is_same_session(retry_request(view, refusal)->body,
			     retry_message(view, retry)->body)) {
		*what = "another offer";
		return OUTCOME_PASS;
	}
	*what = "the same offer";
	return OUTCOME_WARN;
}

static const struct retry_rule rule_488 = { CHECK_ID_retry_488,
					    "another session, if any",
					    RETRY_AUTO_MS, applies_488,
					    grade_488 };

static enum look look_488(struct view *view, struct refusal *refusal)
{
	return retry_look(view, refusal, &rule_488);
}

void check_retry_488(struct view *view)
{
	refusal_each_request(view, CHECK_ID_retry_488, rule_488.expected,
			     look_488);
}

/** Whether a body is signed or encrypted (RFC 3261 §23). */
static bool is_smime(const struct message *message)
{
	struct str type = bare(message_header(message, HEADER_CONTENT_TYPE, 0));

	return str_ieq(type, STR("application/pkcs7-mime")) ||
	       str_ieq(type, STR("application/x-pkcs7-mime")) ||
	       str_ieq(type, STR("multipart/signed"));
}

static bool applies_493(const struct view *view, const struct refusal *refusal)
{
	return refusal->status == 493 && is_smime(retry_request(view, refusal));
}

static enum outcome grade_493(struct view *view, const struct refusal *refusal,
			      const struct exchange *retry, const char **what)
{
	(void)refusal;
	if (!is_smime(retry_message(view, retry))) {
		*what = "the request without S/MIME";
		return OUTCOME_PASS;
	}
	*what = "the request with S/MIME again";
	return OUTCOME_INFO;
}

static const struct retry_rule rule_493 = {
	CHECK_ID_retry_493, "without S/MIME, or with the certificate given",
	RETRY_AUTO_MS, applies_493, grade_493
};

static enum look look_493(struct view *view, struct refusal *refusal)
{
	return retry_look(view, refusal, &rule_493);
}

void check_retry_493(struct view *view)
{
	refusal_each_request(view, CHECK_ID_retry_493, rule_493.expected,
			     look_493);
}
