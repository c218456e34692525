/* SPDX-License-Identifier: MIT */
#include "engine/uas.h"

#include <errno.h>

#include "engine/uas_own.h"
#include "scenario/dial.h"

enum { USER_MAX = 256 };

/** The token in the user of a Contact that we handed out: "child-TOKEN". */
static uint64_t token_of(struct str user)
{
	if (!str_starts(user, STR("child-")))
		return 0;
	return token_value(str_sub(user, sizeof("child-") - 1, user.size));
}

/** The Contact may be the Request-URI, or after a 305 a Route. */
uint64_t uas_child(const sip_t *sip, struct str user)
{
	uint64_t token = token_of(user);
	const sip_route_t *route = sip->sip_route;

	for (; token == 0 && route != NULL; route = route->r_next)
		token = token_of(str_from(route->r_url->url_user));
	return token;
}

/** An INVITE that a call of ours caused: a followed redirect, credentials. */
bool uas_continue(struct transaction *tx, uint64_t child, uint64_t now_us)
{
	struct server *server = tx->server;
	uint64_t token = tx->credentials.token;
	struct call *call;

	call = token != 0 ? call_find(server, token) : NULL;
	if (call != NULL && call_answer_challenge(call, tx, now_us))
		return true;
	call = child != 0 ? call_find(server, child) : NULL;
	if (call != NULL && call_continue(call, tx, WITH_CHILD, now_us))
		return true;
	call = call_find_session(server, tx->request, now_us);
	return call != NULL && call_continue(call, tx, WITH_ANYTHING, now_us);
}

/** The call of an open run that this INVITE follows, though it does not wait. */
struct call *uas_followed(const struct transaction *tx, uint64_t child)
{
	struct server *server = tx->server;
	uint64_t token = tx->credentials.token;
	struct call *call = token != 0 ? call_find(server, token) : NULL;

	if (call == NULL && child != 0)
		call = call_find(server, child);
	if (call != NULL && run_is_open(call->run))
		return call;
	return call_find_open(server, tx->request);
}

/** The run of a call that follows none: its director says. */
static unsigned enter_run(const struct transaction *tx,
			  const struct scenario *scenario, unsigned token)
{
	const struct director *director = &tx->server->config.director;
	struct path path = tx->path;

	if (director->enter == NULL)
		return 0;
	address_set_port(&path.remote, tx->source_port);
	return director->enter(director->arg, scenario->id, token, &path);
}

/** Play a scenario, which was selected for this request. */
void uas_play(struct transaction *tx, const struct scenario *scenario,
	      struct scenario *made, struct run_choice choice, uint64_t now_us)
{
	if (steps_accept(&scenario->attempt[0]) &&
	    uas_refuse_required(tx, &scenario->attempt[0], now_us)) {
		scenario_free(made);
		return;
	}
	if (choice.run == NULL)
		choice.number = enter_run(tx, scenario, choice.number);
	call_begin(tx, scenario, made, &choice, now_us);
}

/** An INVITE gets no more than the code of a scenario for other requests. */
static int make_direct(const struct scenario **scenariop,
		       struct scenario **madep)
{
	int err;

	if (scenario_is_for(*scenariop, STR("INVITE")))
		return 0;
	err = scenario_direct(madep, *scenariop);
	*scenariop = *madep;
	return err;
}

/** Begin the call that was dialled. */
static void begin(struct transaction *tx, struct str user,
		  const struct call *followed, uint64_t now_us)
{
	const struct scenario *scenario;
	struct scenario *made;
	struct str dialled = user;
	struct run_choice choice = { .number = dial_cut_run(&user) };
	int err = uas_select(tx, user, &scenario, &made);

	if (!err)
		err = make_direct(&scenario, &made);
	switch (err) {
	case 0: break;
	case ENOENT: uas_refuse_unmatched(tx, dialled, now_us); return;
	default: transaction_respond_code(tx, 503, now_us); return;
	}
	if (followed != NULL && choice.number == 0)
		choice.run = followed->run;
	uas_play(tx, scenario, made, choice, now_us);
}

/** "next" was dialled in a campaign: what its director says, or that it is done. */
static void begin_next(struct transaction *tx, uint64_t now_us)
{
	const struct director *director = &tx->server->config.director;
	struct answer done = {
		.code = 480,
		.carry.headers = STR_INIT("X-Gamut-Done: 1\r\n"),
	};
	struct path path = tx->path;
	struct buf user;
	int err;

	address_set_port(&path.remote, tx->source_port);
	buf_init(&user, USER_MAX);
	err = director->next(director->arg, &path, tx->request, &user);
	if (!err)
		err = buf_error(&user);
	if (!err)
		begin(tx, buf_str(&user), NULL, now_us);
	else if (err == ENOENT)
		transaction_respond(tx, &done, now_us);
	else
		transaction_respond_code(tx, 503, now_us);
	buf_release(&user);
}

void uas_on_invite(struct transaction *tx, uint64_t now_us)
{
	const struct server_config *config = &tx->server->config;
	const sip_t *sip = message_sip(tx->request);
	const struct call *followed;
	char plain[UAS_PLAIN_SIZE];
	struct str user;
	uint64_t child;
	bool is_next;

	user = uas_user(sip->sip_request->rq_url, plain, sizeof(plain));
	child = uas_child(sip, user);
	if (uas_continue(tx, child, now_us))
		return;
	followed = uas_followed(tx, child);
	is_next = config->director.next != NULL && str_eq(user, STR("next"));
	/* The call that made this Contact is over, but the Contact is ours. */
	if (child != 0)
		user = STR("success/200");
	else if (is_next && followed != NULL)
		user = followed->play.scenario->id;
	if (child == 0 && is_next && followed == NULL)
		begin_next(tx, now_us);
	else
		begin(tx, user, followed, now_us);
}
