/* SPDX-License-Identifier: MIT */
#include "catalogue/catalogue.h"
#include "scenario/loader.h"
#include "scenario/template.h"
#include "sip/field.h"
#include "sip/header_name.h"

enum { WORDS_MAX = 256 };

/** One of several headers is enough (RFC 3261 §21.4.13). */
static bool needs_one_of(unsigned code)
{
	return code == 415;
}

static bool is_same_name(struct str a, struct str b)
{
	return str_ieq(header_long_name(a), header_long_name(b));
}

/** The line of this header in a checked block; absent when there is none. */
static struct str find_line(struct str headers, struct str name,
			    struct str *value)
{
	struct str line, own;

	while (headers.size > 0) {
		(void)str_cut(headers, '\n', &line, &headers);
		if (!str_cut(line, ':', &own, value) ||
		    !is_same_name(str_trim(own), name))
			continue;
		*value = str_trim(*value);
		return line;
	}
	return (struct str){ NULL, 0 };
}

/** Whether the block gives this header a value. */
static bool is_given(struct str headers, struct str name)
{
	struct str value;

	return find_line(headers, name, &value).p != NULL && value.size > 0;
}

static const struct node *find_entry(const struct node *list, struct str name)
{
	const struct node *node = list != NULL ? list->first : NULL;

	while (node != NULL && !is_same_name(node->text, name))
		node = node->next;
	return node;
}

static bool is_any_given(struct str headers, const struct row *row)
{
	for (size_t i = 0; i < ROW_MUST && row->must[i] != RULE_NONE; i++) {
		const char *name = rule_header((enum rule)row->must[i]);

		if (is_given(headers, str_from(name)))
			return true;
	}
	return false;
}

static void check_need(struct loader *loader, const struct step *step,
		       const struct fields *fields, const char *name)
{
	const struct node *list = load_field(fields, KEY_RESPOND_WITHOUT);
	const struct node *block = load_field(fields, KEY_RESPOND_HEADERS);
	const struct node *entry = find_entry(list, str_from(name));
	struct str headers = step->respond.carry.headers, value, line;

	line = find_line(headers, str_from(name), &value);
	if (line.p != NULL && value.size > 0)
		return;
	if (line.p != NULL && block != NULL) {
		/* In the node's own text, where lines end in a lone LF. */
		line = find_line(block->text, str_from(name), &value);
		load_fault_at(loader, block, (size_t)(line.p - block->text.p),
			      "a %u needs a value for %s: write one, or "
			      "'broken: true' if it is meant",
			      step->respond.code, name);
	} else if (entry != NULL) {
		load_fault(loader, entry,
			   "a %u needs %s: keep it, or write 'broken: true' "
			   "if it is meant",
			   step->respond.code, name);
	}
}

static void check_needs(struct loader *loader, const struct step *step,
			const struct fields *fields)
{
	const struct row *row = catalogue_class(step->respond.code);

	if (row == NULL || (needs_one_of(step->respond.code) &&
			    is_any_given(step->respond.carry.headers, row)))
		return;
	for (size_t i = 0; i < ROW_MUST && row->must[i] != RULE_NONE; i++)
		check_need(loader, step, fields,
			   rule_header((enum rule)row->must[i]));
}

static void check_without(struct loader *loader, const struct fields *fields)
{
	const struct node *list = load_field(fields, KEY_RESPOND_WITHOUT);
	const struct node *node = list != NULL ? list->first : NULL;

	for (; node != NULL; node = node->next) {
		if (load_is_guarded(node->text))
			load_fault(loader, node,
				   "every response has '%.*s': only a file "
				   "with 'broken: true' may leave it out",
				   STR_ARG(node->text));
	}
}

/** What says something of a reliable response only. */
static void refuse_alone(struct loader *loader, const struct fields *fields)
{
	static const enum key_id id[] = { KEY_RESPOND_RSEQ, KEY_RESPOND_PRACK };

	for (size_t i = 0; i < ARRAY_SIZE(id); i++) {
		const struct node *key = load_field_key(fields, id[i]);

		if (key != NULL)
			load_fault(loader, key,
				   "'%.*s' goes with 'reliable: true'",
				   STR_ARG(key->text));
	}
}

static bool has_prereq(unsigned code)
{
	const struct row *row = catalogue_find(code);

	return row != NULL && row->prereq != PREREQ_NONE;
}

/** What goes with some codes only. */
static void check_code(struct loader *loader, const struct step *step,
		       const struct fields *fields)
{
	const struct node *challenge =
		load_field_key(fields, KEY_RESPOND_CHALLENGE);
	unsigned code = step->respond.code;

	if (step->respond.is_reliable && (code <= 100 || code >= 200))
		load_fault(loader, load_field_key(fields, KEY_RESPOND_RELIABLE),
			   "only 101 to 199 can be reliable (RFC 3262), not %u",
			   code);
	if (!step->respond.is_reliable)
		refuse_alone(loader, fields);
	if (step->respond.carry.timer != SESSION_TIMER_NONE && code / 100 != 2)
		load_fault(loader,
			   load_field_key(fields, KEY_RESPOND_SESSION_TIMER),
			   "a 'session-timer' goes with a 2xx, not %u", code);
	if (step->respond.otherwise != 0 && !has_prereq(code))
		load_fault(loader,
			   load_field_key(fields, KEY_RESPOND_OTHERWISE),
			   "a %u needs nothing of a request, and there is no "
			   "'otherwise'",
			   code);
	if (challenge != NULL && code != 401 && code != 407 && code != 494)
		load_fault(loader, challenge,
			   "a 'challenge' goes with 401, 407 or 494, not %u",
			   code);
}

void load_check_respond(struct loader *loader, const struct step *step,
			const struct fields *fields)
{
	check_code(loader, step, fields);
	if (loader->is_broken)
		return;
	if (step->respond.rseq_more != 0)
		load_fault(loader, load_field(fields, KEY_RESPOND_RSEQ),
			   "each RSeq is one above the last: only a file with "
			   "'broken: true' may send another");
	check_without(loader, fields);
	check_needs(loader, step, fields);
	if (step->respond.to_tag.p != NULL && step->respond.to_tag.size == 0)
		load_fault(loader, load_field(fields, KEY_RESPOND_TO_TAG),
			   "a response without a To tag: only a file with "
			   "'broken: true' may send it");
}

void load_check_send(struct loader *loader, const struct step *step,
		     const struct fields *fields)
{
	if (step->send.carry.timer != SESSION_TIMER_NONE &&
	    !str_eq(step->send.method, STR("INVITE")) &&
	    !str_eq(step->send.method, STR("UPDATE")))
		load_fault(loader,
			   load_field_key(fields, KEY_SEND_SESSION_TIMER),
			   "a 'session-timer' goes with INVITE or UPDATE, not "
			   "%.*s",
			   STR_ARG(step->send.method));
}

/** Whether a list of names has this one, long or compact. */
static bool is_listed(struct str list, struct str name)
{
	struct str one;

	while (field_next(&list, &one)) {
		if (is_same_name(one, name))
			return true;
	}
	return false;
}

static bool has_child(struct str text)
{
	return template_uses(text, TEMPLATE_CHILD) ||
	       template_uses(text, TEMPLATE_CHILD_2) ||
	       template_uses(text, TEMPLATE_CHILD_3);
}

static bool carries_child(const struct carry *carry)
{
	return has_child(carry->headers) || has_child(carry->body);
}

bool load_hands_child(const struct step *step)
{
	const struct carry *carry = &step->respond.carry;
	struct str value;

	switch (step->type) {
	case STEP_RESPOND:
		if (carries_child(carry))
			return true;
		return step->respond.code / 100 == 3 &&
		       find_line(carry->headers, STR("Contact"), &value).p ==
			       NULL &&
		       !is_listed(carry->without, STR("Contact"));
	case STEP_SEND: return carries_child(&step->send.carry);
	case STEP_RAW: return has_child(step->raw.text);
	case STEP_RECEIVE:
	case STEP_WAIT: break;
	}
	return false;
}

static bool is_one_of(struct str text, struct str words)
{
	struct str word;

	while (key_next_word(&words, &word)) {
		if (str_ieq(word, text))
			return true;
	}
	return false;
}

static void refuse_unknown(struct loader *loader, const struct node *node,
			   struct str known)
{
	struct buf words;

	buf_init(&words, WORDS_MAX);
	load_write_words(&words, known);
	load_fault(loader, node,
		   "'%.*s' is none of %.*s: only a file with 'broken: true' "
		   "may write it",
		   STR_ARG(load_shown(node->text)), STR_ARG(buf_str(&words)));
	buf_release(&words);
}

static void check_known(struct loader *loader, const struct fields *fields,
			enum key_id id, struct str known)
{
	const struct node *list = load_field(fields, id);

	for (const struct node *node = list != NULL ? list->first : NULL;
	     node != NULL; node = node->next) {
		if (!is_one_of(node->text, known))
			refuse_unknown(loader, node, known);
	}
}

void load_check_challenge(struct loader *loader, const struct fields *fields)
{
	if (loader->is_broken)
		return;
	check_known(loader, fields, KEY_CHALLENGE_ALGORITHMS,
		    STR("MD5 MD5-sess SHA-256 SHA-256-sess SHA-512-256 "
			"SHA-512-256-sess "));
	check_known(loader, fields, KEY_CHALLENGE_QOP, STR("auth auth-int "));
}
