/* SPDX-License-Identifier: MIT */
#include "suite/sipp_fit.h"
#include "suite/sipp_walk.h"

enum { MARGIN_MS = 500 };

void walk_ask(struct walk *walk, const struct sipp_request *request)
{
	static const struct sipp_receive trying = { .code = 100,
						    .is_optional = true };

	sipp_write_request(&walk->text, request);
	sipp_write_receive(&walk->text, &trying);
	walk->is_open = true;
	walk->rang = 0;
}

/** Wait as long as a Retry-After says. @return false: nobody has to try again */
static bool wait_to_retry(struct walk *walk, const struct step *step)
{
	struct str wait = sipp_find_header(walk->last->respond.carry.headers,
					   STR("Retry-After"));
	struct str number;
	uint64_t wait_s;

	(void)str_cut(wait, ' ', &number, &(struct str){ NULL, 0 });
	if (wait.p == NULL || str_parse_uint(number, 60, &wait_s) != 0) {
		walk->is_over = step->receive.is_optional;
		if (!walk->is_over)
			walk_refuse(walk, "what is tried again has to be "
					  "another request");
		return false;
	}
	sipp_write_pause(&walk->text, (unsigned)wait_s * 1000 + MARGIN_MS);
	return true;
}

/** Credentials for one more challenge. @return false: there are none */
static bool prove_again(struct walk *walk)
{
	const struct step *last = walk->last;

	if (last->respond.challenge.is_stale)
		return true;
	if (last->respond.challenge.realm.p == NULL)
		walk->is_over = true; /* The password is no good. */
	else
		walk_refuse(walk, "SIPp has credentials for one challenge at "
				  "a time");
	return false;
}

static void try_again(struct walk *walk, const struct step *step)
{
	struct sipp_request request = {
		.is_child = step->receive.with == WITH_CHILD,
		.has_credentials = step->receive.with == WITH_CREDENTIALS,
	};

	if (request.is_child &&
	    (walk->last->respond.code >= 400 || walk->text.moved > 2)) {
		/* Nobody is to come, or it has been there. */
		walk->is_over = true;
		return;
	}
	if (walk->is_proved && request.has_credentials && !prove_again(walk))
		return;
	if (step->receive.with == WITH_ANYTHING && !wait_to_retry(walk, step))
		return;
	/* To a copy of a challenge it answers with new credentials, which would
	 * be another request in the same transaction; but for the ACK of an
	 * INVITE it is to send nothing twice. */
	walk->text.is_deaf |= request.has_credentials && !walk->is_invite;
	walk->is_proved = request.has_credentials;
	walk_ask(walk, &request);
}

void walk_receive(struct walk *walk, const struct step *step)
{
	if (walk->is_answered)
		walk_act(walk, step);
	else if (walk->is_open || walk->last == NULL ||
		 !str_eq(step->receive.methods, walk->text.method))
		walk_refuse(walk, "it waits for another kind of request");
	else if (walk->last->respond.code < 300)
		/* Refreshing is up to the client. */
		walk->is_over = true;
	else
		try_again(walk, step);
}
