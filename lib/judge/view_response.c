/* SPDX-License-Identifier: MIT */
#include "judge/view_build.h"
#include "judge/view_token.h"

static const struct str nothing = { NULL, 0 };

/** Whether a response repeats one; it is noted if not. */
static bool is_repeat(struct build *build, long exchange, size_t entry)
{
	const struct view *view = build->view;
	const struct facts *facts = &view->item[entry].facts;
	uint64_t hash = hash_text(build, KEY_RESPONSE, facts->to_tag) ^
			((uint64_t)exchange << 10 | facts->status) *
				0x9e3779b97f4a7c15U;
	struct key_node *node = index_first(build, KEY_RESPONSE, hash);

	for (; node != NULL; node = index_next(node)) {
		const struct item *before = &view->item[node->value];

		if (before->exchange == exchange &&
		    before->facts.status == facts->status &&
		    str_eq(before->facts.to_tag, facts->to_tag))
			return true;
	}
	index_add(build, KEY_RESPONSE, hash, entry, nothing);
	return false;
}

/** Whether a response to this request makes a dialog. */
static bool makes_dialog(const struct facts *request)
{
	return str_eq(request->method, STR("INVITE")) ||
	       str_eq(request->method, STR("SUBSCRIBE")) ||
	       str_eq(request->method, STR("REFER"));
}

static size_t add_talk(struct build *build, size_t exchange, struct str tag)
{
	struct view *view = build->view;
	size_t added = view->talk_count++;

	view->talk[added] = (struct talk){ .invite = exchange,
					   .tag = tag,
					   .confirmed = NOTHING,
					   .ended = NOTHING,
					   .next = NOTHING };
	build->last_invite[added] = NOTHING;
	index_add(build, KEY_TAG, hash_text(build, KEY_TAG, tag), added, tag);
	if (build->last_talk[exchange] == NOTHING)
		view->exchange[exchange].talk = (long)added;
	else
		view->talk[build->last_talk[exchange]].next = (long)added;
	build->last_talk[exchange] = (long)added;
	return added;
}

/** The talk that this tag has in what the exchange made; made if need be. */
static size_t take_talk(struct build *build, size_t exchange, struct str tag)
{
	long talk = index_find_talk(build, tag,
				    request_facts(build, exchange)->call_id);

	if (talk != NOTHING && build->view->talk[talk].invite == exchange)
		return (size_t)talk;
	return add_talk(build, exchange, tag);
}

/** A response with a tag of ours to a request that had none. */
static void add_tag(struct build *build, size_t exchange, size_t entry)
{
	struct view *view = build->view;
	const struct facts *facts = &view->item[entry].facts;
	const struct key_node *stray;
	struct talk *talk;

	if (facts->status == 100)
		return;
	if (facts->status >= 300 ||
	    !makes_dialog(request_facts(build, exchange))) {
		stray = index_find_text(build, KEY_STRAY_TAG, facts->to_tag);
		if (stray == NULL || stray->value != exchange)
			index_add(build, KEY_STRAY_TAG,
				  hash_text(build, KEY_STRAY_TAG,
					    facts->to_tag),
				  exchange, facts->to_tag);
		return;
	}
	talk = &view->talk[take_talk(build, exchange, facts->to_tag)];
	if (facts->status >= 200 && talk->confirmed == NOTHING &&
	    !view->record->entry[entry].is_spoilt)
		talk->confirmed = (long)entry;
	if (facts->status >= 200)
		build->last_invite[talk - view->talk] = (long)exchange;
}

/** Note what a response says of its exchange. */
static void note_final(struct build *build, struct exchange *exchange,
		       size_t entry)
{
	struct view *view = build->view;
	unsigned status = view->item[entry].facts.status;
	struct progress *progress = &build->progress[exchange - view->exchange];
	bool is_spoilt = view->record->entry[entry].is_spoilt;

	exchange->is_spoilt = exchange->is_spoilt || is_spoilt;
	if (status < 200)
		return;
	if (progress->final == 0)
		progress->final = status;
	progress->is_refused = progress->is_refused || status >= 300;
	if (!is_spoilt && exchange->final == NOTHING)
		exchange->final = (long)entry;
}

/** However a fault came in: what it leads to proves nothing against the client. */
static void note_flaw(struct build *build, size_t exchange, size_t entry)
{
	struct view *view = build->view;
	struct item *item = &view->item[entry];

	item->flaw = flaw_first(flaw_read(request_facts(build, exchange),
					  &item->facts,
					  view->record->entry[entry].message));
	/* a refusal without a tag is one: the transaction is told by its branch */
	if (item->flaw != FLAW_COUNT &&
	    !(item->flaw == FLAW_TAG && item->facts.status >= 300))
		view->kept.entry[entry].is_spoilt = true;
}

void sort_response(struct build *build, size_t entry)
{
	struct view *view = build->view;
	struct item *item = &view->item[entry];
	long known = index_find_transaction(build, &item->facts);
	struct exchange *exchange;

	/* a fault may be in the Via: it still is about that request */
	if (known == NOTHING)
		known = index_find_number(build, &item->facts,
					  item->facts.method);
	if (known == NOTHING)
		return;

	exchange = &view->exchange[known];
	item->exchange = known;
	item->class = exchange->class;
	exchange->response_count++;
	item->is_repeat = is_repeat(build, known, entry);
	note_flaw(build, (size_t)known, entry);
	note_final(build, exchange, entry);
	if (item->facts.to_tag.size > 0 &&
	    request_facts(build, (size_t)known)->to_tag.size == 0)
		add_tag(build, (size_t)known, entry);
	if (exchange->dialog != NOTHING && item->facts.status >= 200 &&
	    item->facts.status < 300 &&
	    str_eq(item->facts.method, STR("INVITE")))
		build->last_invite[exchange->dialog] = known;
	add_tokens(build, entry, (size_t)known);
}

static long find_ours(const struct build *build, const struct facts *facts)
{
	struct key_node *node =
		index_first(build, KEY_OURS,
			    hash_pair(build, KEY_OURS, facts->branch,
				      facts->method));

	for (unsigned i = 0; node != NULL && i < CHAIN_MAX; i++) {
		const struct facts *request = request_facts(build, node->value);

		if (str_eq(request->branch, facts->branch) &&
		    str_eq(request->method, facts->method))
			return (long)node->value;
		node = index_next(node);
	}
	return NOTHING;
}

static long find_our_invite(const struct build *build,
			    const struct facts *facts)
{
	struct key_node *node =
		index_first(build, KEY_OUR_NUMBER,
			    hash_number(build, KEY_OUR_NUMBER, facts));

	for (unsigned i = 0; node != NULL && i < CHAIN_MAX; i++) {
		if (str_eq(request_facts(build, node->value)->method,
			   STR("INVITE")))
			return (long)node->value;
		node = index_next(node);
	}
	return NOTHING;
}

static void sort_our_ack(struct build *build, size_t entry)
{
	struct item *item = &build->view->item[entry];

	item->class = CLASS_ACK_STRAY;
	item->exchange = find_our_invite(build, &item->facts);
	if (item->exchange == NOTHING)
		return;
	item->class = build->progress[item->exchange].final < 300
			      ? CLASS_ACK_SUCCESS
			      : CLASS_ACK_FAILURE;
	build->view->exchange[item->exchange].ack_count++;
}

static void add_ours(struct build *build, size_t entry)
{
	struct view *view = build->view;
	const struct facts *facts = &view->item[entry].facts;
	long talk = index_find_talk(build, facts->from_tag, facts->call_id);
	bool is_cancel = str_eq(facts->method, STR("CANCEL"));
	enum class class = talk != NOTHING ? CLASS_DIALOG : CLASS_OTHER;
	size_t added = add_exchange(build, entry,
				    is_cancel ? CLASS_CANCEL : class, true);
	struct exchange *exchange = &view->exchange[added];

	exchange->dialog = talk;
	if (is_cancel)
		exchange->parent = find_our_invite(build, facts);
	if (exchange->parent != NOTHING)
		view->exchange[exchange->parent].cancel = (long)added;
	if (talk != NOTHING && view->talk[talk].ended == NOTHING &&
	    str_eq(facts->method, STR("BYE")))
		view->talk[talk].ended = (long)entry;
	index_add(build, KEY_OURS,
		  hash_pair(build, KEY_OURS, facts->branch, facts->method),
		  added, nothing);
	index_add(build, KEY_OUR_NUMBER,
		  hash_number(build, KEY_OUR_NUMBER, facts), added, nothing);
}

void sort_our_request(struct build *build, size_t entry)
{
	struct item *item = &build->view->item[entry];
	long known;

	if (str_eq(item->facts.method, STR("ACK"))) {
		sort_our_ack(build, entry);
		return;
	}
	known = find_ours(build, &item->facts);
	if (known == NOTHING) {
		add_ours(build, entry);
		return;
	}
	item->class = CLASS_COPY;
	item->exchange = known;
	build->view->exchange[known].copy_count++;
}

void sort_answer(struct build *build, size_t entry)
{
	struct view *view = build->view;
	struct item *item = &view->item[entry];

	item->class = CLASS_ANSWER;
	item->exchange = find_ours(build, &item->facts);
	if (item->exchange == NOTHING)
		return;
	view->exchange[item->exchange].response_count++;
	note_final(build, &view->exchange[item->exchange], entry);
}
