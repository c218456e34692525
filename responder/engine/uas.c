/* SPDX-License-Identifier: MIT */
#include "engine/uas.h"

#include <errno.h>
#include <string.h>

#include "catalogue/method.h"
#include "engine/call_flow.h"
#include "engine/register.h"
#include "scenario/dial.h"
#include "sip/field.h"

enum { NEAREST = 3, HEADERS_MAX = 8192, USER_MAX = 256 };

/** The option tags of Require that we do not support, in one line; or nothing. */
static bool has_unsupported(struct buf *headers, const struct message *request)
{
	struct str value;
	struct str tag;
	size_t count = 0;

	for (size_t n = 0;; n++) {
		value = message_header(request, HEADER_REQUIRE, n);
		if (value.p == NULL)
			break;
		while (field_next(&value, &tag)) {
			if (!field_is_token(tag) ||
			    field_has(STR(OPTION_TAGS), tag))
				continue;
			buf_add_text(headers,
				     count++ == 0 ? "Unsupported: " : ", ");
			buf_add_str(headers, tag);
		}
	}
	if (count > 0)
		buf_add_text(headers, "\r\n");
	return count > 0;
}

static void respond_with(struct transaction *tx, unsigned code,
			 struct buf *headers, uint64_t now_us)
{
	struct answer answer = { .code = code };

	answer.carry.headers = buf_str(headers);

	transaction_respond(tx, &answer, now_us);
}

/** RFC 3261 §8.2.2.3; @return whether it was refused */
static bool refuse_required(struct transaction *tx, uint64_t now_us)
{
	struct buf headers;
	bool is_refused;

	buf_init(&headers, HEADERS_MAX);
	is_refused = has_unsupported(&headers, tx->request);
	if (is_refused)
		respond_with(tx, 420, &headers, now_us);
	buf_release(&headers);
	return is_refused;
}

/** What may stand in a quoted string and in a log without harm. */
static void add_plain(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.size; i++) {
		char c = text.p[i];

		if (c < ' ' || c > '~' || c == '"' || c == '\\')
			c = '?';
		buf_add_char(out, c);
	}
}

/** "no case for 'foo'; nearest: final/486 (486 Busy Here)" */
static void write_unmatched(struct buf *why, const struct suite *suite,
			    struct str user)
{
	const struct scenario *near[NEAREST];
	size_t count = suite_nearest(suite, user, near, NEAREST);

	buf_add_text(why, "no case for '");
	add_plain(why, str_sub(user, 0, 32));
	buf_add_text(why, "'");
	for (size_t i = 0; i < count; i++) {
		buf_add_text(why, i == 0 ? "; nearest: " : ", ");
		buf_addf(why, "%.*s (%.*s)", STR_ARG(near[i]->id),
			 STR_ARG(near[i]->title));
	}
	if (count == 0)
		buf_add_text(why, "; dial a code, such as 486 or 180*3*486");
}

/** Nothing matches the user: say so, and what would have. */
static void respond_unmatched(struct transaction *tx, struct str user,
			      uint64_t now_us)
{
	const sip_t *sip = message_sip(tx->request);
	struct endpoint local;
	struct buf why;
	struct buf headers;

	/* A request that ends its hops at one who is not its target. */
	if (sip->sip_max_forwards != NULL &&
	    sip->sip_max_forwards->mf_count == 0) {
		transaction_respond_code(tx, 483, now_us);
		return;
	}
	buf_init(&why, HEADERS_MAX);
	buf_init(&headers, HEADERS_MAX);
	write_unmatched(&why, tx->server->suite, user);
	local_endpoint(&local, tx->server, &tx->path, tx->request);
	buf_add_text(&headers, "Warning: 399 ");
	endpoint_write(&headers, &local);
	buf_addf(&headers, " \"%.*s\"\r\n", STR_ARG(buf_str(&why)));
	call_unmatched(tx, buf_str(&why), now_us);
	respond_with(tx, 404, &headers, now_us);
	buf_release(&why);
	buf_release(&headers);
}

/** The user that selects a case; a tel: number without its visual separators. */
static struct str dialled_user(const url_t *url, char *plain, size_t size)
{
	struct str number;
	size_t count = 0;

	if (url->url_type != url_tel)
		return str_from(url->url_user);
	number =
		str_from(url->url_host != NULL ? url->url_host : url->url_user);
	for (size_t i = 0; i < number.size && count < size; i++) {
		if (strchr("-.()", number.p[i]) == NULL)
			plain[count++] = number.p[i];
	}
	return (struct str){ plain, count };
}

/** The token in the user of a Contact that we handed out: "child-TOKEN". */
static uint64_t token_of(struct str user)
{
	if (!str_starts(user, STR("child-")))
		return 0;
	return token_value(str_sub(user, sizeof("child-") - 1, user.size));
}

/** The Contact may be the Request-URI, or after a 305 a Route. */
static uint64_t child_token(const sip_t *sip, struct str user)
{
	uint64_t token = token_of(user);
	const sip_route_t *route = sip->sip_route;

	for (; token == 0 && route != NULL; route = route->r_next)
		token = token_of(str_from(route->r_url->url_user));
	return token;
}

/** The first label of a host that is no address: 486 of 486.gamut.test. */
static struct str host_label(const url_t *url)
{
	struct str host = str_from(url->url_host);
	union address numeric;
	struct str label;
	struct str rest;

	if (host.p == NULL || address_parse(&numeric, host, 0) == 0 ||
	    !str_cut(host, '.', &label, &rest))
		return STR("");
	return label;
}

/** A list of codes and pauses, as in X-Gamut-Respond. */
static int select_listed(const struct message *request,
			 const struct scenario **scenariop,
			 struct scenario **madep)
{
	struct str list = message_find(request, STR("X-Gamut-Respond"), 0);
	struct steps steps;
	struct step step[DIAL_STEPS_MAX];
	struct dial dial;
	int err;

	if (list.p == NULL || dial_parse_list(&dial, list) != 0)
		return ENOENT;
	steps = (struct steps){ step, dial_steps(step, &dial) };
	err = scenario_new(madep, list, STR("X-Gamut-Respond"), steps);
	if (!err)
		(*madep)->code = dial_code(&dial);
	*scenariop = *madep;
	return err;
}

/** By name: the user, the host, the header; ENOENT when none selects anything. */
static int select_named(struct transaction *tx, struct str user,
			const struct scenario **scenariop,
			struct scenario **madep)
{
	const struct suite *suite = tx->server->suite;
	const sip_t *sip = message_sip(tx->request);
	const struct str name[] = {
		user,
		host_label(sip->sip_request->rq_url),
		message_find(tx->request, STR("X-Gamut-Case"), 0),
	};
	int err = ENOENT;

	for (size_t i = 0; err == ENOENT && i < ARRAY_SIZE(name); i++) {
		if (name[i].size > 0)
			err = suite_select(suite, name[i], scenariop, madep);
	}
	return err;
}

/** The scenario for a request: the first of all ways that selects one. */
static int select_scenario(struct transaction *tx, struct str user,
			   const struct scenario **scenariop,
			   struct scenario **madep)
{
	const struct suite *suite = tx->server->suite;
	struct str usual = tx->server->config.default_case;
	struct endpoint source;
	int err;

	*madep = NULL;
	err = select_named(tx, user, scenariop, madep);
	if (err == ENOENT)
		err = select_listed(tx->request, scenariop, madep);
	if (err != ENOENT)
		return err;
	address_endpoint(&source, &tx->path.remote,
			 flow_transport(tx->path.flow));
	*scenariop = suite_match(suite, tx->request, &source);
	if (*scenariop != NULL)
		return 0;
	if (usual.size == 0)
		return ENOENT;
	err = suite_select(suite, usual, scenariop, madep);
	/* What else is no such request has its usual answer. */
	if (err || scenario_is_for(*scenariop, message_method(tx->request)))
		return err;
	scenario_free(*madep);
	*madep = NULL;
	return ENOENT;
}

/** An INVITE that a call of ours caused: a followed redirect, credentials. */
static bool continue_call(struct transaction *tx, uint64_t child,
			  uint64_t now_us)
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
static struct call *find_followed(const struct transaction *tx, uint64_t child)
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
static void play(struct transaction *tx, const struct scenario *scenario,
		 struct scenario *made, struct run_choice choice,
		 uint64_t now_us)
{
	if (steps_accept(&scenario->attempt[0]) &&
	    refuse_required(tx, now_us)) {
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
	int err = select_scenario(tx, user, &scenario, &made);

	if (!err)
		err = make_direct(&scenario, &made);
	switch (err) {
	case 0: break;
	case ENOENT: respond_unmatched(tx, dialled, now_us); return;
	default: transaction_respond_code(tx, 503, now_us); return;
	}
	if (followed != NULL && choice.number == 0)
		choice.run = followed->run;
	play(tx, scenario, made, choice, now_us);
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
	char plain[64];
	struct str user;
	uint64_t child;
	bool is_next;

	user = dialled_user(sip->sip_request->rq_url, plain, sizeof(plain));
	child = child_token(sip, user);
	if (continue_call(tx, child, now_us))
		return;
	followed = find_followed(tx, child);
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

/** The user that selects a case; a REGISTER has it in To (RFC 3261 §10.2). */
static struct str selecting_user(const struct transaction *tx, char *plain,
				 size_t size)
{
	const sip_t *sip = message_sip(tx->request);

	if (str_eq(message_method(tx->request), STR("REGISTER")))
		return dialled_user(sip->sip_to->a_url, plain, size);
	return dialled_user(sip->sip_request->rq_url, plain, size);
}

/**
 * Who takes back what a run has given gets that done: 423 and the like would be
 * wrong (RFC 3261 §10.3 step 7, RFC 3903 §6).
 */
static bool end_state(struct transaction *tx, struct call *followed,
		      uint64_t now_us)
{
	if (followed == NULL || !register_is_removal(tx->request))
		return false;
	call_adopt(followed, tx);
	call_came(followed, MARK_OTHER);
	if (str_eq(message_method(tx->request), STR("PUBLISH")))
		transaction_respond_code(tx, 200, now_us);
	else
		call_respond_usual(tx, now_us);
	return true;
}

/** A request that is no INVITE goes on with a scenario, or begins one for its method. */
static bool play_other(struct transaction *tx, uint64_t now_us)
{
	const struct server *server = tx->server;
	const struct scenario *scenario;
	struct scenario *made;
	struct run_choice choice = { .run = NULL };
	struct call *followed;
	char plain[64];
	struct str user = selecting_user(tx, plain, sizeof(plain));
	uint64_t child = child_token(message_sip(tx->request), user);

	if (continue_call(tx, child, now_us))
		return true;
	followed = find_followed(tx, child);
	if (end_state(tx, followed, now_us))
		return true;
	choice.number = dial_cut_run(&user);
	if (select_scenario(tx, user, &scenario, &made) != 0)
		return false;
	if (!scenario_is_for(scenario, message_method(tx->request))) {
		scenario_free(made);
		return false;
	}
	if (server->calls.count >= server->config.call_max) {
		scenario_free(made);
		transaction_respond_code(tx, 503, now_us);
		return true;
	}
	if (followed != NULL && choice.number == 0)
		choice.run = followed->run;
	play(tx, scenario, made, choice, now_us);
	return true;
}

/** What a method gets outside of a dialog when no case is asked for. */
static unsigned usual_code(struct str method)
{
	static const struct {
		struct str method;
		unsigned code;
	} row[] = {
		{ STR_INIT("OPTIONS"), 200 },   { STR_INIT("MESSAGE"), 200 },
		{ STR_INIT("SUBSCRIBE"), 489 }, { STR_INIT("PUBLISH"), 489 },
		{ STR_INIT("REFER"), 603 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		if (str_eq(row[i].method, method))
			return row[i].code;
	}
	/* BYE, INFO, NOTIFY, PRACK, UPDATE live in dialogs only. */
	return method_is_known(method) ? 481 : 501;
}

/** RFC 4320: these do not exist for requests other than INVITE. */
static void respond_impossible(struct transaction *tx, unsigned code,
			       uint64_t now_us)
{
	struct endpoint local;
	struct buf headers;

	buf_init(&headers, HEADERS_MAX);
	local_endpoint(&local, tx->server, &tx->path, tx->request);
	buf_add_text(&headers, "Warning: 399 ");
	endpoint_write(&headers, &local);
	buf_addf(&headers,
		 " \"%u is not for %.*s, see RFC 4320 section 4\"\r\n", code,
		 STR_ARG(message_method(tx->request)));
	respond_with(tx, 500, &headers, now_us);
	buf_release(&headers);
}

/** The case that the user selects, for a request that is no INVITE. */
static unsigned selected_code(struct transaction *tx)
{
	const sip_t *sip = message_sip(tx->request);
	const struct scenario *scenario;
	struct scenario *made;
	char plain[64];
	struct str user;
	unsigned code;

	user = dialled_user(sip->sip_request->rq_url, plain, sizeof(plain));
	(void)dial_cut_run(&user);
	if (select_scenario(tx, user, &scenario, &made) != 0)
		return 0;
	code = scenario->code;
	scenario_free(made);
	return code;
}

/** What was challenged goes through with the right answer, and is given up at last. */
static unsigned challenged_code(const struct transaction *tx, unsigned code,
				unsigned usual)
{
	if (tx->credentials.proof == PROOF_RIGHT)
		return usual;
	return credentials_are_hopeless(&tx->credentials) ? 403 : code;
}

/** OPTIONS, MESSAGE, SUBSCRIBE … outside of a dialog. */
void uas_on_other(struct transaction *tx, uint64_t now_us)
{
	struct str method = message_method(tx->request);
	unsigned usual = usual_code(method);
	unsigned code = usual;

	if (play_other(tx, now_us))
		return;
	if (usual == 481)
		call_adopt_related(tx);
	else if (usual != 501)
		code = selected_code(tx);
	if (code == 0) {
		if (usual == 200 && refuse_required(tx, now_us))
			return;
		code = usual;
	}
	if (code == 401 || code == 407)
		code = challenged_code(tx, code, usual);
	if (code < 200 || code == 408)
		respond_impossible(tx, code, now_us);
	else
		transaction_respond_code(tx, code, now_us);
}

void uas_on_register(struct transaction *tx, uint64_t now_us)
{
	const struct answer accepted = { .code = 200 };

	if (play_other(tx, now_us) || refuse_required(tx, now_us))
		return;
	register_respond(tx, &accepted, NULL, now_us);
}
