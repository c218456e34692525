/* SPDX-License-Identifier: MIT */
#include "judge/auth.h"

/*
 * The table of challenges and credentials of a record. Which challenge
 * credentials are for says their nonce; where several have the same one, as
 * RFC 7616 §3.9.1 shows it, algorithm, header and realm tell them apart.
 */

/* Lines of one header that count; more are not of a client that works. */
enum { LINES_MAX = 16, CHAIN_MAX = 100 };

static const struct auth nothing;

/** The headers of each kind: for the user agent, for the proxy. */
static const struct {
	const char *challenge;
	const char *info;
	enum header credentials;
} kind[] = {
	{ "WWW-Authenticate", "Authentication-Info", HEADER_AUTHORIZATION },
	{ "Proxy-Authenticate", "Proxy-Authentication-Info",
	  HEADER_PROXY_AUTHORIZATION },
};

static bool has_challenge(const struct view *view, size_t entry)
{
	const struct item *item = &view->item[entry];
	const struct exchange *exchange;

	if (view->record->entry[entry].type != ENTRY_OUT ||
	    item->facts.is_request || item->exchange == NOTHING ||
	    item->is_repeat || item->facts.status < 200)
		return false;
	exchange = &view->exchange[item->exchange];
	return !exchange->is_ours && exchange->class != CLASS_CANCEL &&
	       (item->facts.status < 300 || item->facts.status == 401 ||
		item->facts.status == 407);
}

static bool has_credentials(const struct view *view, size_t entry)
{
	const struct item *item = &view->item[entry];

	return view->record->entry[entry].type == ENTRY_IN &&
	       item->facts.is_request && item->exchange != NOTHING &&
	       item->class != CLASS_CANCEL &&
	       view->exchange[item->exchange].request == entry;
}

/** How many lines a message may add to each table, counted before they are. */
static size_t count_challenges(const struct view *view, size_t entry)
{
	const struct message *message = view_entry(view, entry)->message;
	bool is_refusal = view_facts(view, entry)->status >= 300;
	size_t count = 0;

	for (size_t k = 0; k < ARRAY_SIZE(kind); k++) {
		struct str name =
			str_from(is_refusal ? kind[k].challenge : kind[k].info);

		for (size_t n = 0;
		     n < LINES_MAX && message_find(message, name, n).p != NULL;
		     n++)
			count++;
	}
	return count;
}

static size_t count_credentials(const struct view *view, size_t entry)
{
	const struct message *message = view_entry(view, entry)->message;
	size_t count = 0;

	for (size_t k = 0; k < ARRAY_SIZE(kind); k++) {
		for (size_t n = 0;
		     n < LINES_MAX &&
		     message_header(message, kind[k].credentials, n).p != NULL;
		     n++)
			count++;
	}
	return count;
}

bool auth_is_equal(const struct digest *a, const struct digest *b,
		   enum digest_param param)
{
	const struct digest_value *x = &a->value[param];
	const struct digest_value *y = &b->value[param];

	if (x->written.p == NULL || y->written.p == NULL)
		return x->written.p == y->written.p;
	return str_eq(x->text, y->text) || str_eq(x->written, y->written);
}

static bool is_algorithm_equal(const struct digest *a, const struct digest *b)
{
	struct str x = digest_text(a, DIGEST_ALGORITHM);
	struct str y = digest_text(b, DIGEST_ALGORITHM);

	return str_ieq(x.p != NULL ? x : STR("MD5"),
		       y.p != NULL ? y : STR("MD5"));
}

static struct auth_challenge *find_challenge(struct auth *auth,
					     const struct auth_use *use)
{
	struct auth_challenge *best = NULL;
	int most = -1;

	if (digest_text(&use->digest, DIGEST_NONCE).size == 0)
		return NULL;
	for (size_t i = auth->challenge_count; i-- > 0;) {
		struct auth_challenge *challenge = &auth->challenge[i];
		int score = 0;

		if (!auth_is_equal(&challenge->digest, &use->digest,
				   DIGEST_NONCE))
			continue;
		if (is_algorithm_equal(&challenge->digest, &use->digest))
			score += 4;
		if (challenge->is_proxy == use->is_proxy)
			score += 2;
		if (auth_is_equal(&challenge->digest, &use->digest,
				  DIGEST_REALM))
			score += 1;
		if (score > most) {
			best = challenge;
			most = score;
		}
	}
	return best;
}

/** Whether both requests are one, sent to two servers (RFC 3263 §4.3). */
static bool is_same_request(const struct view *view, const struct auth_use *a,
			    const struct auth_use *b)
{
	const struct facts *x = view_facts(view, a->request);
	const struct facts *y = view_facts(view, b->request);

	return a->exchange != b->exchange && x->cseq == y->cseq &&
	       str_eq(x->method, y->method) && str_eq(x->call_id, y->call_id) &&
	       str_eq(x->from_tag, y->from_tag);
}

static void link_use(const struct view *view, struct auth *auth,
		     struct auth_use *use)
{
	const struct auth_use *before;
	size_t n = 0;

	use->challenge = find_challenge(auth, use);
	if (use->challenge == NULL)
		return;
	use->before = use->challenge->last;
	use->challenge->last = use;
	for (before = use->before; before != NULL && n < CHAIN_MAX; n++) {
		use->is_same =
			use->is_same || is_same_request(view, before, use);
		before = before->before;
	}
}

static void add_uses(struct view *view, struct auth *auth, size_t entry)
{
	const struct message *message = view_entry(view, entry)->message;
	struct auth_use *use;
	struct str value;

	for (size_t k = 0; k < ARRAY_SIZE(kind); k++) {
		for (size_t n = 0; n < LINES_MAX; n++) {
			value = message_header(message, kind[k].credentials, n);
			if (value.p == NULL)
				break;
			use = &auth->use[auth->use_count];
			*use = (struct auth_use){
				.exchange = (size_t)view->item[entry].exchange,
				.request = entry,
				.is_proxy = k == 1,
			};
			if (digest_parse(&use->digest, &view->arena, value) !=
			    0)
				continue;
			auth->use_count++;
			link_use(view, auth, use);
		}
	}
}

static void add_challenge(struct view *view, struct auth *auth, size_t entry,
			  struct str value, bool is_proxy)
{
	struct auth_challenge *added = &auth->challenge[auth->challenge_count];

	*added = (struct auth_challenge){
		.exchange = (size_t)view->item[entry].exchange,
		.response = entry,
		.is_proxy = is_proxy,
		.is_spoilt = view_entry(view, entry)->is_spoilt,
	};
	if (digest_parse(&added->digest, &view->arena, value) != 0)
		return;
	added->algorithm = digest_algorithm_find(
		digest_text(&added->digest, DIGEST_ALGORITHM));
	auth->challenge_count++;
}

/** The nonce that the client may use from now on (RFC 7616 §3.5). */
static void add_next(struct view *view, struct auth *auth, size_t entry,
		     struct str value, bool is_proxy)
{
	struct auth_challenge *added = &auth->challenge[auth->challenge_count];
	const struct auth_challenge *from = NULL;
	struct digest info;

	for (size_t i = auth->use_count; i-- > 0 && from == NULL;) {
		if (auth->use[i].exchange ==
			    (size_t)view->item[entry].exchange &&
		    auth->use[i].is_proxy == is_proxy)
			from = auth->use[i].challenge;
	}
	if (from == NULL ||
	    digest_parse_info(&info, &view->arena, value) != 0 ||
	    !digest_has(&info, DIGEST_NEXTNONCE))
		return;
	*added = *from;
	added->digest.value[DIGEST_NONCE] = info.value[DIGEST_NEXTNONCE];
	added->exchange = (size_t)view->item[entry].exchange;
	added->response = entry;
	added->is_next = true;
	added->is_spoilt = view_entry(view, entry)->is_spoilt;
	added->last = NULL;
	auth->challenge_count++;
}

static void add_challenges(struct view *view, struct auth *auth, size_t entry)
{
	const struct message *message = view_entry(view, entry)->message;
	bool is_refusal = view_facts(view, entry)->status >= 300;
	struct str value;

	for (size_t k = 0; k < ARRAY_SIZE(kind); k++) {
		for (size_t n = 0; n < LINES_MAX; n++) {
			value = message_find(
				message,
				str_from(is_refusal ? kind[k].challenge
						    : kind[k].info),
				n);
			if (value.p == NULL)
				break;
			(is_refusal ? add_challenge : add_next)(view, auth,
								entry, value,
								k == 1);
		}
	}
}

const struct auth *auth_of(struct view *view)
{
	size_t challenges = 0, uses = 0;
	struct auth *auth;

	if (view->auth != NULL)
		return view->auth;
	view->auth = &nothing;
	for (size_t i = 0; i < view->record->count; i++) {
		if (has_challenge(view, i))
			challenges += count_challenges(view, i);
		else if (has_credentials(view, i))
			uses += count_credentials(view, i);
	}
	if (challenges == 0 && uses == 0)
		return view->auth;

	auth = arena_alloc(&view->arena, sizeof(*auth));
	if (auth == NULL)
		return view->auth;
	auth->challenge = arena_array(&view->arena, challenges + 1,
				      sizeof(*auth->challenge));
	auth->use = arena_array(&view->arena, uses + 1, sizeof(*auth->use));
	if (arena_error(&view->arena) != 0)
		return view->auth;
	for (size_t i = 0; i < view->record->count; i++) {
		if (has_challenge(view, i))
			add_challenges(view, auth, i);
		else if (has_credentials(view, i))
			add_uses(view, auth, i);
	}
	view->auth = auth;
	return auth;
}
