/* SPDX-License-Identifier: MIT */
#include "judge/facts.h"
#include "sip/field.h"
#include "transcript_step.h"

enum { DRAFT_MAX = 65536 };

void draft_init(struct draft *draft)
{
	*draft = (struct draft){ .has_own_length = false };
	buf_init(&draft->head, DRAFT_MAX);
	buf_init(&draft->body, DRAFT_MAX);
}

void draft_release(struct draft *draft)
{
	buf_release(&draft->head);
	buf_release(&draft->body);
}

static bool fits(const struct transcript *transcript, size_t entry,
		 const struct wanted *wanted)
{
	const struct message *message = transcript->record.entry[entry].message;
	struct facts facts;

	if (message == NULL || transcript->call[entry] != wanted->call ||
	    transcript->record.entry[entry].type != wanted->type ||
	    message->is_request != wanted->is_request)
		return false;
	facts_read(&facts, message);
	if (wanted->method.p == NULL && str_eq(facts.method, STR("ACK")))
		return false;
	if (wanted->method.p != NULL && !str_eq(facts.method, wanted->method))
		return false;
	if (message->is_request)
		return true;
	return facts.status >= wanted->status_from &&
	       facts.status <= wanted->status_to &&
	       (!wanted->has_tag || facts.to_tag.size > 0);
}

const struct message *find_message(const struct transcript *transcript,
				   const struct wanted *wanted)
{
	for (size_t i = transcript->record.count; i-- > 0;) {
		if (fits(transcript, i, wanted))
			return transcript->record.entry[i].message;
	}
	return NULL;
}

const struct message *step_before(const struct transcript *transcript,
				  const struct step *step)
{
	struct wanted wanted = {
		.call = step->call,
		.type = step->is_in ? ENTRY_IN : ENTRY_OUT,
		.is_request = step->status == 0,
		.method = step->status == 0 ? step->method : step->about,
		.status_from = step->status,
		.status_to = step->status,
	};

	if (str_eq(step->method, STR("reINVITE")))
		wanted.method = STR("INVITE");
	return find_message(transcript, &wanted);
}

/** Whether a line of the head has this name, of any case. */
static bool is_named(struct str line, struct str name)
{
	struct str left, right;

	return str_cut(line, ':', &left, &right) &&
	       str_ieq(str_trim(left), name);
}

/**
 * Put another line, or none, in the place of the first with this name; the others
 * with it go. @return whether there was one
 */
static bool replace(struct draft *draft, struct str name, struct str with)
{
	struct str rest = buf_str(&draft->head), line;
	bool found = false;
	struct buf head;

	buf_init(&head, DRAFT_MAX);
	while (rest.size > 0) {
		(void)str_cut(rest, '\n', &line, &rest);
		if (!is_named(line, name)) {
			buf_add_str(&head, line);
			buf_add_text(&head, "\n");
			continue;
		}
		if (!found && with.size > 0)
			buf_addf(&head, "%.*s\r\n", STR_ARG(with));
		found = true;
	}
	buf_release(&draft->head);
	draft->head = head;
	return found;
}

static void set_line(struct draft *draft, struct str line)
{
	struct str name, value;

	(void)str_cut(line, ':', &name, &value);
	if (!replace(draft, str_trim(name), line))
		buf_addf(&draft->head, "%.*s\r\n", STR_ARG(line));
}

static size_t find_text(struct str text, struct str part)
{
	for (size_t i = 0; i + part.size <= text.size; i++) {
		if (str_starts(str_sub(text, i, text.size), part))
			return i;
	}
	return text.size;
}

/** Replace the first occurrence. @return whether there is one */
static bool exchange_text(struct buf *buf, struct str old, struct str new)
{
	struct str text = buf_str(buf);
	size_t at = find_text(text, old);
	struct buf out;

	if (at == text.size)
		return false;
	buf_init(&out, DRAFT_MAX);
	buf_add_str(&out, str_sub(text, 0, at));
	buf_add_str(&out, new);
	buf_add_str(&out, str_sub(text, at + old.size, text.size));
	buf_release(buf);
	*buf = out;
	return true;
}

static bool change_text(struct draft *draft, struct str change)
{
	size_t at = find_text(change, STR("=>"));
	struct str old = str_sub(change, 0, at);
	struct str new = str_sub(change, at + 2, change.size);

	if (old.size == 0 || at == change.size)
		return false;
	return exchange_text(&draft->head, old, new) ||
	       exchange_text(&draft->body, old, new);
}

static bool is_length(struct str line)
{
	return str_istarts(line, STR("Content-Length"));
}

static bool remove_lines(struct draft *draft, struct str name)
{
	if (str_ieq(name, STR("body"))) {
		buf_clear(&draft->body);
		draft->has_own_length = false;
		return replace(draft, STR("Content-Type"),
			       (struct str){ NULL, 0 });
	}
	return replace(draft, name, (struct str){ NULL, 0 });
}

bool draft_change(struct draft *draft, struct str change)
{
	struct str rest = str_sub(change, 1, change.size);

	if (change.size < 2 && !str_eq(change, STR("|")))
		return false;
	switch (change.p[0]) {
	case '=':
		draft->has_own_length =
			draft->has_own_length || is_length(rest);
		set_line(draft, rest);
		return true;
	case '+':
		draft->has_own_length =
			draft->has_own_length || is_length(rest);
		buf_addf(&draft->head, "%.*s\r\n", STR_ARG(rest));
		return true;
	case '-': return remove_lines(draft, str_trim(rest));
	case '~': return change_text(draft, rest);
	case '|':
		draft->has_own_length = false;
		if (draft->body.size == 0 &&
		    find_text(buf_str(&draft->head), STR("Content-Type:")) ==
			    draft->head.size)
			buf_add_text(&draft->head,
				     "Content-Type: application/sdp\r\n");
		buf_addf(&draft->body, "%.*s\r\n", STR_ARG(rest));
		return true;
	default: return false;
	}
}

void draft_copy(struct draft *draft, const struct message *message)
{
	size_t head = (size_t)(message->body.p - message->bytes.p);

	buf_add_str(&draft->head, str_sub(message->bytes, 0, head - 2));
	buf_add_str(&draft->body, message->body);
	draft->has_own_length = true;
}

void draft_finish(struct buf *out, struct draft *draft)
{
	static const char *const names[] = { "Content-Length", "l" };
	char line[40];

	fill_digests(draft);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct buf text;

		buf_init(&text, sizeof(line));
		buf_addf(&text, "%s: %zu", names[i], draft->body.size);
		if (!draft->has_own_length)
			(void)replace(draft, str_from(names[i]),
				      buf_str(&text));
		buf_release(&text);
	}
	buf_add_str(out, buf_str(&draft->head));
	buf_add_text(out, "\r\n");
	buf_add_str(out, buf_str(&draft->body));
}
