/* SPDX-License-Identifier: MIT */
#include "suite/sipp_fit.h"

#include "sip/header_name.h"

struct str sipp_find_header(struct str block, struct str name)
{
	struct str line, own, value;

	while (str_next_line(&block, &line)) {
		if (str_cut(line, ':', &own, &value) &&
		    str_ieq(header_long_name(str_trim(own)), name))
			return str_trim(value);
	}
	return (struct str){ NULL, 0 };
}

bool sipp_is_foreign(const struct step *step)
{
	const uint32_t *value = step->respond.faults.value;

	return value[FAULT_WRONG_BRANCH] != 0 || value[FAULT_SECOND_VIA] != 0 ||
	       value[FAULT_WRONG_CSEQ] != 0;
}

/** Whether a block of headers is about another request than the client's. */
static bool is_forged(struct str headers)
{
	static const struct str name[] = {
		STR_INIT("Via"),  STR_INIT("From"),
		STR_INIT("To"),   STR_INIT("Call-ID"),
		STR_INIT("CSeq"), STR_INIT("Content-Length")
	};

	for (size_t i = 0; i < ARRAY_SIZE(name); i++) {
		if (sipp_find_header(headers, name[i]).p != NULL)
			return true;
	}
	return false;
}

/** Whether SIPp finds the only URI of this Contact as every client does. */
static bool is_plain_contact(struct str headers, unsigned moved)
{
	struct str contact = sipp_find_header(headers, STR("Contact"));
	struct str uri, rest;

	if (contact.p == NULL)
		return true;
	(void)str_cut(contact, '>', &uri, &rest);
	return moved == 0 && str_starts(uri, STR("<sip:${child}@")) &&
	       str_find(uri, ';') == uri.size &&
	       str_find(uri, '?') == uri.size &&
	       str_find(rest, ',') == rest.size;
}

/** Whether a challenge is one that SIPp 3.6 answers right. */
static bool is_plain_challenge(const struct step *step)
{
	struct str headers = step->respond.carry.headers;
	struct str algorithms = step->respond.challenge.algorithms;

	/* It takes a comma within quotes for the end of a parameter. */
	return str_find(step->respond.challenge.realm, ',') ==
		       step->respond.challenge.realm.size &&
	       (algorithms.size == 0 || str_eq(algorithms, STR("MD5"))) &&
	       sipp_find_header(headers, STR("WWW-Authenticate")).p == NULL &&
	       sipp_find_header(headers, STR("Proxy-Authenticate")).p == NULL;
}

const char *sipp_misfit(const struct step *step, unsigned moved)
{
	const uint32_t *value = step->respond.faults.value;

	if (value[FAULT_TRUNCATE] != 0 || value[FAULT_WRONG_CALL_ID] != 0)
		return "a message that is no whole one is not seen by "
		       "SIPp's script";
	if (value[FAULT_IGNORE_COPY] != 0 || value[FAULT_DELAY] != 0 ||
	    value[FAULT_REORDER] != 0)
		return "the order of what comes is not known beforehand";
	if (is_forged(step->respond.carry.headers) ||
	    step->respond.carry.without.size > 0)
		return "SIPp does not look at the headers that are "
		       "spoilt";
	if (!is_plain_challenge(step))
		return "SIPp 3.6 answers one challenge, for MD5";
	if (!is_plain_contact(step->respond.carry.headers, moved))
		return "SIPp does not read Contacts as a client has to";
	return NULL;
}

unsigned sipp_raw_code(struct str text)
{
	uint64_t code;

	if (!str_starts(text, STR("SIP/2.0 ")) ||
	    str_parse_uint(str_sub(text, 8, 3), 699, &code) != 0 ||
	    code < 100 || text.size < 12 || text.p[11] != ' ')
		return 0;
	return (unsigned)code;
}

bool sipp_has_strange_reaction(const struct scenario *scenario)
{
	for (size_t i = 0; i < scenario->reaction_count; i++) {
		struct str method = scenario->reaction[i].method;

		if (!str_eq(method, STR("CANCEL")) &&
		    !str_eq(method, STR("PRACK")) &&
		    !str_eq(method, STR("BYE")))
			return true;
	}
	return false;
}

bool sipp_has_reliable(const struct steps *steps)
{
	for (size_t i = 0; i < steps->count; i++) {
		const struct step *step = &steps->step[i];

		if (step->type == STEP_RESPOND && step->respond.is_reliable)
			return true;
	}
	return false;
}
