/* SPDX-License-Identifier: MIT */
#include "judge/facts.h"
#include "transcript_write.h"

/* Requests other than ACK and CANCEL, in the dialog and outside. */

#define ALLOW "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, PRACK\r\n"

/** Whether a request counts with those of this step: of its dialog, or of its method. */
static bool counts(const struct source *source, const struct facts *facts,
		   struct str call_id)
{
	if (str_eq(facts->call_id, call_id))
		return true;
	return source->is_beside ? str_eq(facts->method, source->method)
				 : str_eq(facts->method, STR("INVITE"));
}

/** One more than the highest number of this sender in this call. */
static uint64_t next_cseq(const struct source *source, struct str call_id)
{
	const struct record *record = &source->transcript->record;
	enum entry_type type = source->step->is_in ? ENTRY_IN : ENTRY_OUT;
	uint64_t highest = 0;
	struct facts facts;

	for (size_t i = 0; i < record->count; i++) {
		if (record->entry[i].type != type ||
		    record->entry[i].message == NULL ||
		    source->transcript->call[i] != source->step->call ||
		    !record->entry[i].message->is_request)
			continue;
		facts_read(&facts, record->entry[i].message);
		if (counts(source, &facts, call_id) && facts.cseq > highest)
			highest = facts.cseq;
	}
	return highest + 1;
}

/** From, To, Call-ID, CSeq of a request. */
struct names {
	struct str uri;
	struct str from;
	struct str to;
	struct str call_id;
	uint64_t cseq;
};

static void add_names(struct draft *draft, const struct source *source,
		      const struct names *names)
{
	add_line(draft, "From", names->from);
	add_line(draft, "To", names->to);
	add_line(draft, "Call-ID", names->call_id);
	add_cseq(draft, names->cseq, source->method);
}

/** What belongs to a method beside what every request has. */
static void add_special(struct draft *draft, const struct source *source)
{
	struct wanted wanted = wanted_response(source->step, 101, 199);
	struct str method = source->method;
	const struct message *ring;
	bool is_invite = str_eq(method, STR("INVITE"));

	if (is_invite || str_eq(method, STR("UPDATE")) ||
	    str_eq(method, STR("SUBSCRIBE")) || str_eq(method, STR("REFER")) ||
	    str_eq(method, STR("REGISTER")))
		buf_addf(&draft->head, "Contact: <%s>\r\n",
			 contact_uri(source->step));
	if (is_invite)
		buf_add_text(&draft->head, ALLOW "Supported: replaces\r\n");
	if (str_eq(method, STR("SUBSCRIBE")) ||
	    str_eq(method, STR("PUBLISH")) || str_eq(method, STR("NOTIFY")))
		buf_add_text(&draft->head, "Event: presence\r\n");
	if (str_eq(method, STR("NOTIFY")))
		buf_add_text(&draft->head, "Subscription-State: active\r\n");
	if (str_eq(method, STR("REFER")))
		buf_add_text(&draft->head,
			     "Refer-To: <sip:carol@192.0.2.9>\r\n");
	ring = find_message(source->transcript, &wanted);
	if (str_eq(method, STR("PRACK")) && ring != NULL)
		buf_addf(&draft->head, "RAck: %.*s %.*s\r\n",
			 STR_ARG(message_find(ring, STR("RSeq"), 0)),
			 STR_ARG(message_header(ring, HEADER_CSEQ, 0)));
	add_body(draft, is_invite, source->step->is_in);
}

static void write_all(struct draft *draft, const struct source *source,
		      const struct names *names)
{
	add_start(draft, source->method, names->uri);
	add_via(draft, source, names->cseq, (struct str){ NULL, 0 });
	if (source->is_inside && source->step->is_in)
		add_routes(draft, source->dialog);
	buf_add_text(&draft->head, "Max-Forwards: 70\r\n");
	add_names(draft, source, names);
	add_special(draft, source);
}

/** In the dialog, by either side. */
static void write_inside(struct draft *draft, struct source *source)
{
	const struct message *response = source->dialog;
	struct wanted wanted = { .call = source->step->call,
				 .type = ENTRY_IN,
				 .is_request = true };
	const struct message *invite;
	bool is_in = source->step->is_in;
	struct facts made;
	struct names names = {
		.from = message_header(response,
				       is_in ? HEADER_FROM : HEADER_TO, 0),
		.to = message_header(response, is_in ? HEADER_TO : HEADER_FROM,
				     0),
		.call_id = message_header(response, HEADER_CALL_ID, 0),
	};

	facts_read(&made, response);
	wanted.method = made.cseq_method;
	invite = find_message(source->transcript, &wanted);
	names.uri = contact_of(is_in ? response : invite);
	if (names.uri.size == 0)
		names.uri = message_uri(invite);
	names.cseq = next_cseq(source, names.call_id);
	source->is_inside = true;
	write_all(draft, source, &names);
}

/** What belongs to the call although there is no dialog: a BYE too early. */
static void write_early(struct draft *draft, const struct source *source)
{
	const struct message *invite = source->invite;
	struct names names = {
		.uri = message_uri(invite),
		.from = message_header(invite, HEADER_FROM, 0),
		.to = message_header(invite, HEADER_TO, 0),
		.call_id = message_header(invite, HEADER_CALL_ID, 0),
	};

	names.cseq = next_cseq(source, names.call_id);
	write_all(draft, source, &names);
}

/** Outside of every dialog: an INVITE, or something beside the call. */
static void write_outside(struct draft *draft, struct source *source)
{
	const struct step *step = source->step;
	bool is_register = str_eq(source->method, STR("REGISTER"));
	struct names names;
	struct buf call_id, from;

	buf_init(&call_id, 200);
	buf_init(&from, 200);
	buf_addf(&call_id, step->is_in ? "c%u" : "u%u", step->call);
	buf_addf(&from,
		 step->is_in ? "<sip:alice@192.0.2.7>;tag=f%u"
			     : "<sip:gamut@192.0.2.10>;tag=u%u",
		 step->call);
	if (!str_eq(source->method, STR("INVITE"))) {
		source->is_beside = true;
		buf_addf(&call_id, "-%.*s", STR_ARG(source->method));
		buf_addf(&from, "-%.*s", STR_ARG(source->method));
	}
	buf_addf(&call_id, "@192.0.2.%d", step->is_in ? 7 : 10);
	names.uri = step->is_in ? STR("sip:486@192.0.2.10")
				: STR("sip:alice@192.0.2.7:5060");
	names.to = step->is_in ? STR("<sip:486@192.0.2.10>")
			       : STR("<sip:alice@192.0.2.7>");
	if (is_register) {
		names.uri = STR("sip:192.0.2.10");
		names.to = STR("<sip:alice@192.0.2.10>");
	}
	names.from = buf_str(&from);
	names.call_id = buf_str(&call_id);
	names.cseq = next_cseq(source, names.call_id);
	write_all(draft, source, &names);
	buf_release(&from);
	buf_release(&call_id);
}

/** Whether a method is used inside of a dialog where there is one. */
static bool is_inner(const struct step *step)
{
	static const char *const outer[] = { "INVITE", "REGISTER", "PUBLISH" };

	for (size_t i = 0; i < ARRAY_SIZE(outer); i++) {
		if (str_eq(step->method, str_from(outer[i])))
			return !step->is_in && i == 0;
	}
	return !step->is_outside;
}

/** Whether a method is of the call even where it is too early. */
static bool is_early(const struct step *step)
{
	static const char *const early[] = { "BYE", "INFO", "PRACK", "UPDATE" };

	for (size_t i = 0; i < ARRAY_SIZE(early); i++) {
		if (str_eq(step->method, str_from(early[i])))
			return !step->is_outside;
	}
	return false;
}

bool write_request(struct draft *draft, struct source *source)
{
	if (is_inner(source->step) && source->dialog != NULL)
		write_inside(draft, source);
	else if (is_early(source->step) && source->invite != NULL)
		write_early(draft, source);
	else
		write_outside(draft, source);
	return true;
}
