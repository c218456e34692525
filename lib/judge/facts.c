/* SPDX-License-Identifier: MIT */
#include "judge/facts.h"

#include "sip/field.h"

/** Everything before the first blank, and what follows the blanks. */
static struct str cut_word(struct str *rest)
{
	struct str word;
	size_t size = 0;

	while (size < rest->size && rest->p[size] != ' ' &&
	       rest->p[size] != '\t' && rest->p[size] != '\r' &&
	       rest->p[size] != '\n')
		size++;
	word = str_sub(*rest, 0, size);
	*rest = str_trim(str_sub(*rest, size, rest->size));
	return word;
}

static void read_cseq(struct facts *facts, struct str value)
{
	struct str number = cut_word(&value);

	facts->cseq_method = value;
	facts->has_cseq = str_parse_uint(number, UINT64_MAX, &facts->cseq) == 0;
}

/** "SIP/2.0/UDP host:5060": what stands behind the blank. */
static struct str read_sent_by(struct str part)
{
	struct str skipped;

	if (!str_cut(part, '/', &skipped, &part) ||
	    !str_cut(part, '/', &skipped, &part))
		return (struct str){ NULL, 0 };
	part = str_trim(part);
	(void)cut_word(&part);
	return part;
}

static size_t count_values(struct str list)
{
	struct str value;
	size_t count = 0;

	while (field_next(&list, &value))
		count++;
	return count;
}

/** The first of its name counts, as with field_param(). */
static void read_via_param(struct facts *facts, struct str part)
{
	struct str name, value;

	(void)str_cut(part, '=', &name, &value);
	name = str_trim(name);
	if (facts->branch.p == NULL && str_ieq(name, STR("branch")))
		facts->branch = str_trim(value);
	else if (facts->rport.p == NULL && str_ieq(name, STR("rport")))
		facts->rport = str_trim(value);
	else if (facts->oc.p == NULL && str_ieq(name, STR("oc")))
		facts->oc = str_trim(value);
}

static void read_via(struct facts *facts, struct str value)
{
	struct str rest, part;

	if (facts->via.p == NULL) {
		if (!field_next(&value, &facts->via))
			return;
		facts->via_count++;
		rest = facts->via;
		if (field_next_part(&rest, &part))
			facts->sent_by = read_sent_by(part);
		while (field_next_part(&rest, &part))
			read_via_param(facts, part);
	}
	facts->via_count += count_values(value);
}

/** The first line of a header counts; there is one in a message that is right. */
static void take_first(struct str *to, struct str value)
{
	if (to->p == NULL)
		*to = value;
}

static void read_line(struct facts *facts, const struct message *message,
		      const struct line *line)
{
	struct str value = message_line_value(message, line);

	switch (line->header) {
	case HEADER_VIA: read_via(facts, value); break;
	case HEADER_FROM: take_first(&facts->from, value); break;
	case HEADER_TO: take_first(&facts->to, value); break;
	case HEADER_CALL_ID: take_first(&facts->call_id, value); break;
	case HEADER_ROUTE: facts->route_count += count_values(value); break;
	case HEADER_CSEQ:
		if (facts->cseq_method.p == NULL)
			read_cseq(facts, value);
		break;
	default: break;
	}
}

void facts_read(struct facts *facts, const struct message *message)
{
	*facts = (struct facts){ .is_request = message->is_request };
	for (uint32_t i = 0; i < message->line_count; i++)
		read_line(facts, message, &message->line[i]);

	(void)field_param(facts->from, STR("tag"), &facts->from_tag);
	(void)field_param(facts->to, STR("tag"), &facts->to_tag);
	if (message->is_request) {
		facts->method = message_method(message);
		facts->uri = message_uri(message);
	} else {
		facts->method = facts->cseq_method;
		facts->status = message_status(message);
	}
}

struct str route_at(const struct message *message, enum header header, size_t n)
{
	struct str list, value;

	for (size_t nth = 0;; nth++) {
		list = message_header(message, header, nth);
		if (list.p == NULL)
			return list;
		while (field_next(&list, &value)) {
			if (n-- == 0)
				return value;
		}
	}
}

struct str facts_from_tag(const struct facts *facts)
{
	return str_eq(facts->method, STR("REGISTER")) ? STR("")
						      : facts->from_tag;
}
