/* SPDX-License-Identifier: MIT */
#include "catalogue/request.h"

#include "sip/field.h"
#include "sip/sdp.h"

bool request_is(const struct message *request, const char *method)
{
	return str_eq(message_method(request), str_from(method));
}

bool request_is_inside(const struct message *request)
{
	struct str tag;

	return field_param(message_header(request, HEADER_TO, 0), STR("tag"),
			   &tag);
}

struct str request_find(const struct message *request, const char *name,
			const char *compact)
{
	struct str value = message_find(request, str_from(name), 0);

	if (value.p == NULL && compact != NULL)
		value = message_find(request, str_from(compact), 0);
	return value;
}

bool request_has(const struct message *request, const char *name,
		 const char *compact)
{
	return request_find(request, name, compact).p != NULL;
}

bool request_next(const struct message *request, enum header header,
		  uint32_t *at, struct str *value)
{
	const struct line *line;

	while (*at < request->line_count) {
		line = &request->line[(*at)++];
		if (line->header == header) {
			*value = message_line_value(request, line);
			return true;
		}
	}
	return false;
}

static struct str before_params(struct str value)
{
	struct str before;
	struct str params;

	(void)str_cut(value, ';', &before, &params);
	return str_trim(before);
}

struct str request_type(const struct message *request)
{
	return before_params(message_header(request, HEADER_CONTENT_TYPE, 0));
}

struct str text_find(struct str text, struct str part)
{
	for (size_t i = 0; i + part.size <= text.size; i++) {
		if (str_ieq(str_sub(text, i, part.size), part))
			return str_sub(text, i, part.size);
	}
	return (struct str){ NULL, 0 };
}

bool request_has_type(const struct message *request, struct str type)
{
	struct str have = request_type(request);

	if (str_ieq(have, type))
		return true;
	return str_istarts(have, STR("multipart/")) &&
	       text_find(request->body, type).p != NULL;
}

bool request_is_encoded(const struct message *request)
{
	struct str codings;
	struct str coding;

	codings = message_header(request, HEADER_CONTENT_ENCODING, 0);
	while (field_next(&codings, &coding)) {
		if (coding.size > 0 && !str_ieq(coding, STR("identity")))
			return true;
	}
	return false;
}

/** What begins with v=0 in a multipart body, up to the next boundary. */
static struct str sdp_part(struct str body)
{
	struct str first = text_find(body, STR("\nv=0"));
	struct str part;
	struct str end;

	if (first.p == NULL)
		return first;
	part = str_sub(body, (size_t)(first.p - body.p) + 1, body.size);
	end = text_find(part, STR("\n--"));
	if (end.p != NULL)
		part = str_sub(part, 0, (size_t)(end.p - part.p) + 1);
	return part;
}

struct str request_offer(const struct message *request)
{
	const struct str absent = { NULL, 0 };
	struct str type = request_type(request);
	struct str body = request->body;

	if (request_is_encoded(request))
		return absent;
	if (str_istarts(type, STR("multipart/")))
		body = sdp_part(body);
	else if (!str_ieq(type, STR("application/sdp")))
		return absent;
	return sdp_is_offer(body) ? body : absent;
}

static bool is_sdp_range(struct str range)
{
	range = before_params(range);
	return str_ieq(range, STR("application/sdp")) ||
	       str_ieq(range, STR("application/*")) ||
	       str_eq(range, STR("*/*"));
}

bool request_accepts_sdp(const struct message *request)
{
	bool is_said = false;
	uint32_t at = 0;
	struct str line;
	struct str range;

	while (request_next(request, HEADER_ACCEPT, &at, &line)) {
		is_said = true;
		while (field_next(&line, &range)) {
			if (is_sdp_range(range))
				return true;
		}
	}
	return !is_said;
}

static bool parse_seconds(struct str text, uint64_t *seconds)
{
	return str_parse_uint(str_trim(text), UINT32_MAX, seconds) == 0;
}

/** The longest of the `expires` parameters of all Contacts. */
static bool contact_expiry(const struct message *request, uint64_t *longest)
{
	bool is_found = false;
	uint32_t at = 0;
	struct str line;
	struct str value;
	struct str param;
	uint64_t seconds;

	while (request_next(request, HEADER_CONTACT, &at, &line)) {
		while (field_next(&line, &value)) {
			if (!field_param(value, STR("expires"), &param) ||
			    !parse_seconds(param, &seconds))
				continue;
			if (!is_found || seconds > *longest)
				*longest = seconds;
			is_found = true;
		}
	}
	return is_found;
}

bool request_expiry(const struct message *request, uint64_t *seconds)
{
	if (request_is(request, "REGISTER") && contact_expiry(request, seconds))
		return true;
	return parse_seconds(message_header(request, HEADER_EXPIRES, 0),
			     seconds);
}

struct str request_missing_tag(const struct message *request)
{
	static const struct str tag[] = {
		STR_INIT("100rel"),   STR_INIT("timer"),
		STR_INIT("replaces"), STR_INIT("precondition"),
		STR_INIT("gruu"),     STR_INIT("outbound"),
		STR_INIT("x-gamut"),
	};
	size_t i = 0;

	while (i < ARRAY_SIZE(tag) - 1 &&
	       (message_lists(request, HEADER_SUPPORTED, tag[i]) ||
		message_lists(request, HEADER_REQUIRE, tag[i])))
		i++;
	return tag[i];
}

/** Whether the host of the From is that of RFC 3323 §4.1.1.3. */
static bool has_invalid_host(struct str from)
{
	const struct str invalid = STR("anonymous.invalid");
	struct str uri = field_uri(from);
	struct str user;
	struct str host;
	struct str rest;

	if (!str_cut(uri, '@', &user, &host))
		(void)str_cut(uri, ':', &user, &host);
	rest = str_sub(host, invalid.size, 1);
	return str_istarts(host, invalid) &&
	       (rest.size == 0 || rest.p[0] == ':' || rest.p[0] == ';' ||
		rest.p[0] == '?');
}

static bool is_named_anonymous(struct str from)
{
	struct str name;
	struct str rest;

	if (!str_cut(from, '<', &name, &rest))
		return false;
	name = str_trim(name);
	if (name.size >= 2 && name.p[0] == '"')
		name = str_sub(name, 1, name.size - 2);
	return str_ieq(name, STR("anonymous"));
}

bool request_is_anonymous(const struct message *request)
{
	struct str from = message_header(request, HEADER_FROM, 0);
	struct str privacy = request_find(request, "Privacy", NULL);
	struct str value;

	while (privacy.size > 0) {
		(void)str_cut(privacy, ';', &value, &privacy);
		value = str_trim(value);
		if (str_ieq(value, STR("id")) || str_ieq(value, STR("user")))
			return true;
	}
	return has_invalid_host(from) || is_named_anonymous(from);
}
