/* SPDX-License-Identifier: MIT */
#include "catalogue/catalogue.h"
#include "judge/facts.h"
#include "sip/response.h"
#include "transcript_write.h"

/** The request that a response is for. */
static const struct message *find_answered(const struct transcript *transcript,
					   const struct step *step)
{
	struct wanted request = {
		.call = step->call,
		.type = step->is_in ? ENTRY_OUT : ENTRY_IN,
		.is_request = true,
		.method = step->about,
	};
	struct wanted final = {
		.call = step->call,
		.type = step->is_in ? ENTRY_IN : ENTRY_OUT,
		.method = STR("INVITE"),
		.status_from = 200,
		.status_to = 699,
	};
	const struct message *invite, *response;
	struct facts asked, answered;

	if (step->about.p != NULL)
		return find_message(transcript, &request);
	request.method = STR("INVITE");
	invite = find_message(transcript, &request);
	response = find_message(transcript, &final);
	request.method = (struct str){ NULL, 0 };
	if (invite == NULL)
		return find_message(transcript, &request);
	if (response == NULL)
		return invite;
	facts_read(&asked, invite);
	facts_read(&answered, response);
	if (asked.cseq != answered.cseq ||
	    !str_eq(asked.branch, answered.branch))
		return invite;
	return find_message(transcript, &request);
}

static void add_answer_headers(struct buf *lines, const struct step *step,
			       const struct message *request)
{
	struct facts facts;
	bool is_target;
	struct str route;

	facts_read(&facts, request);
	is_target = str_eq(facts.method, STR("INVITE")) ||
		    str_eq(facts.method, STR("UPDATE")) ||
		    str_eq(facts.method, STR("SUBSCRIBE")) ||
		    str_eq(facts.method, STR("REFER"));
	if (step->status <= 100 || step->status >= 300 || !is_target)
		return;
	for (size_t n = 0;; n++) {
		route = route_at(request, HEADER_RECORD_ROUTE, n);
		if (route.p == NULL)
			break;
		buf_addf(lines, "Record-Route: %.*s\r\n", STR_ARG(route));
	}
	buf_addf(lines, "Contact: <%s>\r\n", contact_uri(step));
}

bool write_response(struct draft *draft, const struct transcript *transcript,
		    const struct step *step)
{
	const struct message *request = find_answered(transcript, step);
	struct response response = { .code = step->status };
	struct buf lines, tag, out;
	struct str head;
	bool is_written;

	if (request == NULL)
		return false;
	buf_init(&lines, 10000);
	buf_init(&tag, 20);
	buf_init(&out, 65536);
	buf_addf(&tag, step->is_in ? "a%u" : "t%u", step->call);
	add_answer_headers(&lines, step, request);
	response.phrase = str_from(catalogue_phrase(step->status));
	response.to_tag = buf_str(&tag);
	response.headers = buf_str(&lines);
	if (step->status >= 200 && step->status < 300 &&
	    str_eq(message_method(request), STR("INVITE"))) {
		response.content_type = STR("application/sdp");
		response.body = step->is_in ? STR(SDP("192.0.2.7"))
					    : STR(SDP("192.0.2.10"));
	}
	is_written = response_write(&out, request,
				    step->is_in ? &step->ours : &step->client,
				    &response) == 0;
	head = str_sub(buf_str(&out), 0, out.size - response.body.size - 2);
	buf_add_str(&draft->head, head);
	buf_add_str(&draft->body, response.body);
	buf_release(&out);
	buf_release(&tag);
	buf_release(&lines);
	return is_written;
}
