/* SPDX-License-Identifier: MIT */
#include "engine/uas_own.h"

#include "catalogue/method.h"
#include "engine/call.h"
#include "sip/field.h"

/* What cannot be served is refused, and the response says why. */

enum { NEAREST = 3, HEADERS_MAX = 8192 };

/** Whether we can do it: session timers (RFC 4028) where the flow agrees on one. */
static bool is_known(struct str tag, const struct steps *steps)
{
	if (field_has(STR(OPTION_TAGS), tag))
		return true;
	for (size_t i = 0; steps != NULL && i < steps->count; i++) {
		const struct step *step = &steps->step[i];

		if (step->type == STEP_RESPOND &&
		    step->respond.carry.timer != SESSION_TIMER_NONE)
			return str_ieq(tag, STR("timer"));
	}
	return false;
}

/** The option tags of Require that we do not support, in one line; or nothing. */
static bool has_unsupported(struct buf *headers, const struct message *request,
			    const struct steps *steps)
{
	struct str value;
	struct str tag;
	size_t count = 0;

	for (size_t n = 0;; n++) {
		value = message_header(request, HEADER_REQUIRE, n);
		if (value.p == NULL)
			break;
		while (field_next(&value, &tag)) {
			if (!field_is_token(tag) || is_known(tag, steps))
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
bool uas_refuse_required(struct transaction *tx, const struct steps *steps,
			 uint64_t now_us)
{
	struct buf headers;
	bool is_refused;

	buf_init(&headers, HEADERS_MAX);
	is_refused = has_unsupported(&headers, tx->request, steps);
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
void uas_refuse_unmatched(struct transaction *tx, struct str user,
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

/** RFC 4320: these do not exist for requests other than INVITE. */
void uas_refuse_impossible(struct transaction *tx, unsigned code,
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
