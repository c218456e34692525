/* SPDX-License-Identifier: MIT */
#include "engine/uas_own.h"

#include <errno.h>
#include <string.h>

#include "scenario/dial.h"

/* Which scenario a request selects. */

/** The user that selects a case; a tel: number without its visual separators. */
struct str uas_user(const url_t *url, char *plain, size_t size)
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
int uas_select(struct transaction *tx, struct str user,
	       const struct scenario **scenariop, struct scenario **madep)
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

/** The case that the user selects, for a request that is no INVITE. */
unsigned uas_selected_code(struct transaction *tx)
{
	const sip_t *sip = message_sip(tx->request);
	const struct scenario *scenario;
	struct scenario *made;
	char plain[UAS_PLAIN_SIZE];
	struct str user;
	unsigned code;

	user = uas_user(sip->sip_request->rq_url, plain, sizeof(plain));
	(void)dial_cut_run(&user);
	if (uas_select(tx, user, &scenario, &made) != 0)
		return 0;
	code = scenario->code;
	scenario_free(made);
	return code;
}
