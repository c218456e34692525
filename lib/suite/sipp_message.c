/* SPDX-License-Identifier: MIT */
#include "suite/sipp_message.h"

#include <stdio.h>

#define DIALLED "sip:[service]@[remote_ip]:[remote_port]"
#define CONTACT "<sip:sipp@[local_ip]:[local_port];transport=[transport]>"
#define FROM \
	"<sip:sipp@[local_ip]:[local_port]>;tag=[pid]SIPpTag[local_port][call_number]"

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

/** Who asks whom: a REGISTER is for the address that selects the case. */
static void write_parties(struct sipp_text *text)
{
	if (str_eq(text->method, STR("REGISTER")))
		line(text, "From: <" DIALLED
			   ">;tag=[pid]SIPpTag[local_port][call_number]");
	else
		line(text, "From: " FROM);
	line(text, "To: <" DIALLED ">");
	line(text, "Call-ID: [call_id]");
}

static void write_branch(struct sipp_text *text, bool is_same)
{
	if (is_same)
		buf_addf(text->out,
			 "    Via: SIP/2.0/[transport] [local_ip]:[local_port]"
			 ";branch=[branch-%u]\n",
			 text->index - 1 - text->sent_at);
	else
		line(text, "Via: SIP/2.0/[transport] [local_ip]:[local_port]"
			   ";branch=[branch]");
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
	line(text, "Call-ID: [call_id]");
	buf_addf(text->out, "    CSeq: %u %s\n", cseq, method);
	line(text, "Content-Length: 0");
	end(text);
}

/** In the dialog of the last response. */
static void write_in_dialog(struct sipp_text *text, const char *method)
{
	buf_addf(text->out, "    %s [next_url] SIP/2.0\n", method);
	write_branch(text, false);
	line(text, "[routes]");
	line(text, "From: " FROM);
	line(text, "To: <" DIALLED ">[peer_tag_param]");
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
		line(text, "From: " FROM);
		line(text, "[last_To:]");
	}
	write_tail(text, text->began, "ACK");
}

void sipp_write_cancel(struct sipp_text *text)
{
	begin(text, " retrans=\"500\"");
	line(text, "CANCEL " DIALLED " SIP/2.0");
	write_branch(text, true);
	line(text, "From: " FROM);
	line(text, "To: <" DIALLED ">");
	write_tail(text, text->began, "CANCEL");
}

void sipp_write_prack(struct sipp_text *text)
{
	begin(text, " retrans=\"500\"");
	write_in_dialog(text, "PRACK");
	buf_addf(text->out, "    RAck: [$rseq] %u INVITE\n", text->began);
	write_tail(text, ++text->cseq, "PRACK");
}

void sipp_write_bye(struct sipp_text *text)
{
	begin(text, " retrans=\"500\"");
	write_in_dialog(text, "BYE");
	write_tail(text, ++text->cseq, "BYE");
}

/** Keep what of a header fits: in $contact1, $contact2 …, or 0: in $rseq. */
static void write_search(struct sipp_text *text, const char *pattern,
			 const char *header, unsigned contact)
{
	buf_addf(text->out,
		 ">\n    <action><ereg regexp=\"%s\" search_in=\"hdr\" "
		 "header=\"%s\" check_it=\"true\" assign_to=\"",
		 pattern, header);
	if (contact > 0)
		buf_addf(text->out, "contact%u", contact);
	else
		buf_add_text(text->out, "rseq");
	buf_add_text(text->out, "\"/></action>\n  </recv>\n");
}

void sipp_write_receive(struct sipp_text *text,
			const struct sipp_receive *receive)
{
	buf_addf(text->out, "  <recv response=\"%u\"%s%s%s", receive->code,
		 receive->is_optional ? " optional=\"true\"" : "",
		 receive->is_challenge ? " auth=\"true\"" : "",
		 receive->is_dialog ? " rrs=\"true\"" : "");
	text->index++;
	if (receive->is_contact)
		write_search(text, "sips?:[^>]*", "Contact:", ++text->moved);
	else if (receive->is_rseq)
		write_search(text, "[0-9]+", "RSeq:", 0);
	else
		buf_add_text(text->out, "/>\n");
}

void sipp_write_take(struct sipp_text *text, struct str method)
{
	buf_addf(text->out, "  <recv request=\"%.*s\"/>\n", STR_ARG(method));
	text->index++;
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

void sipp_write_references(struct sipp_text *text)
{
	if (text->keeps_credentials)
		buf_add_text(text->out,
			     "  <Reference variables=\"credentials\"/>\n");
}

void sipp_write_pause(struct sipp_text *text, unsigned ms)
{
	buf_addf(text->out, "  <pause milliseconds=\"%u\"/>\n", ms);
	text->index++;
}

void sipp_write_patience(struct sipp_text *text)
{
	buf_add_text(text->out,
		     "  <!-- With -default_behaviors all,-abortunexp: "
		     "what comes here is not for it. -->\n");
}
