/* SPDX-License-Identifier: MIT */
#include "judge/facts.h"
#include "transcript_write.h"

static void copy_lines(struct draft *draft, const struct message *message,
		       enum header header, const char *name)
{
	struct str value;

	for (size_t nth = 0;; nth++) {
		value = message_header(message, header, nth);
		if (value.p == NULL)
			return;
		add_line(draft, name, value);
	}
}

/** The INVITE of either side with this number, and no other. */
static const struct message *invite_of(const struct source *source,
				       uint64_t cseq)
{
	const struct record *record = &source->transcript->record;
	enum entry_type type = source->step->is_in ? ENTRY_IN : ENTRY_OUT;
	struct facts facts;

	for (size_t i = record->count; i-- > 0;) {
		if (record->entry[i].type != type ||
		    record->entry[i].message == NULL ||
		    source->transcript->call[i] != source->step->call)
			continue;
		facts_read(&facts, record->entry[i].message);
		if (facts.is_request && facts.cseq == cseq &&
		    str_eq(facts.method, STR("INVITE")))
			return record->entry[i].message;
	}
	return source->invite;
}

/** A To tag that is not the usual one. */
static struct str fork_tag(const struct step *step, struct str tag)
{
	struct str none = { NULL, 0 };
	uint64_t call;

	if (str_starts(tag, STR("t")) &&
	    str_parse_uint(str_sub(tag, 1, tag.size), 99, &call) == 0 &&
	    call == step->call)
		return none;
	return step->is_in ? tag : none;
}

bool write_ack(struct draft *draft, const struct source *source)
{
	struct wanted wanted = wanted_response(source->step, 200, 699);
	const struct message *response, *invite;
	struct facts facts;
	bool is_success;

	wanted.has_tag = false;
	response = find_message(source->transcript, &wanted);
	if (response == NULL)
		wanted.status_from = 100;
	response = find_message(source->transcript, &wanted);
	if (source->invite == NULL)
		return false;
	facts_read(&facts, response != NULL ? response : source->invite);
	invite = invite_of(source, facts.cseq);
	is_success = facts.status >= 200 && facts.status < 300;
	add_start(draft, source->method,
		  is_success && contact_of(response).size > 0
			  ? contact_of(response)
			  : message_uri(invite));
	if (is_success) {
		add_via(draft, source, facts.cseq,
			fork_tag(source->step, facts.to_tag));
		if (source->step->is_in)
			add_routes(draft, response);
		copy_lines(draft, invite, HEADER_AUTHORIZATION,
			   "Authorization");
		copy_lines(draft, invite, HEADER_PROXY_AUTHORIZATION,
			   "Proxy-Authorization");
	} else {
		add_line(draft, "Via", message_header(invite, HEADER_VIA, 0));
		copy_lines(draft, invite, HEADER_ROUTE, "Route");
	}
	buf_add_text(&draft->head, "Max-Forwards: 70\r\n");
	add_line(draft, "From", message_header(invite, HEADER_FROM, 0));
	add_line(draft, "To", facts.to);
	add_line(draft, "Call-ID", facts.call_id);
	add_cseq(draft, facts.cseq, STR("ACK"));
	add_body(draft, false, true);
	return true;
}

bool write_cancel(struct draft *draft, const struct source *source)
{
	const struct message *invite = source->invite;
	struct facts facts;

	if (invite == NULL)
		return false;
	facts_read(&facts, invite);
	add_start(draft, source->method, facts.uri);
	add_line(draft, "Via", message_header(invite, HEADER_VIA, 0));
	copy_lines(draft, invite, HEADER_ROUTE, "Route");
	buf_add_text(&draft->head, "Max-Forwards: 70\r\n");
	add_line(draft, "From", facts.from);
	add_line(draft, "To", facts.to);
	add_line(draft, "Call-ID", facts.call_id);
	add_cseq(draft, facts.cseq, STR("CANCEL"));
	add_body(draft, false, true);
	return true;
}
