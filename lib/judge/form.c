/* SPDX-License-Identifier: MIT */
#include "judge/form.h"

#include <string.h>

#include "sip/field.h"
#include "text/buf.h"

bool form_is_client(const struct view *view, size_t entry, bool has_proxy)
{
	const struct entry *in = view_entry(view, entry);
	enum class class = view->item[entry].class;

	if (in->type != ENTRY_IN || in->message == NULL ||
	    !in->message->is_request)
		return false;
	if (!has_proxy || view_facts(view, entry)->via_count > 1)
		return true;
	return class == CLASS_ACK_SUCCESS || class == CLASS_DIALOG;
}

struct str form_via(const struct view *view, size_t entry)
{
	const struct message *message = view_entry(view, entry)->message;
	struct str rest, value, via = view_facts(view, entry)->via;

	if (view_facts(view, entry)->via_count <= 1)
		return via;
	for (size_t n = 0;; n++) {
		rest = message_header(message, HEADER_VIA, n);
		if (rest.p == NULL)
			return via;
		while (field_next(&rest, &value))
			via = value;
	}
}

/** The host of host[:port], without the brackets of an IPv6 address. */
static struct str host_of(struct str sent_by)
{
	struct str host, rest;

	if (!str_starts(sent_by, STR("["))) {
		(void)str_cut(sent_by, ':', &host, &rest);
		return str_trim(host);
	}
	(void)str_cut(str_sub(sent_by, 1, sent_by.size), ']', &host, &rest);
	return str_trim(host);
}

bool form_is_straight(const struct view *view, size_t entry)
{
	const struct facts *facts = view_facts(view, entry);

	return facts->via_count == 1 &&
	       str_ieq(host_of(facts->sent_by),
		       str_from(view_entry(view, entry)->remote->host));
}

/** Whether this is the first ACK of an INVITE once more. */
static bool is_ack_again(const struct view *view, size_t entry)
{
	const struct item *item = &view->item[entry];
	const struct exchange *exchange;

	if ((item->class != CLASS_ACK_FAILURE &&
	     item->class != CLASS_ACK_SUCCESS) ||
	    item->exchange == NOTHING)
		return false;

	exchange = &view->exchange[item->exchange];
	return exchange->ack_count > 0 && exchange->ack[0] != entry &&
	       str_eq(view_entry(view, exchange->ack[0])->message->bytes,
		      view_entry(view, entry)->message->bytes);
}

void form_run(struct view *view, const struct form_rule *rule)
{
	bool has_proxy = view->has_proxy, has_found = false;
	long good = NOTHING;
	enum form form;

	for (size_t i = 0; i < view->record->count; i++) {
		if (!form_is_client(view, i, has_proxy) ||
		    view->item[i].class == CLASS_COPY || is_ack_again(view, i))
			continue;
		form = rule->judge(view, rule, i, has_proxy);
		if (form == FORM_FOUND)
			has_found = true;
		else if (form == FORM_GOOD && good == NOTHING)
			good = (long)i;
	}
	if (has_found || good == NOTHING)
		return;

	find(view, rule->check, OUTCOME_PASS, rule->expected, "%s", rule->good);
	prove(view, (size_t)good);
}

/* The rules below look at headers that every request has. */

static const enum header mandatory[] = {
	HEADER_TO,      HEADER_FROM,         HEADER_CSEQ,
	HEADER_CALL_ID, HEADER_MAX_FORWARDS, HEADER_VIA,
};

static const char *const mandatory_name[] = {
	"To", "From", "CSeq", "Call-ID", "Max-Forwards", "Via",
};

static enum form judge_mandatory(struct view *view,
				 const struct form_rule *rule, size_t entry,
				 bool has_proxy)
{
	const struct message *message = view_entry(view, entry)->message;
	struct buf missing;
	enum form form = FORM_GOOD;

	(void)has_proxy;
	buf_init(&missing, 256);
	for (size_t i = 0; i < ARRAY_SIZE(mandatory); i++) {
		if (message_header(message, mandatory[i], 0).size > 0)
			continue;
		if (missing.size > 0)
			buf_add_text(&missing, ", ");
		buf_add_text(&missing, mandatory_name[i]);
	}
	if (missing.size > 0) {
		find(view, rule->check, OUTCOME_FAIL, rule->expected,
		     "%.*s without %.*s",
		     FORM_SHOW(view_facts(view, entry)->method),
		     STR_ARG(buf_str(&missing)));
		prove(view, entry);
		form = FORM_FOUND;
	}
	buf_release(&missing);
	return form;
}

static const struct form_rule mandatory_rule = {
	.check = CHECK_ID_req_mandatory_headers,
	.expected = "To, From, CSeq, Call-ID, Max-Forwards and Via",
	.good = "all six in every request",
	.judge = judge_mandatory,
};

void check_req_mandatory_headers(struct view *view)
{
	form_run(view, &mandatory_rule);
}

static enum form judge_cseq(struct view *view, const struct form_rule *rule,
			    size_t entry, bool has_proxy)
{
	const struct facts *facts = view_facts(view, entry);
	struct str value = message_header(view_entry(view, entry)->message,
					  HEADER_CSEQ, 0);

	(void)has_proxy;
	if (value.size == 0)
		return FORM_NONE;
	if (facts->has_cseq && facts->cseq <= INT32_MAX &&
	    str_eq(facts->cseq_method, facts->method))
		return FORM_GOOD;

	find(view, rule->check, OUTCOME_FAIL, rule->expected,
	     "%.*s with CSeq: %.*s", FORM_SHOW(facts->method),
	     FORM_SHOW(value));
	prove(view, entry);
	return FORM_FOUND;
}

static const struct form_rule cseq_rule = {
	.check = CHECK_ID_req_cseq,
	.expected = "CSeq: a number below 2147483648, the method",
	.good = "so in every request",
	.judge = judge_cseq,
};

void check_req_cseq(struct view *view)
{
	form_run(view, &cseq_rule);
}

/** What a Max-Forwards in range is; 0 ends at us and may be meant to (§11). */
static enum outcome grade_forwards(uint64_t hops, struct str method,
				   bool has_proxy)
{
	if (hops == 70)
		return OUTCOME_PASS;
	if (hops > 0 || has_proxy || str_eq(method, STR("OPTIONS")))
		return OUTCOME_INFO;
	return OUTCOME_WARN;
}

static enum form judge_forwards(struct view *view, const struct form_rule *rule,
				size_t entry, bool has_proxy)
{
	struct str method = view_facts(view, entry)->method;
	struct str value = message_header(view_entry(view, entry)->message,
					  HEADER_MAX_FORWARDS, 0);
	enum outcome outcome = OUTCOME_FAIL;
	uint64_t hops;

	if (value.size == 0)
		return FORM_NONE;
	if (str_parse_uint(value, 255, &hops) == 0)
		outcome = grade_forwards(hops, method, has_proxy);
	if (outcome == OUTCOME_PASS)
		return FORM_GOOD;

	find(view, rule->check, outcome, rule->expected,
	     "%.*s with Max-Forwards: %.*s", FORM_SHOW(method),
	     FORM_SHOW(value));
	prove(view, entry);
	return FORM_FOUND;
}

static const struct form_rule forwards_rule = {
	.check = CHECK_ID_req_max_forwards,
	.expected = "Max-Forwards: 0 to 255, 70 by default",
	.good = "70 in every request",
	.judge = judge_forwards,
};

void check_req_max_forwards(struct view *view)
{
	form_run(view, &forwards_rule);
}
