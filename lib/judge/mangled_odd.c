/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdio.h>

#include "judge/look.h"
#include "judge/mangled.h"
#include "judge/success.h"
#include "sip/field.h"
#include "sip/header_name.h"

/*
 * Responses in an unusual but legal form (RFC 3261 §7.3, RFC 4475 §3.1.1) count
 * as others do. A missing ACK for one is told here, and not by the check of the
 * ACK, unless the client shows that it did read the response.
 */

enum {
	LONG_LINE = 500,
	LONG_PHRASE = 100,
	PHRASE_AT = 12,       /* behind "SIP/2.0 486 " */
	FRAGMENT_SIZE = 1400, /* a larger datagram may travel in pieces */
};

static const char rule[] = "an ACK, as for the same response in its usual form";

static unsigned bit(enum odd odd, bool is_there)
{
	return is_there ? 1U << odd : 0;
}

static bool has_line_end(struct str text)
{
	return str_find(text, '\n') < text.size ||
	       str_find(text, '\r') < text.size;
}

/** "VIA", "cOnTaCt", "call-id": letters begin large and go on small. */
static bool is_odd_case(struct str name)
{
	bool is_all_large = true, is_first = true;

	for (size_t i = 0; i < name.size; i++) {
		unsigned char c = (unsigned char)name.p[i];

		if (is_first && islower(c))
			return true;
		if (islower(c))
			is_all_large = false;
		is_first = !isalnum(c);
	}
	return is_all_large;
}

static unsigned read_line(const struct message *message,
			  const struct line *line)
{
	struct str name = message_line_name(message, line);
	struct str text = str_sub(message->bytes, line->offset, line->size);

	if (name.size == 0)
		return 0;
	return bit(ODD_COMPACT, name.size == 1) |
	       bit(ODD_CASE, name.size > 1 && line->header != HEADER_OTHER &&
				     is_odd_case(name)) |
	       bit(ODD_FOLD, has_line_end(text)) |
	       bit(ODD_BLANK,
		   name.size < text.size && text.p[name.size] != ':') |
	       bit(ODD_LONG, text.size > LONG_LINE) |
	       bit(ODD_EXTENSION, str_istarts(name, STR("X-")));
}

static unsigned read_phrase(struct str start)
{
	struct str phrase = str_trim(str_sub(start, PHRASE_AT, start.size));
	bool is_ascii = true;

	for (size_t i = 0; i < phrase.size; i++)
		is_ascii = is_ascii && (unsigned char)phrase.p[i] < 0x80;
	return bit(ODD_EMPTY_PHRASE, phrase.size == 0) |
	       bit(ODD_LONG_PHRASE, phrase.size > LONG_PHRASE || !is_ascii);
}

/** Whether To has another parameter than the tag. */
static bool has_parameter(const struct message *message)
{
	struct str rest = message_header(message, HEADER_TO, 0), part;
	size_t count = 0;

	while (field_next_part(&rest, &part))
		if (count++ > 0 && !str_istarts(part, STR("tag")))
			return true;
	return false;
}

unsigned odd_read(const struct message *message)
{
	const char *end = message->bytes.p + message->bytes.size;
	unsigned odd = read_phrase(message->start);

	for (uint32_t i = 0; i < message->line_count; i++)
		odd |= read_line(message, &message->line[i]);
	return odd |
	       bit(ODD_ORDER, message->line_count > 0 &&
				      message->line[0].header != HEADER_VIA) |
	       bit(ODD_PARAMETER, has_parameter(message)) |
	       bit(ODD_TRAILING,
		   message->body.p != NULL &&
			   message->body.p + message->body.size < end);
}

/** The forms of an entry of ours, of which the client has no reason to drop it. */
static unsigned odd_of(const struct view *view, size_t entry)
{
	if (view_entry(view, entry)->is_spoilt ||
	    view->item[entry].flaw != FLAW_COUNT)
		return 0;
	return odd_read(view_entry(view, entry)->message);
}

static void write_odd(char *text, size_t size, unsigned odd)
{
	static const char *const words[] = {
#define X(id, text) text,
		ODD_MAP(X)
#undef X
	};
	int used = 0;

	for (size_t i = 0; i < ODD_COUNT && (size_t)used < size; i++)
		if (odd & 1U << i)
			used += snprintf(text + used, size - (size_t)used,
					 "%s%s", used ? ", " : "", words[i]);
}

/** A datagram in pieces is lost where one of them is, each time. */
static bool may_be_lost(const struct view *view, size_t final)
{
	return !look_is_stream(view, final) &&
	       view_entry(view, final)->message->bytes.size > FRAGMENT_SIZE;
}

bool mangled_owns_ack(const struct view *view, const struct refusal *refusal,
		      long stray)
{
	return refusal->ack == NOTHING &&
	       (view->item[refusal->final].flaw == FLAW_TAG ||
		(stray == NOTHING && odd_of(view, refusal->final) != 0));
}

static enum look look_odd(struct view *view, struct refusal *refusal)
{
	unsigned odd = odd_of(view, refusal->final);
	char words[NOTE_SIZE];
	bool is_lost;
	enum doubt doubt;

	if (odd == 0)
		return LOOK_NONE;
	write_odd(words, sizeof(words), odd);
	refusal_note(view, refusal, "%s", words);
	if (refusal->ack != NOTHING)
		return LOOK_GOOD;
	if (refusal_stray_ack(view, refusal) != NOTHING)
		return LOOK_NONE;

	doubt = refusal_doubt(view, refusal);
	is_lost = doubt == DOUBT_NONE && may_be_lost(view, refusal->final);
	find(view, CHECK_ID_legal_forms,
	     doubt == DOUBT_NONE && !is_lost ? OUTCOME_FAIL
					     : OUTCOME_INCONCLUSIVE,
	     rule, "no ACK for the %u with %s; %s", refusal->status, words,
	     is_lost ? "it may have been too large for the network"
		     : doubt_text(doubt));
	prove(view, refusal->exchange->request);
	prove(view, refusal->final);
	return LOOK_SAID;
}

bool odd_owns_success(const struct view *view, const struct success *success)
{
	return odd_of(view, success->first) != 0 &&
	       !may_be_lost(view, success->first);
}

static void judge_success(struct view *view)
{
	struct success success;
	char words[NOTE_SIZE];
	unsigned odd;

	for (size_t i = 0; i < view->exchange_count; i++) {
		if (!success_first(&success, view, i))
			continue;
		odd = odd_of(view, success.first);
		if (odd == 0)
			continue;
		if (success.ack != NOTHING) {
			write_odd(words, sizeof(words), odd);
			find(view, CHECK_ID_legal_forms, OUTCOME_PASS, rule,
			     "ACK for the %u with %s", success.status, words);
			prove(view, success.first);
			prove(view, (size_t)success.ack);
		} else if (success.any_ack == NOTHING &&
			   success_owner(view, &success) ==
				   CHECK_ID_legal_forms) {
			success_report_lack(view, CHECK_ID_legal_forms, rule,
					    &success);
		}
	}
}

void check_legal_forms(struct view *view)
{
	refusal_each(view, CHECK_ID_legal_forms, rule, look_odd);
	judge_success(view);
}
