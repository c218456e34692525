/* SPDX-License-Identifier: MIT */
#include "judge/again.h"
#include "judge/look.h"
#include "judge/redirect.h"

/* Whether a redirection is followed, and what is done where it leads nowhere. */

enum { AUTO_MS = 10000 };

/** Say of a redirection whether a request came, each with an outcome. */
static enum look say_followed(struct view *view, struct refusal *refusal,
			      enum check_id check, enum outcome followed)
{
	size_t at = 0;
	const struct exchange *child = redirect_child(view, refusal, &at);
	bool is_over;

	if (child != NULL) {
		find(view, check, followed, "a request to the Contact",
		     "INVITE to %.*s",
		     STR_ARG(view_facts(view, child->request)->uri));
		prove(view, refusal->final);
		prove(view, child->request);
		return LOOK_SAID;
	}
	is_over = quiet_is_over(view, refusal->at_us, scaled_us(view, AUTO_MS));
	find(view, check, OUTCOME_INCONCLUSIVE, "a request to the Contact",
	     is_over ? "none: a client may leave that to its user"
		     : "none so far");
	prove(view, refusal->final);
	return LOOK_SAID;
}

/** Whether there is an address to go to. */
static bool leads_on(const struct view *view, const struct refusal *refusal)
{
	struct redirect redirect;

	return redirect_read(&redirect, view, refusal) &&
	       redirect.sip_count > 0;
}

static enum look look_follow(struct view *view, struct refusal *refusal)
{
	if ((refusal->status != 301 && refusal->status != 302))
		return LOOK_NONE;
	if (look_is_client(view, refusal->exchange, STR("REGISTER")))
		return redirect_look_register(view, refusal);
	if (!look_is_client(view, refusal->exchange, STR("INVITE")))
		return LOOK_NONE;
	if (refusal->exchange->dialog != NOTHING)
		return redirect_look_reinvite(view, refusal);
	if (!leads_on(view, refusal))
		return LOOK_NONE;
	return say_followed(view, refusal, CHECK_ID_redir_follow, OUTCOME_PASS);
}

void check_redir_follow(struct view *view)
{
	refusal_each_any(view, CHECK_ID_redir_follow,
			 "a request to the Contact", look_follow);
}

static enum look look_choice(struct view *view, struct refusal *refusal)
{
	if (refusal->status != 300 || !leads_on(view, refusal))
		return LOOK_NONE;
	return say_followed(view, refusal, CHECK_ID_redir_choice, OUTCOME_PASS);
}

void check_redir_choice(struct view *view)
{
	refusal_each(view, CHECK_ID_redir_choice, "a request to a Contact",
		     look_choice);
}

static enum look look_305(struct view *view, struct refusal *refusal)
{
	struct redirect redirect;
	size_t at = 0;
	const struct exchange *child;

	if (refusal->status != 305 ||
	    !redirect_read(&redirect, view, refusal) || redirect.sip_count == 0)
		return LOOK_NONE;
	child = redirect_child(view, refusal, &at);
	if (child == NULL)
		return say_followed(view, refusal, CHECK_ID_redir_305,
				    OUTCOME_PASS);
	find(view, CHECK_ID_redir_305, OUTCOME_PASS,
	     "the request through the proxy that the Contact names",
	     redirect_aim(&redirect, view, child->request) != NULL
		     ? "its URI became the Request-URI"
		     : "its URI became a Route");
	prove(view, refusal->final);
	prove(view, child->request);
	return LOOK_SAID;
}

void check_redir_305(struct view *view)
{
	refusal_each(view, CHECK_ID_redir_305, "the request through the proxy",
		     look_305);
}

static enum look look_380(struct view *view, struct refusal *refusal)
{
	size_t at = 0;
	const struct exchange *child;

	if (refusal->status != 380)
		return LOOK_NONE;
	child = redirect_child(view, refusal, &at);
	if (child != NULL)
		return again_say(view, refusal, child, CHECK_ID_redir_380,
				 OUTCOME_INFO,
				 "an alternative service is the user's choice",
				 "the Contact was called");
	return look_quiet(view, refusal, CHECK_ID_redir_380, refusal->at_us,
			  scaled_us(view, QUIET_MS));
}

void check_redir_380(struct view *view)
{
	refusal_each(view, CHECK_ID_redir_380,
		     "an alternative service is the user's choice", look_380);
}

/** No address that a SIP client could take up: the call has failed. */
static enum look look_nowhere(struct view *view, struct refusal *refusal,
			      enum check_id check, const char *rule)
{
	const struct exchange *again = redirect_repeat(view, refusal);

	if (again != NULL)
		return again_say(view, refusal, again, check, OUTCOME_FAIL,
				 rule, "INVITE to the same Request-URI again");
	return look_quiet(view, refusal, check, refusal->at_us,
			  scaled_us(view, QUIET_MS));
}

static const char failed_rule[] = "the call has failed: no other request";

static enum look look_no_contact(struct view *view, struct refusal *refusal)
{
	struct redirect redirect;

	if (!redirect_read(&redirect, view, refusal) || redirect.count > 0)
		return LOOK_NONE;
	return look_nowhere(view, refusal, CHECK_ID_redir_no_contact,
			    failed_rule);
}

void check_redir_no_contact(struct view *view)
{
	refusal_each(view, CHECK_ID_redir_no_contact, failed_rule,
		     look_no_contact);
}

static const char nonsip_rule[] =
	"a Contact of another scheme is left alone or given to the user";

static enum look look_nonsip(struct view *view, struct refusal *refusal)
{
	struct redirect redirect;

	if (!redirect_read(&redirect, view, refusal) ||
	    redirect.sip_count == redirect.count)
		return LOOK_NONE;
	return look_nowhere(view, refusal, CHECK_ID_redir_nonsip, nonsip_rule);
}

void check_redir_nonsip(struct view *view)
{
	refusal_each(view, CHECK_ID_redir_nonsip, nonsip_rule, look_nonsip);
}
