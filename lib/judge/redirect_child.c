/* SPDX-License-Identifier: MIT */
#include "judge/aim.h"
#include "judge/look.h"
#include "judge/redirect.h"
#include "judge/uri.h"
#include "sip/field.h"

/* What the request that a redirection leads to looks like. */

/** One such request, and the Contact that it goes to. */
struct child {
	const struct exchange *exchange;
	const struct redirect_contact *contact; /* NULL: it is in a Route */
	const struct refusal *refusal;
	const struct redirect *redirect;
};

typedef enum look child_f(struct view *view, const struct child *child);

/** Look at each of them. GOOD: all that the rule applies to keep it. */
static enum look each_child(struct view *view, const struct refusal *refusal,
			    child_f *look)
{
	struct redirect redirect;
	struct child child = { .refusal = refusal, .redirect = &redirect };
	enum look all = LOOK_NONE;
	size_t at = 0;

	if (!redirect_read(&redirect, view, refusal))
		return LOOK_NONE;
	while ((child.exchange = redirect_child(view, refusal, &at)) != NULL) {
		enum look one;

		child.contact =
			redirect_aim(&redirect, view, child.exchange->request);
		one = look(view, &child);
		if (one > all)
			all = one;
	}
	return all;
}

static enum look say(struct view *view, const struct child *child,
		     enum check_id check, enum outcome outcome,
		     const char *expected, struct str actual)
{
	find(view, check, outcome, expected, "%.*s", STR_ARG(actual));
	prove(view, child->refusal->final);
	prove(view, child->exchange->request);
	return LOOK_SAID;
}

/** Whether a URI has a parameter that another one has not. */
static bool has_more(struct str uri, struct str target)
{
	struct str part, rest, other;

	(void)field_next_part(&uri, &part);
	while (field_next_part(&uri, &part)) {
		bool is_there = false;

		rest = target;
		while (!is_there && field_next_part(&rest, &other))
			is_there = uri_param_is_equal(part, other);
		if (!is_there)
			return true;
	}
	return false;
}

static enum look child_ruri(struct view *view, const struct child *child)
{
	struct str uri = view_facts(view, child->exchange->request)->uri;
	struct str target;

	if (child->contact == NULL)
		return LOOK_NONE;
	target = redirect_target(view, child->contact->uri);
	if (redirect_headers(uri).p == NULL && aim_is_at(uri, target) &&
	    !has_more(uri, target))
		return LOOK_GOOD;
	return say(view, child, CHECK_ID_redir_ruri,
		   look_is_proxied(view, child->exchange->request)
			   ? OUTCOME_INCONCLUSIVE
			   : OUTCOME_FAIL,
		   "the Contact URI without method and headers", uri);
}

static enum look look_ruri(struct view *view, struct refusal *refusal)
{
	return each_child(view, refusal, child_ruri);
}

void check_redir_ruri(struct view *view)
{
	refusal_each(view, CHECK_ID_redir_ruri,
		     "the Contact URI without method and headers", look_ruri);
}

/** A request to a Contact that has the branch of what was redirected. */
static long find_same_branch(const struct view *view,
			     const struct refusal *refusal,
			     const struct redirect *redirect)
{
	const struct exchange *first = refusal->exchange;
	struct str uri = view_facts(view, first->request)->uri;

	for (size_t i = 0; i < first->copy_count; i++) {
		struct str other = view_facts(view, first->copy[i])->uri;

		if (first->copy[i] > refusal->final &&
		    !uri_is_equal(uri, other) &&
		    redirect_aim(redirect, view, first->copy[i]) != NULL)
			return (long)first->copy[i];
	}
	return NOTHING;
}

static enum look look_branch(struct view *view, struct refusal *refusal)
{
	struct redirect redirect;
	size_t at = 0;
	long same;

	if (!redirect_read(&redirect, view, refusal))
		return LOOK_NONE;
	same = find_same_branch(view, refusal, &redirect);
	if (same == NOTHING)
		return redirect_child(view, refusal, &at) != NULL ? LOOK_GOOD
								  : LOOK_NONE;
	find(view, CHECK_ID_redir_branch, OUTCOME_FAIL, "a new branch",
	     "branch %.*s, as before the redirection",
	     STR_ARG(view_facts(view, (size_t)same)->branch));
	prove(view, refusal->final);
	prove(view, (size_t)same);
	return LOOK_SAID;
}

void check_redir_branch(struct view *view)
{
	refusal_each(view, CHECK_ID_redir_branch, "a new branch", look_branch);
}

static const char ids_rule[] = "the same To, From and Call-ID";

static enum look child_ids(struct view *view, const struct child *child)
{
	const struct facts *now = view_facts(view, child->exchange->request);
	const struct facts *before =
		view_facts(view, child->refusal->exchange->request);

	if (!str_eq(now->call_id, before->call_id))
		return say(view, child, CHECK_ID_redir_ids, OUTCOME_INFO,
			   ids_rule, STR("another Call-ID"));
	if (!str_eq(now->from_tag, before->from_tag))
		return say(view, child, CHECK_ID_redir_ids, OUTCOME_INFO,
			   ids_rule, STR("another From tag"));
	if (!uri_is_equal(field_uri(now->to), field_uri(before->to)))
		return say(view, child, CHECK_ID_redir_ids, OUTCOME_INFO,
			   ids_rule, STR("another To"));
	if (now->cseq == before->cseq)
		return say(view, child, CHECK_ID_redir_ids, OUTCOME_WARN,
			   "a CSeq of its own",
			   STR("the same CSeq, as of a merged request"));
	return LOOK_GOOD;
}

static enum look look_ids(struct view *view, struct refusal *refusal)
{
	return each_child(view, refusal, child_ids);
}

void check_redir_ids(struct view *view)
{
	refusal_each(view, CHECK_ID_redir_ids, ids_rule, look_ids);
}

static const char body_rule[] = "the session description of the first INVITE";

static enum look child_body(struct view *view, const struct child *child)
{
	if (!look_has_sdp(view, child->refusal->exchange->request))
		return LOOK_NONE;
	if (look_has_sdp(view, child->exchange->request))
		return LOOK_GOOD;
	return say(view, child, CHECK_ID_redir_body, OUTCOME_WARN, body_rule,
		   STR("no session description"));
}

static enum look look_body(struct view *view, struct refusal *refusal)
{
	return each_child(view, refusal, child_body);
}

void check_redir_body(struct view *view)
{
	refusal_each(view, CHECK_ID_redir_body, body_rule, look_body);
}

static const char transport_rule[] = "the transport that the Contact names";

/** Whether a URI asks for TCP. */
static bool asks_tcp(struct str uri)
{
	struct str target, headers, part;

	(void)str_cut(uri, '?', &target, &headers);
	while (field_next_part(&target, &part)) {
		if (str_ieq(part, STR("transport=tcp")))
			return true;
	}
	return false;
}

static enum look child_transport(struct view *view, const struct child *child)
{
	size_t request = child->exchange->request;

	if (child->contact == NULL || !asks_tcp(child->contact->uri) ||
	    look_is_proxied(view, request))
		return LOOK_NONE;
	if (look_is_stream(view, request))
		return LOOK_GOOD;
	return say(view, child, CHECK_ID_redir_transport, OUTCOME_WARN,
		   transport_rule, STR("it came over UDP"));
}

static enum look look_transport(struct view *view, struct refusal *refusal)
{
	return each_child(view, refusal, child_transport);
}

void check_redir_transport(struct view *view)
{
	refusal_each(view, CHECK_ID_redir_transport, transport_rule,
		     look_transport);
}

static const char sips_rule[] = "a sips: Contact stays sips:";

static enum look child_sips(struct view *view, const struct child *child)
{
	struct str uri = view_facts(view, child->exchange->request)->uri;
	struct str before =
		view_facts(view, child->refusal->exchange->request)->uri;

	if (child->contact == NULL ||
	    look_is_proxied(view, child->exchange->request))
		return LOOK_NONE;
	if (!str_istarts(child->contact->uri, STR("sips:"))) {
		if (!str_istarts(before, STR("sips:")))
			return LOOK_NONE;
		return say(view, child, CHECK_ID_redir_sips, OUTCOME_INFO,
			   sips_rule, STR("a sips: call went on as sip:"));
	}
	if (str_istarts(uri, STR("sips:")))
		return LOOK_GOOD;
	return say(view, child, CHECK_ID_redir_sips, OUTCOME_FAIL, sips_rule,
		   uri);
}

static enum look look_sips(struct view *view, struct refusal *refusal)
{
	return each_child(view, refusal, child_sips);
}

void check_redir_sips(struct view *view)
{
	refusal_each(view, CHECK_ID_redir_sips, sips_rule, look_sips);
}
