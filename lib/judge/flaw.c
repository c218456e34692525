/* SPDX-License-Identifier: MIT */
#include "judge/flaw.h"

#include <errno.h>

enum { STATUS_END = 11 }; /* "SIP/2.0 486" */

const char *flaw_text(enum flaw flaw)
{
	static const char *const text[] = {
#define X(id, words) words,
		FLAW_MAP(X)
#undef X
	};

	return text[flaw];
}

enum flaw flaw_first(unsigned flaws)
{
	for (int i = 0; i < FLAW_COUNT; i++)
		if (flaws & 1U << i)
			return (enum flaw)i;
	return FLAW_COUNT;
}

static struct str without_port(struct str sent_by)
{
	static const struct str port = { ":5060", 5 };

	if (sent_by.size > port.size &&
	    str_eq(str_sub(sent_by, sent_by.size - port.size, port.size), port))
		return str_sub(sent_by, 0, sent_by.size - port.size);
	return sent_by;
}

bool sent_by_is_equal(struct str a, struct str b)
{
	return str_ieq(without_port(a), without_port(b));
}

/* Whether something that every response copies is gone (§8.2.6.2). */
static bool lacks(struct str request, struct str response)
{
	return request.size > 0 && response.size == 0;
}

/* "SIP/2.0 486 " and a phrase, which may be empty (§7.2, RFC 4475 §3.1.1.13). */
static bool is_status_line(struct str start)
{
	return str_istarts(start, STR("SIP/2.0 ")) && start.size > STATUS_END &&
	       start.p[STATUS_END] == ' ';
}

/* Whether each Content-Length is a number, and all are the same one. */
static bool has_clear_length(const struct message *message)
{
	struct str first = message_header(message, HEADER_CONTENT_LENGTH, 0);
	struct str value = first;
	uint64_t number;

	for (size_t nth = 0; value.p != NULL; nth++) {
		if (str_parse_uint(value, UINT64_MAX, &number) == EBADMSG ||
		    !str_eq(value, first))
			return false;
		value = message_header(message, HEADER_CONTENT_LENGTH, nth + 1);
	}
	return true;
}

static bool is_broken(const struct facts *request, const struct facts *response,
		      const struct message *message)
{
	return !is_status_line(message->start) || !has_clear_length(message) ||
	       lacks(request->branch, response->branch) ||
	       lacks(request->sent_by, response->sent_by) ||
	       lacks(request->from, response->from) ||
	       lacks(request->to, response->to) ||
	       lacks(request->call_id, response->call_id) ||
	       lacks(request->cseq_method, response->cseq_method) ||
	       (request->has_cseq && !response->has_cseq) ||
	       response->via_count < request->via_count;
}

/* A response has the tag of its request, or one where that has none. */
static bool has_other_ids(const struct facts *request,
			  const struct facts *response)
{
	return response->cseq != request->cseq ||
	       !str_eq(response->call_id, request->call_id) ||
	       !str_eq(response->from_tag, request->from_tag) ||
	       (request->to_tag.size > 0 &&
		!str_eq(response->to_tag, request->to_tag));
}

static bool lacks_tag(const struct facts *request, const struct facts *response)
{
	return response->status > 100 && request->to_tag.p == NULL &&
	       response->to_tag.size == 0;
}

static unsigned bit(enum flaw flaw, bool is_there)
{
	return is_there ? 1U << flaw : 0;
}

unsigned flaw_read(const struct facts *request, const struct facts *response,
		   const struct message *message)
{
	bool has_no_tag = lacks_tag(request, response);
	/* what hides the tag is not what leaves it out */
	bool has_hidden_tag =
		has_no_tag && !value_is_equal(request->to, response->to);

	return bit(FLAW_BROKEN,
		   has_hidden_tag || is_broken(request, response, message)) |
	       bit(FLAW_IDS, has_other_ids(request, response)) |
	       bit(FLAW_BRANCH, !str_eq(request->branch, response->branch)) |
	       bit(FLAW_SENT_BY,
		   !sent_by_is_equal(request->sent_by, response->sent_by)) |
	       bit(FLAW_METHOD,
		   !str_eq(request->cseq_method, response->cseq_method)) |
	       bit(FLAW_LENGTH, message->is_short) |
	       bit(FLAW_VIAS, response->via_count > request->via_count) |
	       bit(FLAW_STATUS,
		   response->status < 100 || response->status > 699) |
	       bit(FLAW_TAG, has_no_tag);
}
