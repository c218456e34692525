/* SPDX-License-Identifier: MIT */
#include "suite/flow.h"

#include "catalogue/catalogue.h"
#include "suite/random.h"

static bool is_invite(const struct suite_case *one)
{
	return str_eq(one->method, STR("INVITE"));
}

static bool is_challenge(const struct suite_case *one)
{
	return one->code == 401 || one->code == 407;
}

static bool is_redirect(const struct suite_case *one)
{
	return one->code >= 300 && one->code < 400;
}

/** Lines that a case of this variant has. */
static void add_if(struct buf *out, const struct suite_case *one,
		   enum variant variant, const char *text)
{
	if (suite_case_has(one, variant))
		buf_add_text(out, text);
}

/** What comes before the response. */
static void write_before(struct buf *out, const struct suite_case *one)
{
	add_if(out, one, VARIANT_AFTER_180,
	       "  - respond: 180\n"
	       "  - wait: 1s\n");
	add_if(out, one, VARIANT_AFTER_183_SDP,
	       "  - respond: 183\n"
	       "    sdp: answer\n"
	       "  - wait: 1s\n");
	add_if(out, one, VARIANT_TWO_VIAS,
	       "  # The client should discard it, and on UDP "
	       "sends its INVITE again.\n"
	       "  - respond: 180\n"
	       "    fault: {second-via: true}\n"
	       "  - wait: 9s\n");
	add_if(out, one, VARIANT_WRONG_BRANCH,
	       "  # No transaction of the client has this "
	       "branch: it goes on as if\n"
	       "  # nothing had come.\n"
	       "  - respond: 180\n"
	       "    fault: {wrong-branch: true}\n"
	       "  - wait: 9s\n");
	add_if(out, one, VARIANT_LATE, "  - wait: 6s\n");
	/* It ends an early dialog, so one has to begin (RFC 6228 §5). */
	if (one->code == 199)
		buf_add_text(out, "  - respond: 183\n");
}

static void write_headers(struct buf *out, const struct suite_case *one,
			  struct random *random)
{
	if (suite_case_has(one, VARIANT_RETRY_AFTER)) {
		buf_add_text(out, "    headers: |\n"
				  "      Retry-After: 2\n");
	} else if (suite_case_has(one, VARIANT_UNKNOWN_HEADER)) {
		buf_add_text(out, "    headers: |\n"
				  "      X-Gamut-Test: a header of nobody's\n"
				  "      X-Gamut-Empty:\n"
				  "      P-Gamut-Test: <sip:nobody@example.com>"
				  ";x=\"a;b,c\"\n");
	} else if (random != NULL && one->code > 100) {
		buf_add_text(out, "    headers: |\n");
		random_write_headers(random, out, "      ");
	}
}

/** The response, but for its code, by keys of the step. */
static void write_shape(struct buf *out, const struct suite_case *one,
			struct random *random)
{
	const struct row *row = catalogue_find(one->code);

	add_if(out, one, VARIANT_CUSTOM_PHRASE,
	       "    reason: In words of its own\n");
	add_if(out, one, VARIANT_NO_PHRASE, "    reason: \"\"\n");
	write_headers(out, one, random);
	if (suite_case_has(one, VARIANT_REASON_Q850) && row != NULL)
		buf_addf(out, "    cause: %u\n", row->cause);
	add_if(out, one, VARIANT_BODY,
	       "    type: text/html\n"
	       "    body: |\n"
	       "      <html><body><p>Not now &amp; so on"
	       "</p></body></html>\n");
	add_if(out, one, VARIANT_NO_TO_TAG,
	       "    # As servers of RFC 2543 answer; the "
	       "ACK has no tag either.\n"
	       "    to-tag: none\n");
	add_if(out, one, VARIANT_LOST_ACK, "    fault: {ignore-ack: 1}\n");
	add_if(out, one, VARIANT_DUPLICATE, "    fault: {duplicate: 1}\n");
}

static struct str phrase_of(const struct suite_case *one)
{
	if (suite_case_has(one, VARIANT_CUSTOM_PHRASE))
		return STR("In words of its own");
	if (suite_case_has(one, VARIANT_NO_PHRASE))
		return STR("");
	return str_from(catalogue_phrase(one->code));
}

static void write_compact(struct buf *out, const struct suite_case *one)
{
	struct str phrase = phrase_of(one);

	buf_addf(out,
		 "  - raw: |+\n"
		 "      SIP/2.0 %u %.*s\n"
		 "      ${via}\n"
		 "      f: ${from}\n"
		 "      t: ${to};tag=${to.tag}\n"
		 "      i: ${call-id}\n"
		 "      CSeq: ${cseq}\n"
		 "      k: timer, replaces\n"
		 "      l: 0\n"
		 "\n",
		 one->code, STR_ARG(phrase));
}

static void write_response(struct buf *out, const struct suite_case *one,
			   struct random *random)
{
	if (suite_case_has(one, VARIANT_COMPACT) && random == NULL) {
		write_compact(out, one);
	} else if (random != NULL && suite_case_can_be_raw(one)) {
		random_write_response(random, out, one->code, phrase_of(one));
	} else {
		buf_addf(out, "  - respond: %u\n", one->code);
		write_shape(out, one, random);
	}
}

/** A second request, which no client has to send, and its answer. */
static void write_second(struct buf *out, const struct suite_case *one,
			 const char *with)
{
	buf_addf(out, "  - receive: %.*s\n", STR_ARG(one->method));
	if (with != NULL)
		buf_addf(out, "    with: %s\n", with);
	buf_add_text(out, "    within: 10s\n"
			  "    optional: true\n"
			  "  - respond: 200\n");
}

static void write_after(struct buf *out, const struct suite_case *one)
{
	bool has_answer = true;

	if (one->code < 200)
		buf_add_text(out, "  - wait: 2s\n"
				  "  - respond: 200\n");
	else if (is_challenge(one))
		write_second(out, one, "credentials");
	else if (is_redirect(one))
		write_second(out, one, "child");
	else if (suite_case_has(one, VARIANT_RETRY_AFTER))
		write_second(out, one, NULL);
	else
		has_answer = one->code < 300;
	if (has_answer && is_invite(one))
		buf_add_text(out, "  - send: BYE\n"
				  "    after: hold\n");
}

void suite_flow_write(struct buf *out, const struct suite_case *one,
		      const struct vary *vary)
{
	struct random state;
	struct random *random = NULL;

	if (vary->is_on) {
		random_init(&state, vary->seed, one);
		random = &state;
	}
	buf_add_text(out, "flow:\n");
	write_before(out, one);
	write_response(out, one, random);
	write_after(out, one);
}
