/* SPDX-License-Identifier: MIT */
#include "judge/auth.h"
#include "judge/form.h"
#include "judge/look.h"

/* The nonce count (RFC 7616 §3.4). */

enum { DIGITS = 8, CHAIN_MAX = 100 };

static const char rule[] =
	"nc=00000001 for a new nonce, and one more for each further request";

/** @return false when it is not eight hexadecimal digits */
static bool read_count(const struct auth_use *use, uint64_t *count)
{
	struct str text = digest_text(&use->digest, DIGEST_NC);

	*count = 0;
	if (text.size != DIGITS)
		return false;
	for (size_t i = 0; i < text.size; i++) {
		int digit = str_hex_digit(text.p[i]);

		if (digit < 0)
			return false;
		*count = *count << 4 | (unsigned)digit;
	}
	return true;
}

/** Whether both requests carry them as one: they came in the same one. */
static bool is_counted_once(const struct auth_use *a, const struct auth_use *b)
{
	return a->request == b->request || a->is_same || b->is_same ||
	       a->is_proxy != b->is_proxy;
}

/** The use of the same nonce before with the same count, or NULL. */
static const struct auth_use *find_same(const struct auth_use *use,
					uint64_t count)
{
	const struct auth_use *before = use->before;
	uint64_t other;

	for (size_t n = 0; before != NULL && n < CHAIN_MAX; n++) {
		if (!is_counted_once(before, use) &&
		    read_count(before, &other) && other == count)
			return before;
		before = before->before;
	}
	return NULL;
}

/** Whether what came later was sent later: datagrams overtake each other. */
static bool is_in_order(const struct view *view, const struct auth_use *before,
			const struct auth_use *use)
{
	return look_is_stream(view, use->request) ||
	       view_at_us(view, use->request) >
		       view_at_us(view, before->request) + look_t1_us(view);
}

static enum look say(struct view *view, const struct auth_use *use,
		     const struct auth_use *before, enum outcome outcome,
		     const char *what)
{
	find(view, CHECK_ID_auth_nc, outcome, rule, "%s: nc=%.*s", what,
	     FORM_SHOW(digest_text(&use->digest, DIGEST_NC)));
	prove(view, use->challenge->response);
	if (before != NULL)
		prove(view, before->request);
	prove(view, use->request);
	return LOOK_SAID;
}

/**
 * A first use with another count is a fault where it follows its challenge at
 * once and no use before it arrived late: else it went elsewhere.
 */
static enum outcome grade_first(const struct view *view,
				const struct auth *auth,
				const struct auth_use *use, uint64_t count)
{
	uint64_t other;

	if (view_at_us(view, use->request) >
	    view_at_us(view, use->challenge->response) +
		    scaled_us(view, AUTH_AT_ONCE_MS))
		return OUTCOME_INFO;
	for (const struct auth_use *later = use + 1;
	     later < auth->use + auth->use_count; later++) {
		if (later->challenge == use->challenge &&
		    read_count(later, &other) && other < count)
			return OUTCOME_INFO;
	}
	return OUTCOME_WARN;
}

static enum look look_count(struct view *view, const struct auth *auth,
			    const struct auth_use *use)
{
	const struct auth_use *before = use->before;
	const struct auth_use *same;
	uint64_t count, last;

	/* without qop there is no count */
	if (!digest_has(&use->digest, DIGEST_NC) ||
	    !digest_has(&use->digest, DIGEST_QOP))
		return LOOK_NONE;
	if (!read_count(use, &count))
		return say(view, use, NULL, OUTCOME_FAIL,
			   "no count of eight hexadecimal digits");
	same = find_same(use, count);
	if (same != NULL)
		return say(view, use, same, OUTCOME_FAIL,
			   "the same count in another request");
	if (before == NULL)
		return count == 1 ? LOOK_GOOD
				  : say(view, use, NULL,
					grade_first(view, auth, use, count),
					"the first use of a nonce");
	/* a gap may be a request that went elsewhere or got lost */
	if (!is_counted_once(before, use) && read_count(before, &last) &&
	    count < last)
		return say(view, use, before,
			   is_in_order(view, before, use) ? OUTCOME_WARN
							  : OUTCOME_INFO,
			   "lower than before");
	return LOOK_GOOD;
}

void check_auth_nc(struct view *view)
{
	auth_each_use(view, CHECK_ID_auth_nc, rule, look_count);
}
