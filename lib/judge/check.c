/* SPDX-License-Identifier: MIT */
#include "judge/check.h"

enum { NEAR_DISTANCE = 2 }; /* edits beyond which two names are not alike */

static const struct check checks[CHECK_COUNT] = {
#define X(id, name, family, level, rfc, applies, window, rule) \
	{ name, LEVEL_##level, rfc, applies, window, rule },
#include "judge/check.def"
#undef X
};

/*
 * Names of rules that are judged by the check of another name, so that either
 * may stand in an expectation. Rules without one: what only informs or is never
 * judged (the source of a request, reuse of a connection, keep-alives, a BYE when
 * the user hangs up, re-INVITEs for codecs, an entity tag that is used again,
 * fallbacks of UPDATE, subscriptions that outlive an error or never get a
 * NOTIFY, INFO without a package), what binds the server (Refer-Sub, Recv-Info,
 * 6xx to REGISTER), and answers that several checks share by their code
 * (REGISTER with 420, 421, 494).
 */
static const struct check_alias aliases[] = {
	{ "auth-ack-2xx", CHECK_ID_ack_2xx_credentials },
	{ "auth-anonymous", CHECK_ID_auth_retry },
	{ "cancel-not-after-final", CHECK_ID_fail_no_bye_no_cancel },
	{ "info-415", CHECK_ID_retry_415 },
	{ "msg-425", CHECK_ID_no_unmodified_retry },
	{ "prack-481-ok", CHECK_ID_prov_waits },
	{ "pub-415", CHECK_ID_retry_415 },
	{ "pub-489", CHECK_ID_no_unmodified_retry },
	{ "redir-cseq", CHECK_ID_redir_ids },
	{ "ref-429", CHECK_ID_retry_429 },
	{ "reg-302", CHECK_ID_redir_follow },
	{ "reg-401", CHECK_ID_auth_retry },
	{ "reg-403-404", CHECK_ID_no_unmodified_retry },
	{ "reg-timeout", CHECK_ID_nit_timeout_quiet },
	{ "reinvite-3xx", CHECK_ID_redir_follow },
	{ "rsp-double-via", CHECK_ID_via_two },
	{ "rsp-other-transaction-ignored", CHECK_ID_via_wrong_branch },
	{ "s2xx-bad-offer-answer", CHECK_ID_ack_2xx_sent },
	{ "sub-423", CHECK_ID_reg_423 },
	{ "upd-422", CHECK_ID_retry_422 },
	{ "upd-488", CHECK_ID_reinvite_fail_keeps_session },
	{ "upd-491", CHECK_ID_reinvite_491 },
	{ "upd-500", CHECK_ID_reinvite_500_retry_after },
};

const struct check_alias *check_aliases(size_t *count)
{
	*count = ARRAY_SIZE(aliases);
	return aliases;
}

const struct check *check_at(enum check_id id)
{
	return &checks[id];
}

struct str check_id_name(enum check_id id)
{
	return str_from(id < CHECK_COUNT ? checks[id].name : NULL);
}

enum check_id check_find(struct str name)
{
	static const struct str names[CHECK_COUNT] = {
#define X(id, name, family, level, rfc, applies, window, rule) STR_INIT(name),
#include "judge/check.def"
#undef X
	};

	for (size_t i = 0; i < CHECK_COUNT; i++) {
		if (str_eq(names[i], name))
			return (enum check_id)i;
	}
	for (size_t i = 0; i < ARRAY_SIZE(aliases); i++) {
		if (str_eq(str_from(aliases[i].name), name))
			return aliases[i].check;
	}
	return CHECK_COUNT;
}

struct str check_nearest(struct str text)
{
	struct str best = { NULL, 0 };
	unsigned least = NEAR_DISTANCE + 1;

	for (unsigned id = 0; id < CHECK_COUNT; id++) {
		struct str name = str_from(checks[id].name);
		unsigned distance = str_distance(text, name);

		if (distance < least && distance <= name.size / 2) {
			least = distance;
			best = name;
		}
	}
	return best;
}

static const char *const levels[] = {
#define X(id, name) name,
	LEVEL_MAP(X)
#undef X
};

const char *level_name(enum level level)
{
	return levels[level];
}

bool level_find(enum level *level, struct str name)
{
	for (size_t i = 0; i < ARRAY_SIZE(levels); i++) {
		if (str_eq(str_from(levels[i]), name)) {
			*level = (enum level)i;
			return true;
		}
	}
	return false;
}

static const char *const outcomes[] = {
#define X(id, name) [OUTCOME_##id] = (name),
	OUTCOME_MAP(X)
#undef X
};

const char *outcome_name(enum outcome outcome)
{
	return outcomes[outcome];
}

bool outcome_find(enum outcome *outcome, struct str name)
{
	for (size_t i = 0; i < ARRAY_SIZE(outcomes); i++) {
		if (str_eq(str_from(outcomes[i]), name)) {
			*outcome = (enum outcome)i;
			return true;
		}
	}
	return false;
}
