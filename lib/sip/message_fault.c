/* SPDX-License-Identifier: MIT */
#include "sip/message.h"

#include <errno.h>
#include <string.h>

#include <sofia-sip/url.h>

#include "sip/field.h"

/** A header that must be there and parse. */
struct rule {
	size_t member; /* where sip_t points to it when it did parse */
	const char *missing;
	const char *malformed;
	const char *repeated;
	enum header header;
	bool is_single;
	bool has_uri;
};

#define RULE(id, name, member, is_single, has_uri)                        \
	{                                                                 \
		offsetof(sip_t, member), "Missing " name " Header Field", \
			"Malformed " name " Header Field",                \
			"Repeated " name " Header Field", HEADER_##id,    \
			is_single, has_uri                                \
	}

/** RFC 3261 §8.1.1; Max-Forwards may be missing (§16.3). */
static const struct rule mandatory[] = {
	RULE(VIA, "Via", sip_via, false, false),
	RULE(FROM, "From", sip_from, true, true),
	RULE(TO, "To", sip_to, true, true),
	RULE(CALL_ID, "Call-ID", sip_call_id, true, false),
	RULE(CSEQ, "CSeq", sip_cseq, true, false),
};

static const struct rule contact =
	RULE(CONTACT, "Contact", sip_contact, false, true);

static bool has_nul(const struct message *message)
{
	struct str head = message->bytes;

	head.size = (size_t)(message->body.p - head.p);
	return str_find(head, '\0') < head.size;
}

/** The first line of a header, NULL when there is none. */
static const struct line *find_line(const struct message *message,
				    enum header header)
{
	for (uint32_t i = 0; i < message->line_count; i++) {
		if (message->line[i].header == header)
			return &message->line[i];
	}
	return NULL;
}

/**
 * Whether sofia took the line. Of several lines it skips those that do not
 * parse, so its first header need not stand for the first line.
 */
static bool is_parsed(const struct message *message, const struct line *line,
		      const msg_common_t *first)
{
	return first != NULL && first->h_data != NULL &&
	       first->h_len >= line->size &&
	       memcmp(first->h_data, message->bytes.p + line->offset,
		      line->size) == 0;
}

static const char *rule_missing(const struct rule *rule,
				const struct message *message)
{
	if (find_line(message, rule->header) == NULL)
		return rule->missing;
	if (rule->is_single &&
	    message_header(message, rule->header, 1).p != NULL)
		return rule->repeated;
	return NULL;
}

/** Brackets, quotes and blanks, which sofia lets pass (RFC 4475 §3.1.2.7). */
static bool has_stray(struct str uri)
{
	for (size_t i = 0; i < uri.size; i++) {
		if (strchr(" \t<>\"", uri.p[i]) != NULL)
			return true;
	}
	return false;
}

static const char *rule_malformed(const struct rule *rule,
				  const struct message *message,
				  const sip_t *sip)
{
	void *first;

	memcpy(&first, (const char *)sip + rule->member, sizeof(first));
	if (!is_parsed(message, find_line(message, rule->header), first))
		return rule->malformed;
	if (rule->has_uri &&
	    has_stray(field_uri(message_header(message, rule->header, 0))))
		return rule->malformed;
	return NULL;
}

/** A word with no blanks inside, which sofia does not look at. */
static const char *call_id_fault(const struct message *message)
{
	struct str id = message_header(message, HEADER_CALL_ID, 0);

	for (size_t i = 0; i < id.size; i++) {
		if ((unsigned char)id.p[i] <= ' ' || id.p[i] == 0x7f)
			return "Malformed Call-ID Header Field";
	}
	return id.size == 0 ? "Malformed Call-ID Header Field" : NULL;
}

/** RFC 3261 §8.1.1.5: below 2**31, and the method of the start line. */
static const char *cseq_fault(const struct message *message)
{
	struct str value = message_header(message, HEADER_CSEQ, 0);
	struct str method;
	uint64_t number;
	size_t size = 0;

	while (size < value.size && value.p[size] >= '0' &&
	       value.p[size] <= '9')
		size++;
	method = str_trim(str_sub(value, size, value.size));
	if (str_parse_uint(str_sub(value, 0, size), INT32_MAX, &number) != 0 ||
	    !field_is_token(method) || method.p == value.p + size)
		return "Malformed CSeq Header Field";
	if (message->is_request && !str_eq(method, message_method(message)))
		return "CSeq Method Does Not Match the Request";
	return NULL;
}

static const char *start_fault(const struct message *message, const sip_t *sip)
{
	if (!message->is_request)
		return NULL;
	if (!field_is_token(message_method(message)) ||
	    !str_istarts(message_version(message), STR("SIP/")))
		return "Malformed Request-Line";
	if (sip->sip_request == NULL || has_stray(message_uri(message)))
		return "Malformed Request-URI";
	return NULL;
}

static const char *length_fault(const struct message *message)
{
	uint64_t length;

	for (uint32_t i = 0; i < message->line_count; i++) {
		const struct line *line = &message->line[i];

		if (line->header != HEADER_CONTENT_LENGTH)
			continue;
		length = UINT64_MAX;
		if (str_parse_uint(message_line_value(message, line),
				   UINT64_MAX, &length) == EBADMSG)
			return "Malformed Content-Length Header Field";
		/* the body was cut to the number on which all lines agree */
		if (!message->is_short && length != message->body.size)
			return "Contradictory Content-Length Header Fields";
	}
	return message->is_short ? "Body Shorter Than Its Content-Length"
				 : NULL;
}

/**
 * RFC 3261 §8.1.1.8: "*" is for REGISTER. An INVITE without a Contact breaks a
 * rule too, but one that does not keep it from being answered.
 */
static const char *contact_fault(const struct message *message,
				 const sip_t *sip)
{
	const char *fault;

	if (!message->is_request ||
	    !str_eq(message_method(message), STR("INVITE")) ||
	    find_line(message, HEADER_CONTACT) == NULL)
		return NULL;

	fault = rule_malformed(&contact, message, sip);
	if (fault == NULL && sip->sip_contact->m_url->url_type == url_any)
		fault = contact.malformed;
	return fault;
}

const char *message_fault(struct message *message)
{
	const sip_t *sip = message_sip(message);
	const char *fault = has_nul(message) ? "NUL in Header Field" : NULL;

	for (size_t i = 0; fault == NULL && i < ARRAY_SIZE(mandatory); i++)
		fault = rule_missing(&mandatory[i], message);
	if (fault == NULL && message->view_count < message->line_count)
		fault = "Too Many Header Fields";
	if (fault != NULL || sip == NULL)
		return fault;

	/* without a start line sofia parses nothing else */
	fault = start_fault(message, sip);
	for (size_t i = 0; fault == NULL && i < ARRAY_SIZE(mandatory); i++)
		fault = rule_malformed(&mandatory[i], message, sip);
	if (fault == NULL)
		fault = call_id_fault(message);
	if (fault == NULL)
		fault = cseq_fault(message);
	if (fault == NULL)
		fault = length_fault(message);
	if (fault == NULL)
		fault = contact_fault(message, sip);
	return fault;
}
