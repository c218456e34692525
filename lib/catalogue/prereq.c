/* SPDX-License-Identifier: MIT */
#include "catalogue/catalogue.h"

#include "catalogue/request.h"
#include "sip/field.h"

typedef bool prereq_f(const struct message *request);

static bool lists(const struct message *request, enum header header,
		  const char *tag)
{
	return message_lists(request, header, str_from(tag));
}

static bool supports_199(const struct message *request)
{
	return request_is(request, "INVITE") &&
	       lists(request, HEADER_SUPPORTED, "199");
}

static bool suppresses_notify(const struct message *request)
{
	return request_is(request, "SUBSCRIBE") && request_is_inside(request) &&
	       request_has(request, "Suppress-If-Match", NULL);
}

static bool has_accept(const struct message *request)
{
	return message_header(request, HEADER_ACCEPT, 0).p != NULL;
}

static bool is_conditional(const struct message *request)
{
	return request_is(request, "PUBLISH") &&
	       request_has(request, "SIP-If-Match", NULL);
}

static bool has_body(const struct message *request)
{
	return request->body.size > 0;
}

static bool has_other_scheme(const struct message *request)
{
	return !str_istarts(message_uri(request), STR("sip:"));
}

static bool requires_priority(const struct message *request)
{
	return lists(request, HEADER_REQUIRE, "resource-priority") &&
	       request_has(request, "Resource-Priority", NULL);
}

static bool has_require(const struct message *request)
{
	return message_header(request, HEADER_REQUIRE, 0).size > 0 ||
	       message_header(request, HEADER_PROXY_REQUIRE, 0).size > 0;
}

static bool lacks_extension(const struct message *request)
{
	struct str tag = request_missing_tag(request);

	return !message_lists(request, HEADER_SUPPORTED, tag) &&
	       !message_lists(request, HEADER_REQUIRE, tag);
}

static bool has_session_timer(const struct message *request)
{
	return (request_is(request, "INVITE") ||
		request_is(request, "UPDATE")) &&
	       lists(request, HEADER_SUPPORTED, "timer") &&
	       request_has(request, "Session-Expires", "x");
}

/**
 * RFC 3261 §10.3 and RFC 6665 §4.2.1.1 allow the 423 only below an hour, RFC 3903 §6 for
 * any time; 0 takes away what was given.
 */
static bool has_short_expiry(const struct message *request)
{
	uint64_t seconds;

	if (!request_expiry(request, &seconds) || seconds == 0)
		return false;
	return request_is(request, "PUBLISH") ||
	       ((request_is(request, "REGISTER") ||
		 request_is(request, "SUBSCRIBE")) &&
		seconds < 3600);
}

static bool has_geolocation(const struct message *request)
{
	return request_has(request, "Geolocation", NULL);
}

static bool has_alert(const struct message *request)
{
	return request_has_type(request,
				STR("application/EmergencyCallData.cap+xml"));
}

static bool has_identity(const struct message *request)
{
	return request_find(request, "Identity", "y").size > 0;
}

static bool has_no_identity(const struct message *request)
{
	return !has_identity(request);
}

static bool is_referred(const struct message *request)
{
	return request_is(request, "REFER") ||
	       request_has(request, "Referred-By", "b");
}

/** Whether any Contact holds what the caller looks for. */
static bool any_contact(const struct message *request,
			bool (*holds)(struct str contact))
{
	uint32_t at = 0;
	struct str line;
	struct str value;

	while (request_next(request, HEADER_CONTACT, &at, &line)) {
		while (field_next(&line, &value)) {
			if (holds(value))
				return true;
		}
	}
	return false;
}

static bool has_reg_id(struct str contact)
{
	struct str param;

	return field_param(contact, STR("reg-id"), &param);
}

static bool wants_outbound(const struct message *request)
{
	return request_is(request, "REGISTER") &&
	       lists(request, HEADER_SUPPORTED, "outbound") &&
	       any_contact(request, has_reg_id);
}

static bool has_info_package(const struct message *request)
{
	return request_is(request, "INFO") &&
	       request_has(request, "Info-Package", NULL);
}

static bool has_uri_list(const struct message *request)
{
	return request_has_type(request, STR("application/resource-lists+xml"));
}

static bool has_offer(const struct message *request)
{
	return request_offer(request).p != NULL;
}

static bool has_event(const struct message *request)
{
	return (request_is(request, "SUBSCRIBE") ||
		request_is(request, "NOTIFY") ||
		request_is(request, "PUBLISH")) &&
	       message_header(request, HEADER_EVENT, 0).size > 0;
}

static bool is_session_change(const struct message *request)
{
	return (request_is(request, "INVITE") ||
		request_is(request, "UPDATE")) &&
	       request_is_inside(request);
}

static bool is_encrypted(const struct message *request)
{
	struct str type = message_header(request, HEADER_CONTENT_TYPE, 0);
	struct str param;

	return str_ieq(request_type(request), STR("application/pkcs7-mime")) &&
	       field_param(type, STR("smime-type"), &param) &&
	       str_ieq(param, STR("enveloped-data"));
}

static bool has_one_via(const struct message *request)
{
	struct str line = message_header(request, HEADER_VIA, 0);
	struct str value;

	return message_header(request, HEADER_VIA, 1).p == NULL &&
	       field_next(&line, &value) && !field_next(&line, &value);
}

/** RFC 3329 §2.3.1: the agreement is with the first hop only. */
static bool can_agree_security(const struct message *request)
{
	return has_one_via(request) &&
	       (lists(request, HEADER_SUPPORTED, "sec-agree") ||
		lists(request, HEADER_REQUIRE, "sec-agree") ||
		lists(request, HEADER_PROXY_REQUIRE, "sec-agree"));
}

static bool has_provider(struct str contact)
{
	const struct str name = STR("pn-provider");
	struct str uri = field_uri(contact);
	struct str param;
	struct str before;

	/* A user part may hold semicolons too. */
	if (str_find(uri, '@') < uri.size)
		(void)str_cut(uri, '@', &before, &uri);
	(void)str_cut(uri, ';', &before, &uri);
	while (uri.size > 0) {
		(void)str_cut(uri, ';', &param, &uri);
		(void)str_cut(param, '=', &param, &before);
		if (str_ieq(param, name))
			return true;
	}
	return false;
}

static bool wants_push(const struct message *request)
{
	return request_is(request, "REGISTER") &&
	       any_contact(request, has_provider);
}

static bool has_precondition(const struct message *request)
{
	return lists(request, HEADER_REQUIRE, "precondition") &&
	       has_offer(request);
}

static bool knows_608(const struct message *request)
{
	return request_is(request, "INVITE") &&
	       text_find(request_find(request, "Feature-Caps", NULL),
			 STR("+sip.608"))
			       .p != NULL;
}

static prereq_f *const test[PREREQ_COUNT] = {
	[PREREQ_SUPPORTED_199] = supports_199,
	[PREREQ_SUPPRESS] = suppresses_notify,
	[PREREQ_ACCEPT] = has_accept,
	[PREREQ_IF_MATCH] = is_conditional,
	[PREREQ_BODY] = has_body,
	[PREREQ_OTHER_SCHEME] = has_other_scheme,
	[PREREQ_PRIORITY] = requires_priority,
	[PREREQ_REQUIRE] = has_require,
	[PREREQ_EXTENSION] = lacks_extension,
	[PREREQ_SESSION_TIMER] = has_session_timer,
	[PREREQ_SHORT_EXPIRY] = has_short_expiry,
	[PREREQ_GEOLOCATION] = has_geolocation,
	[PREREQ_ALERT] = has_alert,
	[PREREQ_NO_IDENTITY] = has_no_identity,
	[PREREQ_IDENTITY] = has_identity,
	[PREREQ_REFERRED] = is_referred,
	[PREREQ_ANONYMOUS] = request_is_anonymous,
	[PREREQ_OUTBOUND] = wants_outbound,
	[PREREQ_INFO_PACKAGE] = has_info_package,
	[PREREQ_URI_LIST] = has_uri_list,
	[PREREQ_OFFER] = has_offer,
	[PREREQ_EVENT] = has_event,
	[PREREQ_IN_DIALOG] = is_session_change,
	[PREREQ_ENCRYPTED] = is_encrypted,
	[PREREQ_SEC_AGREE] = can_agree_security,
	[PREREQ_PUSH] = wants_push,
	[PREREQ_PRECONDITION] = has_precondition,
	[PREREQ_FEATURE_608] = knows_608,
};

const char *prereq_text(enum prereq prereq)
{
	static const char *const text[] = {
#define X(id, words) words,
		PREREQ_MAP(X)
#undef X
	};

	return text[prereq];
}

bool prereq_is_met(enum prereq prereq, struct message *request)
{
	return test[prereq] == NULL || test[prereq](request);
}
