/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "judge/method.h"
#include "judge/register.h"
#include "sip/field.h"

/* A binding is refreshed before it expires (RFC 3261 §10.2.4). */

enum { SECOND_US = 1000000, SPARE_S = 5, WAIT_MAX_S = 300 };

static const char rule[] = "a new REGISTER before the binding expires";

/**
 * The shortest time that a 2xx gives to a contact of its request; @return false
 * when it gives none
 */
static bool read_given(const struct message *request,
		       const struct message *response, uint64_t *shortest)
{
	struct contacts contacts = { .message = response };
	struct str value;
	bool found = false;
	uint64_t seconds;

	while (contacts_next(&contacts, &value)) {
		if (str_parse_uint(contacts_expires(response, value),
				   UINT32_MAX, &seconds) != 0 ||
		    seconds == 0 || !contacts_has(request, field_uri(value)))
			continue;
		if (!found || seconds < *shortest)
			*shortest = seconds;
		found = true;
	}
	return found;
}

/** A registration that we accepted. */
struct binding {
	const struct exchange *exchange;
	size_t final;
	uint64_t seconds;
	uint64_t end_us; /* when it has expired for sure */
};

static bool read_binding(struct binding *binding, const struct view *view,
			 const struct exchange *exchange)
{
	unsigned status = exchange_final(view, exchange);

	if (!look_is_client(view, exchange, STR("REGISTER")) ||
	    exchange->is_spoilt || status / 100 != 2)
		return false;
	binding->exchange = exchange;
	binding->final = (size_t)exchange->final;
	if (!read_given(view_entry(view, exchange->request)->message,
			view_entry(view, binding->final)->message,
			&binding->seconds))
		return false;
	binding->end_us = view_at_us(view, binding->final) +
			  (binding->seconds + SPARE_S) * SECOND_US;
	return true;
}

/** The next REGISTER for the same address that has a contact, or NULL. */
static const struct exchange *find_next(const struct view *view,
					const struct binding *binding)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];

		if (later->request > binding->final &&
		    look_is_client(view, later, STR("REGISTER")) &&
		    method_is_same_to(view, binding->exchange, later) &&
		    look_has(view, later->request, HEADER_CONTACT))
			return later;
	}
	return NULL;
}

/** Whether anything came from the client's address once all had expired. */
static bool is_alive(const struct view *view, const struct binding *binding)
{
	const struct endpoint *from =
		view_entry(view, binding->exchange->request)->remote;
	long in = view_next_in(view, binding->end_us);

	while (in != NOTHING) {
		const struct endpoint *remote =
			view_entry(view, (size_t)in)->remote;

		if (remote->port == from->port &&
		    str_eq(str_from(remote->host), str_from(from->host)))
			return true;
		if ((size_t)in + 1 >= view->record->count)
			break;
		in = view->item[in + 1].next_in;
	}
	return false;
}

/** Whether the window is over; a long one is not waited for. */
static bool is_over(struct view *view, const struct binding *binding)
{
	if (binding->seconds > WAIT_MAX_S)
		return view->config->end_us >= binding->end_us;
	return view_is_over(view, view_at_us(view, binding->final),
			    binding->end_us - view_at_us(view, binding->final));
}

static void say(struct view *view, enum outcome outcome,
		const struct binding *binding, const struct exchange *later,
		const char *what)
{
	find(view, CHECK_ID_reg_200_expires, outcome, rule,
	     "%s; the binding was for %llu s", what,
	     (unsigned long long)binding->seconds);
	prove(view, binding->exchange->request);
	prove(view, binding->final);
	if (later != NULL)
		prove(view, later->request);
}

/** What became of a binding that was not refreshed in time. */
static void judge_lapsed(struct view *view, const struct binding *binding)
{
	uint64_t start_us = look_start_us(view, binding->exchange);

	if (!is_over(view, binding))
		say(view, OUTCOME_INCONCLUSIVE, binding, NULL,
		    "it has not expired yet");
	else if (!look_is_gone(view, start_us, binding->end_us) &&
		 view_is_receiving(view, binding->final) &&
		 is_alive(view, binding))
		say(view, OUTCOME_WARN, binding, NULL,
		    "it was not refreshed, and the client was there");
	else
		say(view, OUTCOME_INCONCLUSIVE, binding, NULL,
		    "it was not refreshed; nothing shows that the client was "
		    "there");
}

/** Whether it was refreshed, or taken away, in time; refresh: by what. */
static bool is_kept(const struct view *view, const struct binding *binding,
		    const struct exchange **refresh)
{
	*refresh = find_next(view, binding);
	return *refresh != NULL &&
	       look_start_us(view, *refresh) <= binding->end_us;
}

void check_reg_200_expires(struct view *view)
{
	struct binding binding, kept = { .exchange = NULL };
	struct binding open = { .exchange = NULL };
	const struct exchange *refresh, *proof = NULL;

	for (size_t i = 0; i < view->exchange_count; i++) {
		if (!read_binding(&binding, view, &view->exchange[i]))
			continue;
		if (!is_kept(view, &binding, &refresh)) {
			open = binding;
			if (is_over(view, &binding))
				break;
			continue;
		}
		if (contacts_are_removed(
			    view_entry(view, refresh->request)->message))
			continue;
		kept = binding;
		proof = refresh;
	}
	if (open.exchange != NULL &&
	    (kept.exchange == NULL || is_over(view, &open)))
		judge_lapsed(view, &open);
	else if (kept.exchange != NULL)
		say(view, OUTCOME_PASS, &kept, proof, "REGISTER in time");
}
