/* SPDX-License-Identifier: MIT */
#include "transcript_write.h"

#include "judge/facts.h"
#include "sip/field.h"

/* What a correct client and a correct server send, as far as judging needs it. */

void add_line(struct draft *draft, const char *name, struct str value)
{
	buf_addf(&draft->head, "%s: %.*s\r\n", name, STR_ARG(value));
}

/** @param tag  of a fork, whose ACK is another transaction; or absent */
void add_via(struct draft *draft, const struct source *source, uint64_t cseq,
	     struct str tag)
{
	const struct step *step = source->step;
	struct str method = source->method;

	buf_addf(&draft->head, "Via: SIP/2.0/%s %s;branch=z9hG4bK-%s%u-",
		 transport_via(step->client.transport),
		 step->is_in ? "192.0.2.7:5060" : "192.0.2.10:5060",
		 step->is_in ? "" : "us-", step->call);
	for (size_t i = 0; i < method.size; i++) {
		char c = method.p[i];

		buf_add_char(&draft->head,
			     c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
	}
	buf_addf(&draft->head, "-%llu", (unsigned long long)cseq);
	if (tag.size > 0)
		buf_addf(&draft->head, "-%.*s", STR_ARG(tag));
	buf_add_text(&draft->head, ";rport\r\n");
}

void add_cseq(struct draft *draft, uint64_t cseq, struct str method)
{
	buf_addf(&draft->head, "CSeq: %llu %.*s\r\n", (unsigned long long)cseq,
		 STR_ARG(method));
}

void add_body(struct draft *draft, bool has_sdp, bool is_client)
{
	if (has_sdp) {
		buf_add_text(&draft->head, "Content-Type: application/sdp\r\n");
		buf_add_text(&draft->body,
			     is_client ? SDP("192.0.2.7") : SDP("192.0.2.10"));
	}
	buf_add_text(&draft->head, "Content-Length: 0\r\n");
}

const char *contact_uri(const struct step *step)
{
	bool is_tcp = step->client.transport == TRANSPORT_TCP;

	if (step->is_in)
		return is_tcp ? "sip:alice@192.0.2.7:5060;transport=tcp"
			      : "sip:alice@192.0.2.7:5060";
	return is_tcp ? "sip:tok@192.0.2.10:5060;transport=tcp"
		      : "sip:tok@192.0.2.10:5060";
}

struct wanted wanted_response(const struct step *step, unsigned from,
			      unsigned to)
{
	return (struct wanted){
		.call = step->call,
		.type = step->is_in ? ENTRY_OUT : ENTRY_IN,
		.method = STR("INVITE"),
		.status_from = from,
		.status_to = to,
		.has_tag = true,
	};
}

struct str contact_of(const struct message *message)
{
	return field_uri(message_header(message, HEADER_CONTACT, 0));
}

/** The Record-Route of our response, backwards, as routes of the client. */
void add_routes(struct draft *draft, const struct message *response)
{
	size_t count = 0;

	while (route_at(response, HEADER_RECORD_ROUTE, count).p != NULL)
		count++;
	while (count-- > 0)
		add_line(draft, "Route",
			 route_at(response, HEADER_RECORD_ROUTE, count));
}

void add_start(struct draft *draft, struct str method, struct str uri)
{
	buf_addf(&draft->head, "%.*s %.*s SIP/2.0\r\n", STR_ARG(method),
		 STR_ARG(uri));
}

/** The best response to the client's last request of a method, or NULL. */
static const struct message *find_dialog(const struct transcript *transcript,
					 const struct step *step,
					 const char *method)
{
	static const struct {
		unsigned from, to;
	} range[] = { { 200, 299 }, { 101, 199 }, { 300, 699 } };
	const struct message *found = NULL;
	struct step client = *step;

	client.is_in = true;
	for (size_t i = 0; i < ARRAY_SIZE(range) && found == NULL; i++) {
		struct wanted wanted =
			wanted_response(&client, range[i].from, range[i].to);

		wanted.method = str_from(method);
		found = find_message(transcript, &wanted);
	}
	return found;
}

/** Whether a method is used in a dialog that a SUBSCRIBE or a REFER made. */
static bool is_of_event(struct str method)
{
	return str_eq(method, STR("SUBSCRIBE")) ||
	       str_eq(method, STR("NOTIFY")) || str_eq(method, STR("REFER"));
}

/** Who calls: of one message with a tag, the other end's Contact and our own name. */
static void read_source(struct source *source,
			const struct transcript *transcript,
			const struct step *step)
{
	struct wanted wanted;

	*source = (struct source){ .transcript = transcript,
				   .step = step,
				   .method = step->method };
	if (str_eq(step->method, STR("reINVITE")))
		source->method = STR("INVITE");
	wanted = (struct wanted){ .call = step->call,
				  .type = step->is_in ? ENTRY_IN : ENTRY_OUT,
				  .is_request = true,
				  .method = STR("INVITE") };
	source->invite = find_message(transcript, &wanted);
	source->dialog = find_dialog(transcript, step, "INVITE");
	if (source->dialog == NULL && is_of_event(step->method))
		source->dialog = find_dialog(transcript, step, "SUBSCRIBE");
	if (source->dialog == NULL && is_of_event(step->method))
		source->dialog = find_dialog(transcript, step, "REFER");
}

static bool write_plain(struct draft *draft,
			const struct transcript *transcript,
			const struct step *step)
{
	struct source source;

	if (step->status != 0)
		return write_response(draft, transcript, step);
	read_source(&source, transcript, step);
	if (str_eq(source.method, STR("ACK")))
		return write_ack(draft, &source);
	if (str_eq(source.method, STR("CANCEL")))
		return write_cancel(draft, &source);
	return write_request(draft, &source);
}

bool draft_write(struct draft *draft, const struct transcript *transcript,
		 const struct step *step)
{
	if (!write_plain(draft, transcript, step))
		return false;
	if (step->is_challenge)
		write_challenge(draft, transcript, step);
	return !step->is_answer || write_answer(draft, transcript, step);
}
