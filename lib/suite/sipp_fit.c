/* SPDX-License-Identifier: MIT */
#include "suite/sipp_fit.h"

#include "sip/header_name.h"

enum { COPIES_MAX = 7 }; /* of an INVITE (RFC 3261 §17.1.1.2) */

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

/** Whether a block of headers, or a list of names, has one that every response has. */
static bool is_forged(struct str headers, struct str without)
{
	static const struct str name[] = {
		STR_INIT("Via"),  STR_INIT("From"),
		STR_INIT("To"),   STR_INIT("Call-ID"),
		STR_INIT("CSeq"), STR_INIT("Content-Length")
	};

	for (size_t i = 0; i < ARRAY_SIZE(name); i++) {
		struct str rest = without;
		struct str one;

		if (sipp_find_header(headers, name[i]).p != NULL)
			return true;
		while (rest.size > 0) {
			(void)str_cut(rest, ',', &one, &rest);
			if (str_ieq(str_trim(one), name[i]))
				return true;
		}
	}
	return false;
}

bool sipp_is_foreign(const struct step *step)
{
	const uint32_t *value = step->respond.faults.value;

	if (value[FAULT_WRONG_BRANCH] != 0 || value[FAULT_SECOND_VIA] != 0 ||
	    value[FAULT_BARE_LF] != 0 || value[FAULT_WRONG_CSEQ] != 0 ||
	    value[FAULT_TRUNCATE] != 0 || value[FAULT_WRONG_CALL_ID] != 0)
		return true;
	return step->respond.code < 200 &&
	       is_forged(step->respond.carry.headers,
			 step->respond.carry.without);
}

const char *sipp_misfit(const struct step *step)
{
	const uint32_t *value = step->respond.faults.value;
	struct str headers = step->respond.carry.headers;

	if (value[FAULT_IGNORE_COPY] != 0 || value[FAULT_DELAY] != 0 ||
	    value[FAULT_REORDER] != 0)
		return "the order of what comes is not known beforehand";
	if (is_forged(headers, step->respond.carry.without) &&
	    sipp_find_header(headers, STR("Content-Length")).p == NULL)
		return "SIPp does not look at the headers that are spoilt";
	return NULL;
}

/** Whether SIPp 3.6 answers this challenge, or those of which it is the first. */
static bool is_plain_challenge(struct str value)
{
	static const struct str bad[] = {
		/* It knows no other algorithm, */
		STR_INIT("algorithm=SHA"),
		STR_INIT("algorithm=MD5-"),
		STR_INIT("algorithm=FOO"),
		/* no blank before the sign, */
		STR_INIT(" ="),
		/* no quoted pair, and no empty value. */
		STR_INIT("\\"),
		STR_INIT("opaque=\"\""),
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		if (str_has(value, bad[i]))
			return false;
	}
	return true;
}

/** What comes of challenges that a scenario has written out. */
static enum sipp_proof proof_of_headers(struct str headers)
{
	struct str own = sipp_find_header(headers, STR("WWW-Authenticate"));
	struct str proxy = sipp_find_header(headers, STR("Proxy-Authenticate"));

	if (own.p != NULL && proxy.p != NULL)
		return SIPP_PROOF_HARD;
	if (!str_has(headers, STR("igest")) && !str_has(headers, STR("IGEST")))
		return SIPP_PROOF_NONE;
	if (!str_has(headers, STR("nonce=")) &&
	    !str_has(headers, STR("NONCE=")))
		return SIPP_PROOF_NONE;
	return is_plain_challenge(own.p != NULL ? own : proxy)
		       ? SIPP_PROOF_GIVEN
		       : SIPP_PROOF_HARD;
}

enum sipp_proof sipp_proof(const struct step *step)
{
	struct str headers = step->respond.carry.headers;
	struct str algorithms = step->respond.challenge.algorithms;
	struct str realm = step->respond.challenge.realm;

	if (str_has(step->respond.carry.without, STR("Authenticate")))
		return SIPP_PROOF_NONE;
	if (str_has(headers, STR("uthenticate:")))
		return proof_of_headers(headers);
	/* It finds the begin of a parameter within quotes too. */
	if (str_find(realm, '=') < realm.size)
		return SIPP_PROOF_HARD;
	if (algorithms.size == 0 || str_eq(algorithms, STR("MD5")) ||
	    str_starts(algorithms, STR("MD5,")))
		return SIPP_PROOF_GIVEN;
	/* Nobody has to know more than MD5, which may not be offered. */
	return str_has(algorithms, STR(" MD5")) ? SIPP_PROOF_HARD
						: SIPP_PROOF_NONE;
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

/** Whether a response has a To, a tag or a Contact that SIPp's keywords do not know. */
static bool is_named(const struct step *step)
{
	if (step->type == STEP_RAW)
		return sipp_raw_code(step->raw.text) > 0;
	return step->type == STEP_RESPOND &&
	       (step->respond.to_tag.size > 0 ||
		(step->respond.code / 100 == 2 &&
		 sipp_find_header(step->respond.carry.headers, STR("Contact"))
				 .p != NULL));
}

bool sipp_has_names(const struct scenario *scenario)
{
	if (scenario->attempt_count > 1)
		return true;
	for (size_t i = 0; i < scenario->attempt[0].count; i++) {
		if (is_named(&scenario->attempt[0].step[i]))
			return true;
	}
	return false;
}

static bool is_stray(const struct step *step)
{
	if (step->type == STEP_RAW)
		return sipp_raw_code(step->raw.text) == 0;
	return step->type == STEP_RESPOND && sipp_is_foreign(step);
}

bool sipp_has_strays(const struct scenario *scenario)
{
	for (size_t i = 0; i < scenario->attempt_count; i++) {
		const struct steps *steps = &scenario->attempt[i];

		for (size_t k = 0; k < steps->count; k++) {
			if (is_stray(&steps->step[k]))
				return true;
		}
	}
	return scenario->is_broken;
}

bool sipp_has_huge_code(struct str text)
{
	size_t digits = 0;

	if (!str_starts(text, STR("SIP/2.0 ")))
		return false;
	text = str_sub(text, 8, text.size);
	while (digits < text.size && text.p[digits] >= '0' &&
	       text.p[digits] <= '9')
		digits++;
	return digits >= 10;
}

bool sipp_is_silent(const struct steps *steps)
{
	for (size_t i = 0; i < steps->count; i++) {
		const struct step *step = &steps->step[i];

		if (step->type != STEP_WAIT &&
		    (step->type != STEP_RESPOND ||
		     step->respond.faults.value[FAULT_DROP] < COPIES_MAX))
			return false;
	}
	return true;
}

bool sipp_has_odd_name(struct str text)
{
	static const struct str name[] = { STR_INIT("To"), STR_INIT("t"),
					   STR_INIT("CSeq") };
	struct str line, own, value;

	while (str_next_line(&text, &line) && line.size > 0) {
		if (!str_cut(line, ':', &own, &value) || own.size == 0 ||
		    (own.p[own.size - 1] != ' ' && own.p[own.size - 1] != '\t'))
			continue;
		for (size_t i = 0; i < ARRAY_SIZE(name); i++) {
			if (str_ieq(str_trim(own), name[i]))
				return true;
		}
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
