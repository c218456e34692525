/* SPDX-License-Identifier: MIT */
#include "judge/view.h"

#include "check.h"
#include "sight.h"
#include "text/buf.h"

/** "class exchange, …" of what the client sent. */
static void describe(struct buf *out, const struct view *view)
{
	for (size_t i = 0; i < view->record->count; i++) {
		const struct item *item = &view->item[i];

		if (view->record->entry[i].type != ENTRY_IN)
			continue;
		if (out->size > 0)
			buf_add_text(out, ", ");
		buf_add_text(out, class_name(item->class));
		if (item->exchange != NOTHING)
			buf_addf(out, " %ld", item->exchange);
		if (item->exchange != NOTHING &&
		    view->exchange[item->exchange].request == i &&
		    view->exchange[item->exchange].parent != NOTHING)
			buf_addf(out, " of %ld",
				 view->exchange[item->exchange].parent);
	}
}

#define CHALLENGE "  +WWW-Authenticate: Digest realm=\"g\", nonce=\"n1\"\n"
#define CREDENTIALS                                             \
	"  +Authorization: Digest username=\"a\", realm=\"g\"," \
	" nonce=\"n1\", uri=\"sip:h\", response=\"0\"\n"
#define OLD      "  ~branch=z9hG4bK-=>branch=\n"
#define REFUSED  "> 0 INVITE\n< 0.002 486\n> 0.003 ACK\n"
#define ANSWERED "> 0 INVITE\n< 0.002 200\n> 0.003 ACK\n"

static void tells_what_a_request_is(void)
{
	static const struct {
		const char *text;
		const char *want;
	} row[] = {
		{ "", "" },
		{ REFUSED, "the call 0, ACK for a refusal 0" },
		/* copies */
		{ "> 0 INVITE\n> 0.5 INVITE copy\n> 1.5 INVITE copy\n",
		  "the call 0, copy 0, copy 0" },
		{ "> 0 INVITE\n> 1 INVITE copy\n"
		  "  =Via: SIP/2.0/UDP 192.0.2.8;branch=z9hG4bK-1-invite-1\n",
		  "the call 0, failover 1 of 0" },
		{ "> 0 INVITE\n" OLD "> 1 INVITE copy\n",
		  "the call 0, copy 0" },
		{ "> 0 INVITE\n" OLD "> 1 INVITE copy\n  =CSeq: 2 INVITE\n",
		  "the call 0, retry 1 of 0" },
		{ "> 0 INVITE\n" OLD "> 1 INVITE copy\n"
		  "  ~INVITE sip:486=>INVITE sip:487\n",
		  "the call 0, failover 1 of 0" },
		{ "> 0 OPTIONS\n> 1 OPTIONS copy\n", "the call 0, copy 0" },
		/* ACK for a refusal */
		{ "> 0 INVITE\n< 1 486\n> 2 ACK\n"
		  "  ~branch=z9hG4bK=>branch=z9hG4bKx\n",
		  "the call 0, ACK for a refusal 0" },
		{ "> 0 INVITE\n< 1 486\n> 2 ACK\n"
		  "  ~branch=z9hG4bK=>branch=z9hG4bKx\n  =CSeq: 2 ACK\n",
		  "the call 0, ACK for nothing" },
		{ "> 0 INVITE\n< 1 486\n> 2 ACK\n  =CSeq: 2 ACK\n",
		  "the call 0, ACK for a refusal 0" },
		{ "> 0 INVITE\n" OLD "< 1 486\n> 2 ACK\n",
		  "the call 0, ACK for a refusal 0" },
		{ "> 0 INVITE\n< 1 486\n< 2 200 for=INVITE\n> 3 ACK\n"
		  "  ~z9hG4bK-1-ack-1=>z9hG4bK-1-invite-1\n",
		  "the call 0, ACK for a refusal 0" },
		{ "> 0 INVITE\n< 1 486\n< 2 200 for=INVITE\n"
		  "  =To: <sip:a@h>;tag=new\n> 3 ACK\n",
		  "the call 0, ACK for a 2xx 0" },
		{ "> 0 INVITE\n< 1 180\n> 2 ACK\n"
		  "  =Via: SIP/2.0/UDP h;branch=z9hG4bK-1-invite-1\n",
		  "the call 0, ACK for nothing 0" },
		/* ACK for a 2xx */
		{ ANSWERED, "the call 0, ACK for a 2xx 0" },
		{ "> 0 INVITE\n< 1 200\n> 2 ACK\n"
		  "  ~z9hG4bK-1-ack-1=>z9hG4bK-1-invite-1\n",
		  "the call 0, ACK for a 2xx 0" },
		{ "> 0 INVITE\n< 1 200\n> 2 ACK\n  =CSeq: 9 ACK\n",
		  "the call 0, ACK for a 2xx 0" },
		{ "> 0 INVITE\n< 1 200\n> 2 ACK\n  =To: <sip:486@h>\n",
		  "the call 0, ACK for a 2xx 0" },
		{ "> 0 INVITE\n< 1 200\n> 2 ACK\n  =CSeq: 9 ACK\n"
		  "  =To: <sip:486@h>;tag=x\n",
		  "the call 0, ACK for nothing" },
		{ ANSWERED "> 4 reINVITE\n< 5 200\n> 6 ACK\n",
		  "the call 0, ACK for a 2xx 0, in the dialog 1, "
		  "ACK for a 2xx 1" },
		{ ANSWERED "> 4 reINVITE\n< 5 488\n> 6 ACK\n",
		  "the call 0, ACK for a 2xx 0, in the dialog 1, "
		  "ACK for a refusal 1" },
		{ ANSWERED "> 4 BYE\n< 5 200 for=BYE\n> 6 ACK\n"
			   "  ~z9hG4bK-1-ack-1=>z9hG4bK-1-bye-2\n"
			   "  =CSeq: 2 ACK\n  =Call-ID: x\n",
		  "the call 0, ACK for a 2xx 0, in the dialog 1, "
		  "ACK for a 2xx 0" },
		/* CANCEL */
		{ "> 0 INVITE\n< 1 180\n> 2 CANCEL\n> 3 CANCEL copy\n",
		  "the call 0, CANCEL 1 of 0, copy 1" },
		{ "> 0 INVITE\n> 2 CANCEL\n  ~bK-1=>bK-x\n",
		  "the call 0, CANCEL 1 of 0" },
		{ "> 0 INVITE\n> 2 CANCEL\n  ~bK-1=>bK-x\n"
		  "  =CSeq: 7 CANCEL\n",
		  "the call 0, CANCEL 1" },
		/* in the dialog */
		{ ANSWERED "> 1 INFO\n> 2 INFO copy\n> 3 BYE\n",
		  "the call 0, ACK for a 2xx 0, in the dialog 1, copy 1, "
		  "in the dialog 2" },
		{ "> 0 INVITE\n< 1 180\n> 2 UPDATE\n< 3 486\n> 4 BYE\n",
		  "the call 0, in the dialog 1, in the dialog 2" },
		{ "> 0 INVITE\n< 1 100\n  =To: <sip:486@h>;tag=early\n"
		  "> 2 BYE\n  =To: <sip:486@h>;tag=early\n",
		  "the call 0, beside the call 1" },
		{ REFUSED "> 1 BYE\n",
		  "the call 0, ACK for a refusal 0, beside the call 1 of 0" },
		{ REFUSED "> 1 INVITE\n  =To: <sip:486@h>;tag=t1\n",
		  "the call 0, ACK for a refusal 0, retry 1 of 0" },
		{ "> 0 INVITE\n< 1 180\n< 2 486\n> 3 ACK\n> 4 INVITE\n"
		  "  =To: <sip:486@h>;tag=t1\n",
		  "the call 0, ACK for a refusal 0, retry 1 of 0" },
		{ REFUSED "> 1 INFO\n  =To: <sip:486@h>;tag=other\n",
		  "the call 0, ACK for a refusal 0, beside the call 1" },
		{ "> 0 REGISTER\n< 1 200 for=REGISTER\n> 2 REGISTER\n"
		  "  =To: <sip:a@h>;tag=t1\n",
		  "the call 0, retry 1 of 0" },
		/* another try */
		{ REFUSED "> 1 INVITE\n",
		  "the call 0, ACK for a refusal 0, retry 1 of 0" },
		{ REFUSED "> 1 INVITE\n> 2 INVITE\n",
		  "the call 0, ACK for a refusal 0, retry 1 of 0, "
		  "retry 2 of 1" },
		{ "> 0 INVITE\n< 1 503\n> 2 ACK\n> 3 INVITE\n"
		  "  =CSeq: 1 INVITE\n",
		  "the call 0, ACK for a refusal 0, failover 1 of 0" },
		{ "> 0 INVITE\n> 33 INVITE\n  =CSeq: 1 INVITE\n",
		  "the call 0, failover 1 of 0" },
		{ "> 0 INVITE\n> 3 INVITE\n  =CSeq: 1 INVITE\n",
		  "the call 0, failover 1 of 0" },
		{ "> 0 INVITE\n> 3 INVITE from=192.0.2.99:5060\n"
		  "  =CSeq: 1 INVITE\n",
		  "the call 0, merged 1 of 0" },
		{ "> 0 INVITE\n> 3 INVITE\n  =CSeq: 1 INVITE\n"
		  "  +Via: SIP/2.0/UDP h;branch=z9hG4bKp\n",
		  "the call 0, merged 1 of 0" },
		{ "> 0 INVITE\n< 1 200\n> 3 INVITE\n  =CSeq: 1 INVITE\n",
		  "the call 0, merged 1 of 0" },
		{ REFUSED "> 1 INVITE\n  =CSeq: 0 INVITE\n",
		  "the call 0, ACK for a refusal 0, beside the call 1" },
		{ REFUSED "> 1 OPTIONS outside\n  =Call-ID: c1@192.0.2.7\n"
			  "  =From: <sip:a@h>;tag=f1\n  =CSeq: 9 OPTIONS\n",
		  "the call 0, ACK for a refusal 0, beside the call 1" },
		/* redirected */
		{ "> 0 INVITE\n< 1 302\n  +Contact: <sip:k9@192.0.2.10>\n"
		  "> 2 ACK\n> 3 INVITE\n  ~sip:486@=>sip:k9@\n",
		  "the call 0, ACK for a refusal 0, redirected 1 of 0" },
		{ "> 0 INVITE\n< 1 302\n  +Contact: <sip:k9@192.0.2.10>\n"
		  "> 2 ACK\n> 3 INVITE call=2\n  ~sip:486@=>sip:k9@\n",
		  "the call 0, ACK for a refusal 0, redirected 1 of 0" },
		{ "> 0 INVITE\n< 1 302\n  +Contact: <sip:k9@192.0.2.10>\n"
		  "> 2 ACK\n> 3 INVITE\n  ~sip:486@=>sip:k9@\n< 4 486\n"
		  "> 5 ACK\n> 6 INVITE\n  ~sip:486@=>sip:k9@\n",
		  "the call 0, ACK for a refusal 0, redirected 1 of 0, "
		  "ACK for a refusal 1, retry 2 of 1" },
		{ "> 0 INVITE\n< 1 305\n  +Contact: <sip:k9@192.0.2.10>\n"
		  "> 2 ACK\n> 3 INVITE\n  +Route: <sip:k9@192.0.2.10;lr>\n",
		  "the call 0, ACK for a refusal 0, redirected 1 of 0" },
		{ "> 0 INVITE\n< 1 302\n  +Contact: <sip:486@192.0.2.11>\n"
		  "> 2 ACK\n> 3 INVITE\n",
		  "the call 0, ACK for a refusal 0, retry 1 of 0" },
		/* digest */
		{ "> 0 INVITE\n< 1 401\n" CHALLENGE
		  "> 2 ACK\n> 3 INVITE\n" CREDENTIALS "> 4 INVITE copy\n",
		  "the call 0, ACK for a refusal 0, "
		  "answer to our challenge 1 of 0, copy 1" },
		{ "> 0 INVITE\n< 1 401\n" CHALLENGE
		  "> 2 ACK\n> 3 INVITE call=2\n" CREDENTIALS,
		  "the call 0, ACK for a refusal 0, "
		  "answer to our challenge 1 of 0" },
		{ "> 0 INVITE\n< 1 401\n" CHALLENGE "> 2 ACK\n> 3 INVITE\n"
		  "  ~invite-2=>invite-1\n" CREDENTIALS "< 4 200\n> 5 ACK\n",
		  "the call 0, ACK for a refusal 0, "
		  "answer to our challenge 1 of 0, ACK for a 2xx 1" },
		{ "> 0 INVITE\n< 1 401\n" CHALLENGE "> 2 ACK\n> 3 INVITE\n"
		  "  +Authorization: Digest nonce=\"n2\"\n",
		  "the call 0, ACK for a refusal 0, retry 1 of 0" },
		/* the newest nonce counts, whatever stands beside it */
		{ "> 0 INVITE\n< 1 401 challenge\n> 2 ACK\n> 3 INVITE auth\n"
		  "< 4 407 challenge\n> 5 ACK\n> 6 INVITE auth\n" CREDENTIALS,
		  "the call 0, ACK for a refusal 0, "
		  "answer to our challenge 1 of 0, ACK for a refusal 1, "
		  "answer to our challenge 2 of 1" },
		/* either header in either response, escaped or not */
		{ "> 0 INVITE\n< 1 407\n"
		  "  +WWW-Authenticate: Digest nonce=\"a\\b\"\n"
		  "> 2 ACK\n> 3 INVITE\n"
		  "  +Authorization:  Digest\tnonce=\"ab\"\n",
		  "the call 0, ACK for a refusal 0, "
		  "answer to our challenge 1 of 0" },
		{ "> 0 INVITE\n< 1 401\n" CHALLENGE
		  "> 2 ACK\n> 3 INVITE\n" CREDENTIALS
		  "< 4 200\n> 5 ACK\n> 6 BYE\n" CREDENTIALS,
		  "the call 0, ACK for a refusal 0, "
		  "answer to our challenge 1 of 0, ACK for a 2xx 1, "
		  "in the dialog 2" },
		{ ANSWERED "> 1 BYE\n< 2 401 for=BYE\n" CHALLENGE
			   "> 3 BYE\n" CREDENTIALS,
		  "the call 0, ACK for a 2xx 0, in the dialog 1, "
		  "answer to our challenge 2 of 1" },
		/* not of the call */
		{ REFUSED "> 60 INVITE call=2\n",
		  "the call 0, ACK for a refusal 0, new call 1" },
		{ REFUSED
		  "> 60 INVITE call=2\n  ~INVITE sip:486=>INVITE sip:x\n",
		  "the call 0, ACK for a refusal 0, beside the call 1" },
		{ "> 0 REGISTER\n> 1 OPTIONS\n> 2 INVITE\n",
		  "beside the call 0, beside the call 1, the call 2" },
		{ "> 0 REGISTER\n> 1 MESSAGE\n",
		  "the call 0, beside the call 1" },
		/* answers */
		{ ANSWERED "< 1 BYE\n> 2 200 for=BYE\n",
		  "the call 0, ACK for a 2xx 0, answer of the client 1" },
		{ "< 0 OPTIONS outside\n> 1 200 for=OPTIONS\n"
		  "  ~us-1=>us-2\n",
		  "answer of the client" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct sight sight;
		struct buf out;

		buf_init(&out, 1000);
		if (sight_init(&sight, i, row[i].text)) {
			describe(&out, &sight.view);
			CHECK_STR(i, buf_str(&out), row[i].want);
		}
		buf_release(&out);
		sight_release(&sight);
	}
}

static void write_list(struct buf *out, const char *name, const size_t *list,
		       size_t count)
{
	if (count > 0)
		buf_addf(out, " %s", name);
	for (size_t i = 0; i < count; i++)
		buf_addf(out, " %zu", list[i]);
}

/** All of an exchange. */
static void write_exchange(struct buf *out, const struct exchange *exchange)
{
	buf_add_text(out, exchange->is_ours ? "ours" : "theirs");
	write_list(out, "copy", exchange->copy, exchange->copy_count);
	write_list(out, "response", exchange->response,
		   exchange->response_count);
	write_list(out, "ack", exchange->ack, exchange->ack_count);
	if (exchange->final != NOTHING)
		buf_addf(out, " final %ld", exchange->final);
	if (exchange->cancel != NOTHING)
		buf_addf(out, " cancel %ld", exchange->cancel);
	if (exchange->dialog != NOTHING)
		buf_addf(out, " dialog %ld", exchange->dialog);
	if (exchange->talk != NOTHING)
		buf_addf(out, " talk %ld", exchange->talk);
	if (exchange->is_spoilt)
		buf_add_text(out, " spoilt");
	buf_add_text(out, ". ");
}

static void write_talk(struct buf *out, const struct talk *talk)
{
	buf_addf(out, "talk %.*s of %zu", STR_ARG(talk->tag), talk->invite);
	if (talk->confirmed != NOTHING)
		buf_addf(out, " confirmed %ld", talk->confirmed);
	if (talk->ended != NOTHING)
		buf_addf(out, " ended %ld", talk->ended);
	if (talk->next != NOTHING)
		buf_addf(out, " next %ld", talk->next);
	buf_add_text(out, ". ");
}

static void puts_together_what_belongs_together(void)
{
	static const struct {
		const char *text;
		const char *want;
	} row[] = {
		{ "> 0 INVITE\n< 0.1 180\n> 0.2 INVITE copy\n< 0.3 486\n"
		  "< 0.4 486 copy\n> 0.5 ACK\n> 0.6 ACK copy\n",
		  "theirs copy 0 2 response 1 3 4 ack 5 6 final 3 talk 0. "
		  "talk t1 of 0. " },
		{ "> 0 INVITE\n< 1 180\n< 2 180\n  =To: <sip:a@h>;tag=b\n"
		  "< 3 200\n  =To: <sip:a@h>;tag=c\n> 4 ACK\n"
		  "< 5 200 for=INVITE\n> 6 ACK\n> 7 BYE\n"
		  "< 8 200 for=BYE\n",
		  "theirs copy 0 response 1 2 3 5 ack 4 6 final 3 talk 0. "
		  "theirs copy 7 response 8 final 8 dialog 0. "
		  "talk t1 of 0 confirmed 5 ended 7 next 1. "
		  "talk b of 0 next 2. "
		  "talk c of 0 confirmed 3. " },
		{ "> 0 INVITE\n< 1 180\n> 2 CANCEL\n< 3 200 for=CANCEL\n"
		  "< 4 487 for=INVITE\n> 5 ACK\n",
		  "theirs copy 0 response 1 4 ack 5 final 4 cancel 1 talk 0. "
		  "theirs copy 2 response 3 final 3. talk t1 of 0. " },
		{ ANSWERED "< 1 BYE\n< 1.5 BYE copy\n> 2 100 for=BYE\n"
			   "> 3 200 for=BYE\n",
		  "theirs copy 0 response 1 ack 2 final 1 talk 0. "
		  "ours copy 3 4 response 5 6 final 6 dialog 0. "
		  "talk t1 of 0 confirmed 1 ended 3. " },
		{ ANSWERED "< 1 INVITE\n> 2 200 for=INVITE\n< 3 ACK\n",
		  "theirs copy 0 response 1 ack 2 final 1 talk 0. "
		  "ours copy 3 response 4 ack 5 final 4 dialog 0. "
		  "talk t1 of 0 confirmed 1. " },
		/* what is spoilt is no final */
		{ "> 0 INVITE\n< 1 486 spoilt\n"
		  "  ~branch=z9hG4bK=>branch=z9hG4bKwrong\n"
		  "< 2 487 for=INVITE\n> 3 ACK\n",
		  "theirs copy 0 response 1 2 ack 3 final 2 spoilt. " },
		{ "> 0 INVITE\n< 1 486 spoilt\n  -Via\n",
		  "theirs copy 0 response 1 spoilt. " },
		{ "> 0 INVITE\n< 1 200 spoilt\n  =Content-Length: 9999\n",
		  "theirs copy 0 response 1 talk 0 spoilt. talk t1 of 0. " },
		{ "> 0 INVITE\n< 1 486 spoilt\n  ~SIP/2.0 486=>SIP/2.0 1486\n",
		  "theirs copy 0 spoilt. " },
		/* an ACK for a 1xx is none of the final that comes later */
		{ "> 0 INVITE\n< 1 180\n> 2 ACK\n< 3 486\n> 4 ACK\n",
		  "theirs copy 0 response 1 3 ack 4 final 3 talk 0. "
		  "talk t1 of 0. " },
		{ "> 0 SUBSCRIBE\n< 1 200 for=SUBSCRIBE\n"
		  "> 2 OPTIONS\n< 3 200 for=OPTIONS\n",
		  "theirs copy 0 response 1 final 1 talk 0. "
		  "theirs copy 2 response 3 final 3. "
		  "talk t1 of 0 confirmed 1. " },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct sight sight;
		struct buf out;

		buf_init(&out, 2000);
		if (sight_init(&sight, i, row[i].text)) {
			const struct view *view = &sight.view;

			for (size_t k = 0; k < view->exchange_count; k++)
				write_exchange(&out, &view->exchange[k]);
			for (size_t k = 0; k < view->talk_count; k++)
				write_talk(&out, &view->talk[k]);
			CHECK_STR(i, buf_str(&out), row[i].want);
		}
		buf_release(&out);
		sight_release(&sight);
	}
}

CU_TestInfo test_view[] = {
	{ "tells what a request is", tells_what_a_request_is },
	{ "puts together what belongs together",
	  puts_together_what_belongs_together },
	CU_TEST_INFO_NULL,
};
