/* SPDX-License-Identifier: MIT */
#include "suite/variant.h"

#include "catalogue/catalogue.h"

enum slot {
	SLOT_PLAIN, /* goes with no other */
	SLOT_BEFORE,
	SLOT_PHRASE,
	SLOT_HEADERS,
	SLOT_CAUSE,
	SLOT_BODY,
	SLOT_FORM,
	SLOT_TAG,
	SLOT_FAULT
};

static const struct {
	const char *name;
	unsigned number;
	enum slot slot;
	const char *key;
	const char *rfc;
	const char *title;
} table[] = {
#define X(id, word, no, place, check, section, tail) \
	{ word, no, SLOT_##place, check, section, tail },
	VARIANT_MAP(X)
#undef X
};

const char *variant_name(enum variant variant)
{
	return table[variant].name;
}

unsigned variant_number(enum variant variant)
{
	return table[variant].number;
}

const char *variant_key(enum variant variant)
{
	return table[variant].key;
}

const char *variant_rfc(enum variant variant)
{
	return table[variant].rfc;
}

const char *variant_title(enum variant variant)
{
	return table[variant].title;
}

bool variant_find(enum variant *variant, struct str name)
{
	for (size_t i = 0; i < VARIANT_COUNT; i++) {
		if (!str_eq(str_from(table[i].name), name))
			continue;
		*variant = (enum variant)i;
		return true;
	}
	return false;
}

bool suite_case_has(const struct suite_case *one, enum variant variant)
{
	return (one->variants & (1U << variant)) != 0;
}

static bool is_invite(const struct suite_case *one)
{
	return str_eq(one->method, STR("INVITE"));
}

static bool is_udp(const struct suite_case *one)
{
	return !transport_is_stream(one->transport);
}

/** A final response that ends the matter: no second request is due to it. */
static bool is_refusal(const struct suite_case *one)
{
	return one->code >= 400 && one->code != 401 && one->code != 407;
}

/** Whether the catalogue writes headers or a body of its own with the code. */
static bool is_adorned(unsigned code)
{
	const struct row *row = catalogue_find(code);

	if (row == NULL)
		return code < 400; /* as for its class: Contacts */
	for (size_t i = 0; i < ROW_MUST && row->must[i] != RULE_NONE; i++) {
		if (rule_is_written((enum rule)row->must[i]))
			return true;
	}
	for (size_t i = 0; i < ROW_SHOULD && row->should[i] != RULE_NONE; i++) {
		if (rule_is_written((enum rule)row->should[i]))
			return true;
	}
	return row->body != BODY_NONE;
}

static bool sense_ACK(const struct suite_case *one)
{
	(void)one;
	return true;
}

static bool sense_LOST_ACK(const struct suite_case *one)
{
	/* A 2xx is sent again on every transport (RFC 3261 §13.3.1.4). */
	return is_invite(one) && one->code >= 200 &&
	       (is_udp(one) || one->code < 300);
}

static bool sense_AFTER_180(const struct suite_case *one)
{
	return is_invite(one) && one->code >= 200;
}

static bool sense_AFTER_183_SDP(const struct suite_case *one)
{
	return sense_AFTER_180(one);
}

static bool sense_CUSTOM_PHRASE(const struct suite_case *one)
{
	(void)one;
	return true;
}

static bool sense_NO_PHRASE(const struct suite_case *one)
{
	(void)one;
	return true;
}

static bool sense_RETRY_AFTER(const struct suite_case *one)
{
	/* RFC 3261 §20.33 names these. */
	switch (one->code) {
	case 404:
	case 413:
	case 480:
	case 486:
	case 500:
	case 503:
	case 600:
	case 603: return is_invite(one);
	default: return false;
	}
}

static bool sense_REASON_Q850(const struct suite_case *one)
{
	const struct row *row = catalogue_find(one->code);

	return is_invite(one) && one->code >= 300 && row != NULL &&
	       row->cause != 0;
}

static bool sense_BODY(const struct suite_case *one)
{
	const struct row *row = catalogue_find(one->code);

	return is_refusal(one) && (row == NULL || row->body == BODY_NONE);
}

static bool sense_COMPACT(const struct suite_case *one)
{
	return is_refusal(one) && !is_adorned(one->code);
}

static bool sense_UNKNOWN_HEADER(const struct suite_case *one)
{
	return one->code > 100;
}

/** Ringing that is not for the client, and then the response. */
static bool sense_TWO_VIAS(const struct suite_case *one)
{
	return is_invite(one) && is_udp(one) && is_refusal(one);
}

static bool sense_WRONG_BRANCH(const struct suite_case *one)
{
	return sense_TWO_VIAS(one);
}

static bool sense_NO_TO_TAG(const struct suite_case *one)
{
	return is_invite(one) && is_refusal(one);
}

static bool sense_LATE(const struct suite_case *one)
{
	return one->code >= 200;
}

static bool sense_DUPLICATE(const struct suite_case *one)
{
	/* Over a stream the client may have forgotten its transaction. */
	return one->code >= 200 && (is_udp(one) || one->code < 300);
}

static bool makes_sense(const struct suite_case *one, enum variant variant)
{
	static bool (*const sense[])(const struct suite_case *one) = {
#define X(id, name, number, slot, key, rfc, title) sense_##id,
		VARIANT_MAP(X)
#undef X
	};

	return sense[variant](one);
}

bool suite_case_can_be_raw(const struct suite_case *one)
{
	static const uint32_t fit =
		1U << VARIANT_ACK | 1U << VARIANT_COMPACT |
		1U << VARIANT_AFTER_180 | 1U << VARIANT_AFTER_183_SDP |
		1U << VARIANT_LATE | 1U << VARIANT_CUSTOM_PHRASE |
		1U << VARIANT_NO_PHRASE;

	return (one->variants & ~fit) == 0 && sense_COMPACT(one);
}

/** Whether the words for methods in the catalogue name this one, or any. */
static bool is_named(struct str words, struct str method)
{
	struct str word;

	/* What stands behind a ';' says where the code is foreign. */
	(void)str_cut(words, ';', &words, &word);
	if (str_starts(words, STR("any")))
		return true;
	while (words.size > 0) {
		(void)str_cut(words, ' ', &word, &words);
		(void)str_cut(word, ',', &word, &(struct str){ NULL, 0 });
		if (str_eq(word, method))
			return true;
	}
	return false;
}

static bool code_fits_method(const struct suite_case *one)
{
	const struct row *row = catalogue_find(one->code);

	if (is_invite(one))
		return true;
	/* RFC 4320 §4.1, §4.2; RFC 3261 §15.1.2 */
	if (one->code < 200 || one->code == 408 || one->code == 487)
		return false;
	if (one->code < 300)
		return one->code == 200 &&
		       !str_eq(one->method, STR("SUBSCRIBE")) &&
		       !str_eq(one->method, STR("REFER"));
	return row == NULL || is_named(str_from(row->methods), one->method);
}

bool suite_case_makes_sense(const struct suite_case *one)
{
	uint32_t slots = 0;

	if (!code_fits_method(one))
		return false;
	for (size_t i = 0; i < VARIANT_COUNT; i++) {
		uint32_t slot = 1U << table[i].slot;

		if (!suite_case_has(one, (enum variant)i))
			continue;
		if ((slots & slot) != 0 || !makes_sense(one, (enum variant)i))
			return false;
		slots |= slot;
	}
	/* What is plain is nothing else, and a short form has the usual rest. */
	return ((slots & 1U << SLOT_PLAIN) == 0 || slots == 1U << SLOT_PLAIN) &&
	       ((slots & 1U << SLOT_FORM) == 0 ||
		(slots & ~(1U << SLOT_FORM | 1U << SLOT_BEFORE |
			   1U << SLOT_PHRASE)) == 0);
}
