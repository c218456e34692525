/* SPDX-License-Identifier: MIT */
#include "suite/sipp_message.h"

#include <stdio.h>
#include <string.h>

#define DIALLED "sip:[service]@[remote_ip]:[remote_port]"
#define CONTACT "<sip:sipp@[local_ip]:[local_port];transport=[transport]>"
#define TAG     "tag=[pid]SIPpTag[local_port][call_number]"

static void begin(struct sipp_text *text, const char *attributes)
{
	buf_addf(text->out, "  <send%s><![CDATA[\n\n", attributes);
	text->index++;
}

static void end(struct sipp_text *text)
{
	buf_add_text(text->out, "\n  ]]></send>\n");
}

/**
 * The same, and the credentials that went are kept: SIPp computes them anew for every
 * message, and the ACK of a 2xx has those of its INVITE (RFC 3261 §13.2.2.4).
 */
static void end_with_credentials(struct sipp_text *text)
{
	text->keeps_credentials = true;
	buf_add_text(text->out,
		     "\n  ]]>\n    <action><ereg regexp=\"(Proxy-)?"
		     "Authorization: [^[:cntrl:]]*\" search_in=\"msg\" "
		     "check_it=\"true\" assign_to=\"credentials\"/></action>"
		     "\n  </send>\n");
}

static void line(struct sipp_text *text, const char *words)
{
	buf_addf(text->out, "    %s\n", words);
}

static void write_sdp(struct sipp_text *text)
{
	line(text, "Content-Type: application/sdp");
	line(text, "Content-Length: [len]");
	line(text, "");
	line(text, "v=0");
	line(text, "o=sipp 1 1 IN IP[media_ip_type] [media_ip]");
	line(text, "s=-");
	line(text, "c=IN IP[media_ip_type] [media_ip]");
	line(text, "t=0 0");
	line(text, "m=audio 6000 RTP/AVP 0");
	line(text, "a=rtpmap:0 PCMU/8000");
}

/** What a request of this method needs besides, and its body. */
static const struct extra {
	const char *method;
	const char *headers;
	const char *type; /* of the body; NULL: none */
	const char *body;
	bool has_contact;
} extras[] = {
	{ "OPTIONS", "Accept: application/sdp\n", NULL, NULL, true },
	{ "REGISTER", "Expires: 60\n", NULL, NULL, true },
	{ "MESSAGE", "", "text/plain", "Hello", false },
	{ "SUBSCRIBE", "Event: presence\nExpires: 60\n", NULL, NULL, true },
	{ "PUBLISH", "Event: presence\nExpires: 60\n", "application/pidf+xml",
	  "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" "
	  "entity=\"sip:sipp@[local_ip]\"/>",
	  false },
	{ "REFER", "Refer-To: <sip:other@[remote_ip]>\n", NULL, NULL, true },
};

static const struct extra *find_extra(struct str method)
{
	for (size_t i = 0; i < ARRAY_SIZE(extras); i++) {
		if (str_eq(str_from(extras[i].method), method))
			return &extras[i];
	}
	return NULL;
}

static void write_extra(struct sipp_text *text, const struct extra *extra)
{
	struct str rest = str_from(extra->headers);
	struct str one;

	if (extra->has_contact)
		line(text, "Contact: " CONTACT);
	while (str_next_line(&rest, &one))
		buf_addf(text->out, "    %.*s\n", STR_ARG(one));
	if (extra->type != NULL)
		buf_addf(text->out, "    Content-Type: %s\n", extra->type);
	line(text, "Content-Length: [len]");
	line(text, "");
	if (extra->body != NULL)
		line(text, extra->body);
}

/** Each call has a tag and a Call-ID of its own; SIPp looks behind the slashes. */
static void write_from(struct sipp_text *text)
{
	buf_addf(text->out,
		 "    From: <sip:sipp@[local_ip]:[local_port]>;" TAG);
	if (text->call > 0)
		buf_addf(text->out, "-%u", text->call);
	buf_add_char(text->out, '\n');
}

static void write_call_id(struct sipp_text *text)
{
	buf_add_text(text->out, "    Call-ID: ");
	if (text->call > 0)
		buf_addf(text->out, "%u///", text->call);
	buf_add_text(text->out, "[call_id]\n");
}

/** Who asks whom: a REGISTER is for the address that selects the case. */
static void write_parties(struct sipp_text *text)
{
	if (str_eq(text->method, STR("REGISTER")))
		line(text, "From: <" DIALLED ">;" TAG);
	else
		write_from(text);
	line(text, "To: <" DIALLED ">");
	write_call_id(text);
}

static void write_branch(struct sipp_text *text, bool is_same)
{
	if (is_same)
		buf_addf(text->out,
			 "    Via: SIP/2.0/[transport] [local_ip]:[local_port]"
			 ";branch=[branch-%u]-[run]\n",
			 text->index - 1 - text->sent_at);
	else
		line(text, "Via: SIP/2.0/[transport] [local_ip]:[local_port]"
			   ";branch=[branch]-[run]");
	line(text, "Max-Forwards: 70");
}

void sipp_write_request(struct sipp_text *text,
			const struct sipp_request *request)
{
	const struct extra *extra = find_extra(text->method);

	if (request->is_child)
		(void)snprintf(text->uri, sizeof(text->uri), "[$contact%u]",
			       text->moved);
	else if (str_eq(text->method, STR("REGISTER")))
		(void)snprintf(text->uri, sizeof(text->uri),
			       "sip:[remote_ip]:[remote_port]");
	else if (text->uri[0] == '\0')
		(void)snprintf(text->uri, sizeof(text->uri), DIALLED);

	text->cseq++;
	text->began = text->cseq;
	memset(text->inside, 0, sizeof(text->inside));
	text->is_inside = false;
	text->has_credentials = request->has_credentials;
	begin(text, " retrans=\"500\"");
	buf_addf(text->out, "    %.*s %s SIP/2.0\n", STR_ARG(text->method),
		 text->uri);
	write_branch(text, false);
	text->sent_at = text->index - 1;
	write_parties(text);
	buf_addf(text->out, "    CSeq: %u %.*s\n", text->cseq,
		 STR_ARG(text->method));
	if (text->is_reliable)
		line(text, "Supported: 100rel");
	if (request->has_credentials)
		line(text, "[authentication]");
	if (extra != NULL) {
		write_extra(text, extra);
	} else {
		line(text, "Contact: " CONTACT);
		line(text, "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, "
			   "UPDATE, NOTIFY, PRACK");
		write_sdp(text);
	}
	if (request->has_credentials && extra == NULL)
		end_with_credentials(text);
	else
		end(text);
}

static void write_tail(struct sipp_text *text, unsigned cseq,
		       const char *method)
{
	write_call_id(text);
	buf_addf(text->out, "    CSeq: %u %s\n", cseq, method);
	line(text, "Content-Length: 0");
	end(text);
}

/** The CSeq of the next request in the dialog (RFC 3261 §12.2.1.1). */
static unsigned next_inside(struct sipp_text *text)
{
	unsigned *cseq = &text->inside[text->dialog];

	if (*cseq == 0)
		*cseq = text->cseq;
	return ++*cseq;
}

/** The dialog's target. */
static void write_target(const struct sipp_text *text, char *uri, size_t size)
{
	if (text->dialog == 0)
		(void)snprintf(uri, size, "[next_url]");
	else
		(void)snprintf(uri, size, "[$target%u]", text->dialog);
}

/** In the dialog of the last response, or of that with the number. */
static void write_in_dialog(struct sipp_text *text, const char *method)
{
	char uri[sizeof(text->uri)];

	write_target(text, uri, sizeof(uri));
	buf_addf(text->out, "    %s %s SIP/2.0\n", method, uri);
	write_branch(text, false);
	line(text, "[routes]");
	write_from(text);
	if (text->dialog == 0)
		line(text, "To: <" DIALLED ">[peer_tag_param]");
	else
		buf_addf(text->out, "    To: [$to%u]\n", text->dialog);
}

void sipp_write_inside(struct sipp_text *text, const char *method)
{
	const struct extra *extra = find_extra(str_from(method));

	text->began = next_inside(text);
	text->is_inside = true;
	text->has_credentials = false;
	begin(text, " retrans=\"500\"");
	write_target(text, text->uri, sizeof(text->uri));
	write_in_dialog(text, method);
	text->sent_at = text->index - 1;
	write_call_id(text);
	buf_addf(text->out, "    CSeq: %u %s\n", text->began, method);
	if (extra != NULL) {
		write_extra(text, extra);
	} else {
		line(text, "Contact: " CONTACT);
		write_sdp(text);
	}
	end(text);
}

void sipp_write_ack(struct sipp_text *text, unsigned code)
{
	begin(text, "");
	if (code < 300) {
		write_in_dialog(text, "ACK");
		if (text->has_credentials)
			line(text, "[$credentials]");
	} else {
		/* It belongs to the transaction of the INVITE, and has its
		 * Request-URI and its Via (RFC 3261 §17.1.1.3). */
		buf_addf(text->out, "    ACK %s SIP/2.0\n", text->uri);
		write_branch(text, true);
		if (text->is_inside)
			line(text, "[routes]");
		write_from(text);
		if (text->dialog == 0)
			line(text, "[last_To:]");
		else
			buf_addf(text->out, "    To: [$to%u]\n", text->dialog);
	}
	write_tail(text, text->began, "ACK");
}

void sipp_write_cancel(struct sipp_text *text)
{
	begin(text, " retrans=\"500\"");
	buf_addf(text->out, "    CANCEL %s SIP/2.0\n", text->uri);
	write_branch(text, true);
	write_from(text);
	line(text, "To: <" DIALLED ">");
	write_tail(text, text->began, "CANCEL");
}

void sipp_write_prack(struct sipp_text *text)
{
	begin(text, " retrans=\"500\"");
	write_in_dialog(text, "PRACK");
	buf_addf(text->out, "    RAck: [$rseq] %u INVITE\n", text->began);
	write_tail(text, next_inside(text), "PRACK");
}

void sipp_write_bye(struct sipp_text *text)
{
	begin(text, " retrans=\"500\"");
	write_in_dialog(text, "BYE");
	write_tail(text, next_inside(text), "BYE");
}

void sipp_write_answer(struct sipp_text *text, struct str method, unsigned code,
		       bool has_sdp)
{
	sipp_write_take(text, method);
	begin(text, "");
	buf_addf(text->out, "    SIP/2.0 %u %s\n", code,
		 code == 200   ? "OK"
		 : code == 603 ? "Decline"
			       : "No Such Subscription");
	line(text, "[last_Via:]");
	line(text, "[last_From:]");
	line(text, "[last_To:]");
	line(text, "[last_Call-ID:]");
	line(text, "[last_CSeq:]");
	line(text, "Contact: " CONTACT);
	if (has_sdp)
		write_sdp(text);
	else
		line(text, "Content-Length: 0");
	end(text);
}
