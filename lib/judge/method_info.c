/* SPDX-License-Identifier: MIT */
#include "judge/again.h"
#include "judge/look.h"
#include "judge/method.h"
#include "sip/field.h"

/* Info packages (RFC 6086 §4.2.1, §5.2.2). */

/* How soon a BYE is the client's own work, and how soon it may be. */
enum { AT_ONCE_MS = 1000, SOON_MS = 2000 };

static struct str package_of(const struct view *view,
			     const struct exchange *info)
{
	struct str value = method_header(view, info, "Info-Package");
	struct str name = { NULL, 0 };

	(void)field_next_part(&value, &name);
	return name;
}

static const char call_rule[] = "the call goes on";

/**
 * The first request of ours behind the refusal that only a client without the
 * dialog answers with 481, and did; or NULL.
 */
static const struct exchange *find_dead(const struct view *view,
					const struct refusal *refusal)
{
	for (size_t i = refusal->index + 1; i < view->exchange_count; i++) {
		const struct exchange *ours = &view->exchange[i];

		if (ours->dialog == refusal->exchange->dialog &&
		    ours->request > refusal->final &&
		    (look_is_ours(view, ours, STR("INVITE")) ||
		     look_is_ours(view, ours, STR("UPDATE")) ||
		     look_is_ours(view, ours, STR("OPTIONS")) ||
		     look_is_ours(view, ours, STR("INFO"))) &&
		    exchange_final(view, ours) == 481)
			return ours;
	}
	return NULL;
}

/** Whether something else that we answered may have ended the dialog. */
static bool has_other_end(const struct view *view, long dialog)
{
	if (view->talk[dialog].ended != NOTHING)
		return true;
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];

		if (exchange->dialog == dialog && !exchange->is_ours &&
		    (exchange->is_spoilt ||
		     method_ends_dialog(exchange_final(view, exchange))))
			return true;
	}
	return false;
}

static enum look say_bye(struct view *view, const struct refusal *refusal,
			 const struct exchange *bye)
{
	enum outcome outcome = OUTCOME_FAIL;
	const char *what = "BYE at once,";

	if (method_may_cross(view, refusal, bye)) {
		outcome = OUTCOME_INCONCLUSIVE;
		what = "BYE that may have crossed the answer,";
	} else if (!again_is_within(view, refusal, bye, AT_ONCE_MS)) {
		outcome = OUTCOME_WARN;
		what = "BYE, maybe by the user,";
	}
	return again_say(view, refusal, bye, CHECK_ID_info_469, outcome,
			 call_rule, what);
}

static enum look look_469(struct view *view, struct refusal *refusal)
{
	const enum check_id check = CHECK_ID_info_469;
	const struct exchange *info = refusal->exchange, *bye, *dead;

	if (refusal->status != 469 || info->is_spoilt ||
	    info->dialog == NOTHING ||
	    !look_is_client(view, info, STR("INFO")) ||
	    package_of(view, info).size == 0)
		return LOOK_NONE;
	bye = method_bye(view, refusal);
	if (bye != NULL && again_is_within(view, refusal, bye, SOON_MS))
		return say_bye(view, refusal, bye);
	dead = find_dead(view, refusal);
	if (dead != NULL && !has_other_end(view, info->dialog))
		return again_say(view, refusal, dead, check, OUTCOME_FAIL,
				 call_rule,
				 "481 to a request of ours in the dialog");
	return look_quiet(view, refusal, check, refusal->at_us,
			  scaled_us(view, SOON_MS));
}

void check_info_469(struct view *view)
{
	refusal_each_any(view, CHECK_ID_info_469, call_rule, look_469);
}

/** Whether the Recv-Info of a message lists a package; has_list: it has one. */
static bool lists(const struct message *message, struct str package,
		  bool *has_list)
{
	struct str list, value, name;

	for (size_t nth = 0;; nth++) {
		list = message_find(message, STR("Recv-Info"), nth);
		if (list.p == NULL)
			return false;
		*has_list = true;
		while (field_next(&list, &value)) {
			if (field_next_part(&value, &name) &&
			    str_ieq(name, package))
				return true;
		}
	}
}

/**
 * Whether the client is shown to have taken what an entry of ours said before an
 * INFO: the ACK for a 2xx, a 2xx to our own request.
 */
static bool is_taken(const struct view *view, size_t entry,
		     const struct exchange *info)
{
	const struct exchange *exchange =
		&view->exchange[view->item[entry].exchange];

	if (exchange->is_ours)
		return exchange_final(view, exchange) / 100 == 2 &&
		       (size_t)exchange->final < info->request;
	if (!look_is_client(view, exchange, STR("INVITE")))
		return method_has_final(view, exchange, info);
	for (size_t i = 0; i < exchange->ack_count; i++) {
		if (exchange->ack[i] > entry &&
		    exchange->ack[i] < info->request)
			return view_facts(view, entry)->status >= 200;
	}
	return false;
}

/** What we had said of a package when an INFO came. */
enum wish {
	WISH_NEVER, /* it was in no Recv-Info */
	WISH_NOW,
	WISH_BEFORE, /* it was, but a newer one that was taken lacks it */
	WISH_DOUBT   /* the newer one may have crossed the INFO */
};

static enum wish read_wish(const struct view *view, const struct exchange *info)
{
	const struct talk *talk = &view->talk[info->dialog];
	struct str package = package_of(view, info);
	enum wish wish = WISH_NEVER;

	for (size_t i = 0; i < talk->out_count; i++) {
		size_t entry = talk->out[i];
		bool has_list = false;

		if (entry > info->request)
			break;
		if (lists(view_entry(view, entry)->message, package, &has_list))
			wish = WISH_NOW;
		else if (has_list && wish != WISH_NEVER)
			wish = is_taken(view, entry, info) ? WISH_BEFORE
							   : WISH_DOUBT;
	}
	return wish;
}

static const char wish_rule[] = "only packages that our Recv-Info lists";

static bool is_judged(const struct view *view, const struct exchange *info)
{
	const struct exchange *invite;

	if (!look_is_client(view, info, STR("INFO")) ||
	    info->dialog == NOTHING || package_of(view, info).size == 0)
		return false;
	invite = &view->exchange[view->talk[info->dialog].invite];
	return !invite->is_spoilt &&
	       look_is_client(view, invite, STR("INVITE"));
}

static void say_package(struct view *view, enum outcome outcome,
			const struct exchange *info, const char *what)
{
	long answer = view->talk[info->dialog].confirmed;

	find(view, CHECK_ID_info_unwanted_package, outcome, wish_rule,
	     "INFO for %.*s, %s", STR_ARG(package_of(view, info)), what);
	if (answer != NOTHING)
		prove(view, (size_t)answer);
	prove(view, info->request);
}

void check_info_unwanted_package(struct view *view)
{
	const struct exchange *kept = NULL;
	bool is_said = false;

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *info = &view->exchange[i];
		enum wish wish;

		if (!is_judged(view, info))
			continue;
		wish = read_wish(view, info);
		if (wish == WISH_NOW && kept == NULL)
			kept = info;
		if (wish == WISH_NOW)
			continue;
		is_said = true;
		if (wish == WISH_DOUBT)
			say_package(view, OUTCOME_INCONCLUSIVE, info,
				    "which a newer Recv-Info lacks that it may "
				    "have crossed");
		else
			say_package(view, OUTCOME_FAIL, info,
				    wish == WISH_NEVER
					    ? "which no Recv-Info lists"
					    : "which is no longer listed");
	}
	if (kept != NULL && !is_said)
		say_package(view, OUTCOME_PASS, kept, "which it lists");
}
