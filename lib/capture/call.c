/* SPDX-License-Identifier: MIT */
#include "capture/call.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sip/field.h"

enum { PARTS_MAX = 1000 }; /* what comes behind them is left out */

static struct str call_id(const struct message *message)
{
	return message_header(message, HEADER_CALL_ID, 0);
}

static bool is_same_bytes(const struct sighting *a, const struct sighting *b)
{
	return str_eq(a->message->bytes, b->message->bytes);
}

/** The branch of the top Via: what a response and its request share. */
static struct str branch_of(const struct message *message)
{
	struct str list = message_header(message, HEADER_VIA, 0);
	struct str value = { NULL, 0 };
	struct str branch = { NULL, 0 };

	if (field_next(&list, &value))
		(void)field_param(value, STR("branch"), &branch);
	return branch;
}

static bool is_same_value(const struct message *a, const struct message *b,
			  enum header header)
{
	return str_eq(message_header(a, header, 0),
		      message_header(b, header, 0));
}

static bool is_in_dialog(const struct message *request)
{
	struct str tag;

	return field_param(message_header(request, HEADER_TO, 0), STR("tag"),
			   &tag);
}

static bool is_way_of(const struct captured_call *call,
		      const struct sighting *seen, bool *is_back)
{
	struct packet_way back = packet_way_back(&call->way);

	*is_back = packet_way_eq(&back, &seen->way);
	return *is_back || packet_way_eq(&call->way, &seen->way);
}

/** The newest call of this message, or NULL. */
static struct captured_call *find(const struct captured_calls *calls,
				  const struct sighting *seen, bool *is_back)
{
	for (size_t i = calls->count; i-- > 0;) {
		struct captured_call *call = &calls->call[i];

		if (is_way_of(call, seen, is_back) &&
		    str_eq(call->id, call_id(seen->message)))
			return call;
	}
	return NULL;
}

static int add_part(struct captured_call *call, const struct call_part *part)
{
	struct call_part *more;
	size_t room = call->room * 2 + 8;

	if (call->count == PARTS_MAX)
		return 0;
	if (call->count == call->room) {
		more = realloc(call->part, room * sizeof(*more));
		if (more == NULL)
			return ENOMEM;
		call->part = more;
		call->room = room;
	}
	call->part[call->count++] = *part;
	return 0;
}

/** Whether a request was there: its branch and its method say so. */
static bool is_copy(const struct captured_call *call,
		    const struct sighting *seen)
{
	for (size_t i = 0; i < call->count; i++) {
		const struct sighting *old = call->part[i].seen;

		if (is_same_bytes(old, seen))
			return true;
		if (old->message->is_request && seen->message->is_request &&
		    packet_way_eq(&old->way, &seen->way) &&
		    str_eq(branch_of(old->message), branch_of(seen->message)) &&
		    is_same_value(old->message, seen->message, HEADER_CSEQ))
			return true;
	}
	return false;
}

/** The request that a response is for. @return whether there is one */
static bool find_asked(const struct captured_call *call,
		       const struct message *response, size_t *place)
{
	for (size_t i = call->count; i-- > 0;) {
		const struct message *asked = call->part[i].seen->message;

		if (call->part[i].part == PART_ASKED &&
		    is_same_value(asked, response, HEADER_CSEQ) &&
		    str_eq(branch_of(asked), branch_of(response))) {
			*place = i;
			return true;
		}
	}
	return false;
}

static int begin(struct captured_calls *calls, const struct sighting *seen)
{
	struct captured_call *more;
	size_t room = calls->room * 2 + 16;
	const struct call_part part = { .part = PART_ASKED, .seen = seen };

	if (calls->count == calls->room) {
		more = realloc(calls->call, room * sizeof(*more));
		if (more == NULL)
			return ENOMEM;
		calls->call = more;
		calls->room = room;
	}
	calls->call[calls->count++] = (struct captured_call){
		.way = seen->way,
		.id = call_id(seen->message),
	};
	return add_part(&calls->call[calls->count - 1], &part);
}

static int add(struct captured_calls *calls, const struct sighting *seen)
{
	const struct message *message = seen->message;
	struct call_part part = { .part = PART_ASKED, .seen = seen };
	bool is_back = false;
	struct captured_call *call = find(calls, seen, &is_back);

	if (call_id(message).p == NULL)
		return 0;
	if (call == NULL) {
		bool is_first = message->is_request && !is_in_dialog(message) &&
				!str_eq(message_method(message), STR("ACK")) &&
				!str_eq(message_method(message), STR("CANCEL"));

		return is_first ? begin(calls, seen) : 0;
	}
	if (is_copy(call, seen))
		return 0;
	if (message->is_request) {
		part.part = is_back ? PART_FAR_ASKED : PART_ASKED;
		return add_part(call, &part);
	}
	part.part = PART_ANSWERED;
	if (!is_back || !find_asked(call, message, &part.asked))
		return 0; /* to the far end's own, or to what is not there */
	return add_part(call, &part);
}

int captured_calls_find(struct captured_calls *calls,
			const struct reader *reader)
{
	int err = 0;

	memset(calls, 0, sizeof(*calls));
	for (size_t i = 0; !err && i < reader->count; i++)
		err = add(calls, &reader->sighting[i]);
	return err;
}

void captured_calls_release(struct captured_calls *calls)
{
	for (size_t i = 0; i < calls->count; i++)
		free(calls->call[i].part);
	free(calls->call);
}
