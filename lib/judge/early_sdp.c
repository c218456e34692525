/* SPDX-License-Identifier: MIT */
#include "judge/look.h"

/*
 * The first description that answers an offer is the answer, and what follows
 * is ignored (RFC 3261 §13.2.1). What the client sends its media to is not seen
 * here; what its ACK says is.
 */

static const char rule[] =
	"the description of the 1xx counts, not another one in the 2xx";

static struct str body_of(const struct view *view, size_t entry)
{
	return view_entry(view, entry)->message->body;
}

/** The next line of a description that says what is sent where. */
static struct str next_line(struct str *rest)
{
	struct str line;

	while (str_next_line(rest, &line)) {
		line = str_trim(line);
		if (line.size > 0 && line.p[0] != 'o' && line.p[0] != 's' &&
		    line.p[0] != 't')
			return line;
	}
	return (struct str){ NULL, 0 };
}

static bool is_same_session(struct str a, struct str b)
{
	for (;;) {
		struct str one = next_line(&a), two = next_line(&b);

		if (one.p == NULL || two.p == NULL)
			return one.p == two.p;
		if (!str_eq(one, two))
			return false;
	}
}

/** The first 1xx with a description in the dialog of a 2xx, or NOTHING. */
static long find_answer(const struct view *view, const struct exchange *invite,
			size_t success)
{
	for (size_t i = 0; i < invite->response_count; i++) {
		size_t entry = invite->response[i];

		if (entry >= success)
			break;
		if (!view_entry(view, entry)->is_spoilt &&
		    look_has_sdp(view, entry) &&
		    str_eq(view_facts(view, entry)->to_tag,
			   view_facts(view, success)->to_tag))
			return (long)entry;
	}
	return NOTHING;
}

static long find_reaction(const struct view *view,
			  const struct exchange *invite)
{
	for (size_t i = 0; i < invite->ack_count; i++)
		if (look_has_sdp(view, invite->ack[i]))
			return (long)invite->ack[i];
	return NOTHING;
}

static void judge_answers(struct view *view, const struct exchange *invite,
			  size_t first, size_t success)
{
	long ack = find_reaction(view, invite);

	if (is_same_session(body_of(view, first), body_of(view, success)))
		find(view, CHECK_ID_prov_sdp_consistent, OUTCOME_PASS, rule,
		     "both say the same: there was nothing to ignore");
	else if (ack != NOTHING)
		find(view, CHECK_ID_prov_sdp_consistent, OUTCOME_INFO, rule,
		     "the ACK answers the second description");
	else
		find(view, CHECK_ID_prov_sdp_consistent, OUTCOME_INCONCLUSIVE,
		     rule, "only its media would show which one it took");
	prove(view, first);
	prove(view, success);
	if (ack != NOTHING)
		prove(view, (size_t)ack);
}

void check_prov_sdp_consistent(struct view *view)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *invite = &view->exchange[i];
		unsigned status = exchange_final(view, invite);
		long first;

		if (!look_is_client(view, invite, STR("INVITE")) ||
		    status < 200 || status > 299 ||
		    !look_has_sdp(view, invite->request) ||
		    !look_has_sdp(view, (size_t)invite->final))
			continue;
		first = find_answer(view, invite, (size_t)invite->final);
		if (first != NOTHING)
			judge_answers(view, invite, (size_t)first,
				      (size_t)invite->final);
	}
}
