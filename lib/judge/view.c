/* SPDX-License-Identifier: MIT */
#include "judge/view.h"

#include <errno.h>
#include <string.h>

#include "judge/view_build.h"

/* What a usual record needs of the arena beside its items and exchanges. */
enum { ROOM_MIN = 4096, ROOM_OF_ENTRY = 512 };

const char *class_name(enum class class)
{
	static const char *const name[] = {
#define X(id, text) text,
		CLASS_MAP(X)
#undef X
	};

	return name[class];
}

const struct facts *request_facts(const struct build *build, size_t exchange)
{
	const struct view *view = build->view;

	return &view->item[view->exchange[exchange].request].facts;
}

/** Find a request of the client by its branch, numbers and transaction. */
static void add_keys(struct build *build, size_t added,
		     const struct facts *facts)
{
	static const struct str none = { NULL, 0 };

	index_add(build, KEY_TRANSACTION,
		  hash_pair(build, KEY_TRANSACTION, facts->branch,
			    facts->method),
		  added, none);
	if (str_eq(facts->method, STR("CANCEL")))
		return;
	index_add(build, KEY_BRANCH,
		  hash_text(build, KEY_BRANCH, facts->branch), added, none);
	index_add(build, KEY_NUMBER, hash_number(build, KEY_NUMBER, facts),
		  added, none);
}

size_t add_exchange(struct build *build, size_t entry, enum class class,
		    bool is_ours)
{
	struct view *view = build->view;
	size_t added = view->exchange_count++;

	view->exchange[added] = (struct exchange){
		.is_ours = is_ours,
		.class = class,
		.request = entry,
		.copy_count = 1,
		.cancel = NOTHING,
		.parent = NOTHING,
		.final = NOTHING,
		.dialog = NOTHING,
		.talk = NOTHING,
	};
	build->last_talk[added] = NOTHING;
	view->item[entry].class = class;
	view->item[entry].exchange = (long)added;
	if (!is_ours)
		add_keys(build, added, &view->item[entry].facts);
	return added;
}

static bool is_in_request(const struct view *view, size_t entry)
{
	return view->record->entry[entry].type == ENTRY_IN &&
	       view->item[entry].facts.is_request;
}

/**
 * What the run is about: the first INVITE outside of dialogs, or where there is none
 * the first request.
 */
static long find_call(const struct view *view)
{
	long other = NOTHING;

	for (size_t i = 0; i < view->record->count; i++) {
		const struct facts *facts = &view->item[i].facts;

		if (!is_in_request(view, i) ||
		    str_eq(facts->method, STR("ACK")) ||
		    str_eq(facts->method, STR("CANCEL")))
			continue;
		if (str_eq(facts->method, STR("INVITE")) &&
		    facts->to_tag.size == 0)
			return (long)i;
		if (other == NOTHING && facts->to_tag.size == 0)
			other = (long)i;
	}
	return other;
}

/** What we sent and is no SIP was meant for the last request that came. */
static void note_garbage(struct view *view, size_t entry)
{
	if (!view->record->entry[entry].is_spoilt)
		return;
	for (size_t i = view->exchange_count; i-- > 0;) {
		if (!view->exchange[i].is_ours) {
			view->exchange[i].is_spoilt = true;
			return;
		}
	}
}

static void sort_entry(struct build *build, size_t entry)
{
	const struct facts *facts = &build->view->item[entry].facts;
	bool is_in = build->view->record->entry[entry].type == ENTRY_IN;

	if (build->view->record->entry[entry].message == NULL) {
		note_garbage(build->view, entry);
		return;
	}
	if (!facts->is_request)
		(is_in ? sort_answer : sort_response)(build, entry);
	else if (!is_in)
		sort_our_request(build, entry);
	else if (str_eq(facts->method, STR("ACK")))
		sort_ack(build, entry);
	else if (str_eq(facts->method, STR("CANCEL")))
		sort_cancel(build, entry);
	else
		sort_request(build, entry);
}

static void read_facts(struct view *view)
{
	for (size_t i = 0; i < view->record->count; i++) {
		struct item *item = &view->item[i];

		item->class = CLASS_OTHER;
		item->exchange = NOTHING;
		item->flaw = FLAW_COUNT;
		if (view->record->entry[i].message != NULL)
			facts_read(&item->facts,
				   view->record->entry[i].message);
	}
}

/** Give each exchange its part of one array, as long as was counted. */
static void cut_lists(struct view *view, size_t *list)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		struct exchange *exchange = &view->exchange[i];

		exchange->copy = list;
		list += exchange->copy_count;
		exchange->response = list;
		list += exchange->response_count;
		exchange->ack = list;
		list += exchange->ack_count;
		exchange->copy_count = 0;
		exchange->response_count = 0;
		exchange->ack_count = 0;
	}
}

static void fill_lists(struct view *view)
{
	for (size_t i = 0; i < view->record->count; i++) {
		const struct item *item = &view->item[i];
		struct exchange *exchange;

		if (item->exchange == NOTHING || item->class == CLASS_ACK_STRAY)
			continue;
		exchange = &view->exchange[item->exchange];
		if (!item->facts.is_request)
			exchange->response[exchange->response_count++] = i;
		else if (item->class == CLASS_ACK_FAILURE ||
			 item->class == CLASS_ACK_SUCCESS)
			exchange->ack[exchange->ack_count++] = i;
		else
			exchange->copy[exchange->copy_count++] = i;
	}
}

/** The dialog that an entry of ours says something of, or NOTHING. */
static long talk_of(const struct view *view, size_t entry)
{
	const struct item *item = &view->item[entry];
	const struct exchange *exchange;
	long talk;

	if (view->record->entry[entry].type != ENTRY_OUT ||
	    item->exchange == NOTHING)
		return NOTHING;
	exchange = &view->exchange[item->exchange];
	if (item->facts.is_request)
		return exchange->request == entry ? exchange->dialog : NOTHING;
	if (item->is_repeat || item->facts.status <= 100 ||
	    item->facts.status >= 300)
		return NOTHING;
	talk = exchange->dialog != NOTHING ? exchange->dialog : exchange->talk;
	while (talk != NOTHING &&
	       !str_eq(view->talk[talk].tag, item->facts.to_tag))
		talk = exchange->dialog != NOTHING ? NOTHING
						   : view->talk[talk].next;
	return talk;
}

/** Give each dialog the entries of ours in it; list has room for all entries. */
static void fill_talks(struct view *view, size_t *list)
{
	long talk;

	for (size_t i = 0; i < view->record->count; i++) {
		talk = talk_of(view, i);
		if (talk != NOTHING)
			view->talk[talk].out_count++;
	}
	for (size_t i = 0; i < view->talk_count; i++) {
		view->talk[i].out = list;
		list += view->talk[i].out_count;
		view->talk[i].out_count = 0;
	}
	for (size_t i = 0; i < view->record->count; i++) {
		talk = talk_of(view, i);
		if (talk != NOTHING)
			view->talk[talk].out[view->talk[talk].out_count++] = i;
	}
}

static int sort_record(struct view *view)
{
	const uint64_t key[2] = { view->config->end_us,
				  view->record->entry[0].at_us };
	size_t count = view->record->count;
	struct build build = { .view = view };
	size_t *list = arena_array(&view->arena, 2 * count, sizeof(*list));

	build.progress =
		arena_array(&view->arena, count, sizeof(*build.progress));
	build.last_invite =
		arena_array(&view->arena, count, sizeof(*build.last_invite));
	build.last_talk =
		arena_array(&view->arena, count, sizeof(*build.last_talk));
	if (arena_error(&view->arena) != 0)
		return ENOMEM;

	map_init(&build.index, key);
	read_facts(view);
	build.call = find_call(view);
	for (size_t i = 0; i < count && build.error == 0; i++)
		sort_entry(&build, i);
	map_release(&build.index);
	if (build.error != 0)
		return build.error;
	cut_lists(view, list);
	fill_lists(view);
	if (view->talk_count > 0)
		fill_talks(view, list + count);
	view_read_signs(view);
	return 0;
}

/**
 * The record is another's: what is noted in it is noted in a copy. What was lost on
 * purpose has no message there.
 */
static int sort_copy(struct view *view, const struct record *record)
{
	memcpy(view->kept.entry, record->entry,
	       record->count * sizeof(*record->entry));
	for (size_t i = 0; i < record->count; i++) {
		struct entry *entry = &view->kept.entry[i];

		if (!entry_is_lost(entry->type))
			continue;
		entry->message = NULL;
		entry->is_spoilt = false;
	}
	return sort_record(view);
}

int view_init(struct view *view, const struct record *record,
	      const struct judge_config *config, struct findings *findings)
{
	size_t count = record->count;
	int err = 0;

	*view = (struct view){ .record = &view->kept,
			       .kept = *record,
			       .config = config,
			       .findings = findings };
	arena_init(&view->arena);
	arena_reserve(&view->arena,
		      ROOM_MIN + count * (ROOM_OF_ENTRY + sizeof(*view->item) +
					  sizeof(*view->exchange)));
	view->kept.entry =
		arena_array(&view->arena, count, sizeof(*view->kept.entry));
	view->item = arena_array(&view->arena, count, sizeof(*view->item));
	view->exchange =
		arena_array(&view->arena, count, sizeof(*view->exchange));
	view->talk = arena_array(&view->arena, count, sizeof(*view->talk));
	if (arena_error(&view->arena) != 0)
		err = ENOMEM;
	else if (count > 0)
		err = sort_copy(view, record);
	if (err)
		view_release(view);
	return err;
}

void view_release(struct view *view)
{
	arena_release(&view->arena);
	view->exchange_count = 0;
	view->talk_count = 0;
}
