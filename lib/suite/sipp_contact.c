/* SPDX-License-Identifier: MIT */
#include "suite/sipp_contact.h"

#include "sip/header_name.h"
#include "suite/sipp_fit.h"

/* What of the value is the URI, as a regular expression. */
static const char whole[] = "sip:[^>]*";
static const char plain[] = "sip:[^;?>]*";

bool sipp_contact_is_bare(struct str value)
{
	return str_find(value, '<') == value.size;
}

/** Its q, in tenths; without one it is 1. */
static unsigned rank(struct str value)
{
	struct str part, uri;
	uint64_t tenths;

	if (!sipp_contact_is_bare(value))
		(void)str_cut(value, '>', &uri, &value);
	while (value.size > 0) {
		(void)str_cut(value, ';', &part, &value);
		if (str_starts(part, STR("q=0.")) &&
		    str_parse_uint(str_sub(part, 4, 1), 9, &tenths) == 0)
			return (unsigned)tenths;
	}
	return 10;
}

/** The pattern for one; NULL where it cannot be called. */
static const char *pattern_of(struct str value)
{
	struct str uri, rest;

	if (!str_has(value, STR("sip:${child")))
		return NULL;
	(void)str_cut(value, '>', &uri, &rest);
	/* A method is not for the Request-URI, and headers may be left out
	 * (RFC 3261 §19.1.5). */
	if (sipp_contact_is_bare(value) || str_has(uri, STR(";method=")) ||
	    str_find(uri, '?') < uri.size)
		return plain;
	return whole;
}

static void consider(struct sipp_contact *best, unsigned *best_rank,
		     struct str value, unsigned at)
{
	const char *pattern = pattern_of(value);

	if (pattern == NULL || rank(value) <= *best_rank)
		return;
	*best_rank = rank(value);
	best->pattern = pattern;
	best->at = at;
	best->why = str_has(value, STR("transport=tcp"))
			    ? "SIPp does not change its transport in a call"
			    : NULL;
}

struct sipp_contact sipp_contact_choose(const struct step *step)
{
	struct str headers = step->respond.carry.headers;
	struct sipp_contact best = { .why = NULL, .pattern = NULL };
	struct str line, name, value;
	unsigned best_rank = 0;
	unsigned at = 0;

	if (str_has(step->respond.carry.without, STR("Contact")))
		return best;
	if (sipp_find_header(headers, STR("Contact")).p == NULL)
		return (struct sipp_contact){ .pattern = whole, .at = 1 };
	while (str_next_line(&headers, &line)) {
		if (str_cut(line, ':', &name, &value) &&
		    str_ieq(header_long_name(str_trim(name)), STR("Contact")))
			consider(&best, &best_rank, value, ++at);
	}
	return best;
}
