/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "judge/look.h"
#include "judge/retry.h"
#include "sip/field.h"

/* 424, 428 to 438, 429, 580: how often it is tried, and what is no offer. */

enum { LOCATIONS_MAX = 3, IDENTITIES_MAX = 1, LOOK_BACK = 100 };

static bool is_424(unsigned status)
{
	return status == 424;
}

static bool is_identity(unsigned status)
{
	return status == 428 || status == 436 || status == 437 || status == 438;
}

/** Whether this refusal begins a series: its request is no try itself. */
static bool is_head(const struct view *view, const struct refusal *refusal,
		    bool (*is_status)(unsigned status))
{
	for (size_t i = refusal->index, n = 0; i > 0 && n < LOOK_BACK;
	     i--, n++) {
		struct refusal before;

		if (refusal_read_request(&before, view, i - 1) &&
		    is_status(before.status) &&
		    retry_next(view, &before, RETRY_AUTO_MS) ==
			    refusal->exchange)
			return false;
	}
	return true;
}

/** A series of tries that may be so long and no longer. */
struct series {
	enum check_id check;
	const char *expected;
	bool (*is_status)(unsigned status);
	size_t most;
};

static enum look look_series(struct view *view, struct refusal *refusal,
			     const struct series *series)
{
	const struct exchange *first;
	size_t count;
	char what[NOTE_SIZE];

	if (!series->is_status(refusal->status) ||
	    refusal->exchange->is_spoilt ||
	    !is_head(view, refusal, series->is_status))
		return LOOK_NONE;
	count = retry_count(view, refusal, series->is_status);
	first = retry_next(view, refusal, RETRY_AUTO_MS);
	if (first == NULL) {
		find(view, series->check, OUTCOME_INCONCLUSIVE,
		     series->expected,
		     "no other try after the %u, which is no fault",
		     refusal->status);
		prove(view, refusal->final);
		return LOOK_SAID;
	}
	(void)snprintf(what, sizeof(what), "%zu tries, the first", count);
	return again_say(view, refusal, first, series->check,
			 count > series->most ? OUTCOME_WARN : OUTCOME_PASS,
			 series->expected, what);
}

static const struct series locations = { CHECK_ID_retry_424,
					 "a corrected location, three times "
					 "at most",
					 is_424, LOCATIONS_MAX };

static enum look look_424(struct view *view, struct refusal *refusal)
{
	/* RFC 6442 §4.3: never sent where there was no location */
	if (message_find(retry_request(view, refusal), STR("Geolocation"), 0)
		    .p == NULL)
		return LOOK_NONE;
	return look_series(view, refusal, &locations);
}

void check_retry_424(struct view *view)
{
	refusal_each_request(view, CHECK_ID_retry_424, locations.expected,
			     look_424);
}

static const struct series identities = { CHECK_ID_retry_identity,
					  "one other try at most", is_identity,
					  IDENTITIES_MAX };

static enum look look_identity(struct view *view, struct refusal *refusal)
{
	return look_series(view, refusal, &identities);
}

void check_retry_identity(struct view *view)
{
	refusal_each_request(view, CHECK_ID_retry_identity, identities.expected,
			     look_identity);
}

static bool applies_429(const struct view *view, const struct refusal *refusal)
{
	return refusal->status == 429 &&
	       (look_is_client(view, refusal->exchange, STR("REFER")) ||
		message_find(retry_request(view, refusal), STR("Referred-By"),
			     0)
				.p != NULL);
}

/** A Referred-By with cid names the token in the body (RFC 3892 §3). */
static enum outcome grade_429(struct view *view, const struct refusal *refusal,
			      const struct exchange *retry, const char **what)
{
	struct str by =
		message_find(retry_message(view, retry), STR("Referred-By"), 0);
	struct str cid;

	(void)refusal;
	if (by.p != NULL && field_param(by, STR("cid"), &cid)) {
		*what = "a Referred-By with its token";
		return OUTCOME_PASS;
	}
	*what = "no token of the referrer";
	return OUTCOME_INFO;
}

static const struct retry_rule rule_429 = { CHECK_ID_retry_429,
					    "a token of the referrer, if any",
					    RETRY_AUTO_MS, applies_429,
					    grade_429 };

static enum look look_429(struct view *view, struct refusal *refusal)
{
	return retry_look(view, refusal, &rule_429);
}

void check_retry_429(struct view *view)
{
	refusal_each_any(view, CHECK_ID_retry_429, rule_429.expected, look_429);
}

/** The description in a 580 is neither offer nor answer (RFC 3312 §8). */
static enum look look_580(struct view *view, struct refusal *refusal)
{
	if (refusal->status != 580 || refusal->exchange->is_spoilt ||
	    refusal->ack == NOTHING || !look_has_sdp(view, refusal->final))
		return LOOK_NONE;
	if (!look_has_sdp(view, (size_t)refusal->ack))
		return LOOK_GOOD;
	find(view, CHECK_ID_retry_580, OUTCOME_WARN,
	     "no answer to the description in the 580",
	     "SDP in the ACK for the 580");
	prove(view, refusal->final);
	prove(view, (size_t)refusal->ack);
	return LOOK_SAID;
}

void check_retry_580(struct view *view)
{
	refusal_each(view, CHECK_ID_retry_580,
		     "no answer to the description in the 580", look_580);
}
