/* SPDX-License-Identifier: MIT */
#include "judge/again.h"
#include "judge/look.h"

/*
 * The same request again after a refusal (RFC 3261 §21.4). A 4xx forbids it
 * until it is changed, a 5xx for several seconds (§21.5.1), a 6xx not at all
 * (RFC 5057 note 17).
 */
enum { AT_ONCE_MS = 1000, EARLY_MS = 50, LOOP = 3 };

static const char rule[] = "no retry of the same request";

/** The unmodified retries of one request, one after the other. */
struct series {
	struct refusal head;
	struct refusal last;                /* the newest refusal in it */
	const struct exchange *retry[LOOP]; /* the first few */
	size_t count; /* all, but those that waited for Retry-After */
	enum outcome worst;
};

/* Whether the retry waited as long as Retry-After asked for. */
static bool is_invited(const struct view *view, const struct refusal *refusal,
		       const struct exchange *later)
{
	uint64_t wait_s;

	return again_retry_after(view, refusal->final, &wait_s) &&
	       look_start_us(view, later) + EARLY_MS * 1000 >=
		       refusal->at_us + wait_s * 1000000;
}

static enum outcome grade(const struct view *view,
			  const struct refusal *refusal,
			  const struct exchange *later)
{
	const struct facts *request = view_facts(view, later->request);

	if (refusal->status == 408 || refusal->status >= 600 ||
	    str_eq(request->method, STR("REGISTER")))
		return OUTCOME_INFO;
	if (refusal->status >= 500)
		return again_is_within(view, refusal, later, AT_ONCE_MS)
			       ? OUTCOME_WARN
			       : OUTCOME_INFO;
	return OUTCOME_WARN;
}

static bool is_same_again(const struct view *view,
			  const struct refusal *refusal,
			  const struct exchange *later)
{
	uint64_t old_hops, new_hops;

	if (later->request < refusal->final ||
	    !again_is_retry(view, refusal->exchange, later) ||
	    !again_is_same_server(view, refusal->exchange, later) ||
	    !again_is_within(view, refusal, later, QUIET_LONG_MS) ||
	    !again_is_unmodified(view, refusal->exchange, later))
		return false;
	/* More hops are what a 483 asks for. */
	return refusal->status != 483 ||
	       !again_max_forwards(view, refusal->exchange, &old_hops) ||
	       !again_max_forwards(view, later, &new_hops) ||
	       new_hops <= old_hops;
}

static void add(struct series *series, const struct view *view,
		const struct exchange *later)
{
	if (!is_invited(view, &series->last, later)) {
		enum outcome outcome = grade(view, &series->last, later);

		if (outcome > series->worst)
			series->worst = outcome;
		if (series->count < LOOP)
			series->retry[series->count] = later;
		if (again_is_within(view, &series->head, later, QUIET_LONG_MS))
			series->count++;
	}
}

/* Follow the retries of a refusal. */
static void follow(struct series *series, const struct view *view,
		   const struct refusal *head)
{
	*series = (struct series){ .head = *head,
				   .last = *head,
				   .worst = OUTCOME_PASS };

	for (size_t i = head->index + 1; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];
		struct refusal next;

		if (i - series->last.index > APART_MAX ||
		    !again_is_within(view, &series->last, later, QUIET_LONG_MS))
			break;
		if (!is_same_again(view, &series->last, later))
			continue;
		add(series, view, later);
		if (!refusal_read_request(&next, view, i))
			break;
		series->last = next;
	}
	if (series->count >= LOOP)
		series->worst = OUTCOME_WARN;
}

/* Whether it belongs to the series of an earlier refusal. */
static bool is_retry_itself(const struct view *view,
			    const struct refusal *refusal)
{
	for (size_t i = refusal->index, n = 0; i > 0 && n < APART_MAX;
	     i--, n++) {
		struct refusal before;

		if (refusal_read_request(&before, view, i - 1) &&
		    is_same_again(view, &before, refusal->exchange))
			return true;
	}
	return false;
}

static enum look say_series(struct view *view, const struct series *series)
{
	const struct refusal *head = &series->head;
	bool is_loop = series->count >= LOOP;

	find(view, CHECK_ID_no_unmodified_retry, series->worst, rule,
	     "%s: %zu unmodified, the first %.3f s after the %u",
	     is_loop ? "loop of retries" : "retry", series->count,
	     again_wait(view, head, series->retry[0]), head->status);
	prove(view, head->exchange->request);
	prove(view, head->final);
	for (size_t i = 0; i < series->count && i < LOOP; i++)
		prove(view, series->retry[i]->request);
	return LOOK_SAID;
}

/*
 * A new call so soon: by the user, or by a redial that the judge cannot tell
 * from one.
 */
static const struct exchange *new_call(const struct view *view,
				       const struct refusal *refusal)
{
	for (size_t i = refusal->index + 1; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];

		if (i - refusal->index > APART_MAX ||
		    !again_is_within(view, refusal, later, QUIET_MS))
			break;
		if (later->request > refusal->final &&
		    again_is_new_call(view, refusal->exchange, later))
			return later;
	}
	return NULL;
}

static enum look look_retry(struct view *view, struct refusal *refusal)
{
	const struct exchange *call;
	struct series series;

	if (refusal->status < 400 ||
	    look_is_client(view, refusal->exchange, STR("OPTIONS")) ||
	    is_retry_itself(view, refusal))
		return LOOK_NONE;

	follow(&series, view, refusal);
	if (series.count > 0)
		return say_series(view, &series);
	call = new_call(view, refusal);
	if (call && refusal->status < 500)
		return again_say(view, refusal, call,
				 CHECK_ID_no_unmodified_retry,
				 OUTCOME_INCONCLUSIVE, rule,
				 "a new call, maybe by the user,");
	return look_quiet(view, refusal, CHECK_ID_no_unmodified_retry,
			  series.last.at_us, scaled_us(view, QUIET_MS));
}

void check_no_unmodified_retry(struct view *view)
{
	refusal_each_request(view, CHECK_ID_no_unmodified_retry, rule,
			     look_retry);
}
