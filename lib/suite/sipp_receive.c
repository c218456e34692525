/* SPDX-License-Identifier: MIT */
#include "suite/sipp_message.h"

/** Keep what of a header fits, of that header's line with this number. */
static void write_search(struct sipp_text *text, const char *pattern,
			 const char *header, unsigned at)
{
	buf_addf(text->out,
		 "<ereg regexp=\"%s\" search_in=\"hdr\" header=\"%s\" "
		 "occurrence=\"%u\" check_it=\"true\" assign_to=",
		 pattern, header, at);
}

/** Keep the To, in whatever form it stands, and the Contact of a dialog. */
static void write_dialog(struct sipp_text *text,
			 const struct sipp_receive *receive)
{
	if (text->dialogs < text->dialog)
		text->dialogs = text->dialog;
	buf_addf(text->out,
		 "<ereg regexp=\"[[:cntrl:]][Tt][Oo]?:[[:blank:]]*"
		 "([^[:cntrl:]]+([[:cntrl:]]+[[:blank:]][^[:cntrl:]]+)*)\" "
		 "search_in=\"msg\" check_it=\"true\" "
		 "assign_to=\"line,to%u\"/>",
		 text->dialog);
	buf_addf(text->out,
		 "<ereg regexp=\"sips?:[^>%s[:cntrl:]]*\" search_in=\"hdr\" "
		 "header=\"Contact:\" assign_to=\"target%u\"/>",
		 receive->is_bare ? ";" : "", text->dialog);
}

static void write_actions(struct sipp_text *text,
			  const struct sipp_receive *receive)
{
	buf_add_text(text->out, ">\n    <action>");
	if (receive->contact != NULL) {
		write_search(text, receive->contact,
			     "Contact:", receive->contact_at);
		buf_addf(text->out, "\"contact%u\"/>", ++text->moved);
	}
	if (receive->is_rseq) {
		write_search(text, "[0-9]+", "RSeq:", 1);
		buf_add_text(text->out, "\"rseq\"/>");
	}
	if (receive->is_named)
		write_dialog(text, receive);
	buf_add_text(text->out, "</action>\n  </recv>\n");
}

void sipp_write_receive(struct sipp_text *text,
			const struct sipp_receive *receive)
{
	buf_addf(text->out, "  <recv response=\"%u\"%s%s%s", receive->code,
		 receive->is_optional ? " optional=\"true\"" : "",
		 receive->is_challenge ? " auth=\"true\"" : "",
		 receive->is_dialog ? " rrs=\"true\"" : "");
	text->index++;
	if (receive->contact != NULL || receive->is_rseq || receive->is_named)
		write_actions(text, receive);
	else
		buf_add_text(text->out, "/>\n");
}

void sipp_write_take(struct sipp_text *text, struct str method)
{
	buf_addf(text->out, "  <recv request=\"%.*s\"/>\n", STR_ARG(method));
	text->index++;
}

void sipp_write_pause(struct sipp_text *text, unsigned ms)
{
	buf_addf(text->out, "  <pause milliseconds=\"%u\"/>\n", ms);
	text->index++;
}

void sipp_write_silence(struct sipp_text *text)
{
	text->is_unanswered = true;
	buf_add_text(text->out, "  <recv response=\"200\" timeout=\"33000\" "
				"ontimeout=\"gone\"/>\n"
				"  <label id=\"gone\"/>\n");
	text->index++;
	sipp_write_pause(text, 1);
}

void sipp_write_end(struct sipp_text *text)
{
	if (text->keeps_credentials)
		buf_add_text(text->out,
			     "  <Reference variables=\"credentials\"/>\n");
	if (text->dialogs > 0)
		buf_add_text(text->out, "  <Reference variables=\"line\"/>\n");
	for (unsigned i = 1; i <= text->moved; i++)
		buf_addf(text->out, "  <Reference variables=\"contact%u\"/>\n",
			 i);
	for (unsigned i = 1; i <= text->dialogs; i++)
		buf_addf(text->out,
			 "  <Reference variables=\"to%u,target%u\"/>\n", i, i);
	if (!text->is_patient && !text->is_deaf && !text->is_unanswered)
		return;
	buf_addf(text->out, "  <!-- SIPp:%s%s%s -->\n",
		 text->is_patient ? " -default_behaviors all,-abortunexp" : "",
		 text->is_deaf ? " -nr" : "",
		 /* Seven requests in all (RFC 3261 §17.1.1.2). */
		 text->is_unanswered ? " -max_invite_retrans 6" : "");
}
