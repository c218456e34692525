/* SPDX-License-Identifier: MIT */
#include "judge/facts.h"
#include "sip/digest.h"
#include "sip/field.h"
#include "transcript_write.h"

/*
 * Challenges, and the credentials of a client whose password is "secret". Their
 * digests are computed when all changes to the message have been made.
 */

#define PLACE "$digest"

static const struct {
	unsigned status;
	const char *challenge;
	const char *credentials;
	enum header header;
} kind[] = {
	{ 401, "WWW-Authenticate", "Authorization", HEADER_AUTHORIZATION },
	{ 407, "Proxy-Authenticate", "Proxy-Authorization",
	  HEADER_PROXY_AUTHORIZATION },
};

static bool is_challenge(const struct entry *entry)
{
	return entry->type == ENTRY_OUT && entry->message != NULL &&
	       (message_status(entry->message) == 401 ||
		message_status(entry->message) == 407);
}

void write_challenge(struct draft *draft, const struct transcript *transcript,
		     const struct step *step)
{
	size_t number = 1;

	for (size_t i = 0; i < transcript->record.count; i++)
		number += is_challenge(&transcript->record.entry[i]);
	buf_addf(&draft->head,
		 "%s: Digest realm=\"gamut\", nonce=\"n%zu\", opaque=\"o%zu\", "
		 "algorithm=MD5, qop=\"auth\"\r\n",
		 kind[step->status == 407].challenge, number, number);
}

/** One more than the requests of the client with credentials for this nonce. */
static size_t next_count(const struct transcript *transcript, struct str nonce)
{
	const struct record *record = &transcript->record;
	struct arena arena;
	struct digest digest;
	size_t count = 1;

	arena_init(&arena);
	for (size_t i = 0; i < 2 * record->count; i++) {
		const struct message *message = record->entry[i / 2].message;
		struct str value;

		if (record->entry[i / 2].type != ENTRY_IN || message == NULL ||
		    str_eq(message_method(message), STR("ACK")))
			continue;
		value = message_header(message, kind[i % 2].header, 0);
		if (value.p != NULL &&
		    digest_parse(&digest, &arena, value) == 0 &&
		    str_eq(digest_text(&digest, DIGEST_NONCE), nonce))
			count++;
	}
	arena_release(&arena);
	return count;
}

static void add_param(struct buf *line, const struct digest *digest,
		      enum digest_param param, const char *name)
{
	const struct digest_value *value = &digest->value[param];
	const char *quote = value->is_quoted ? "\"" : "";

	if (value->written.p != NULL)
		buf_addf(line, ", %s=%s%.*s%s", name, quote,
			 STR_ARG(value->written), quote);
}

/** The Request-URI of a draft, as it stands. */
static struct str draft_uri(const struct draft *draft)
{
	struct str method, uri, version;

	(void)str_cut(buf_str(&draft->head), ' ', &method, &uri);
	(void)str_cut(uri, ' ', &uri, &version);
	return uri;
}

static void add_credentials(struct draft *draft,
			    const struct transcript *transcript,
			    const struct digest *challenge, const char *name)
{
	struct str qop = digest_text(challenge, DIGEST_QOP);
	struct buf line;

	buf_init(&line, draft->head.max);
	buf_addf(&line, "%s: Digest username=\"alice\"", name);
	add_param(&line, challenge, DIGEST_REALM, "realm");
	add_param(&line, challenge, DIGEST_NONCE, "nonce");
	buf_addf(&line, ", uri=\"%.*s\"", STR_ARG(draft_uri(draft)));
	if (qop.size > 0)
		buf_addf(&line, ", qop=%s, nc=%08zx, cnonce=\"c\"",
			 field_has(qop, STR("auth")) ? "auth" : "auth-int",
			 next_count(transcript,
				    digest_text(challenge, DIGEST_NONCE)));
	buf_addf(&line, ", response=\"" PLACE "\"");
	add_param(&line, challenge, DIGEST_OPAQUE, "opaque");
	add_param(&line, challenge, DIGEST_ALGORITHM, "algorithm");
	buf_addf(&draft->head, "%.*s\r\n", STR_ARG(buf_str(&line)));
	buf_release(&line);
}

/** The topmost challenge of each realm that is known. */
static void answer(struct draft *draft, const struct transcript *transcript,
		   const struct message *message, size_t k)
{
	struct str realm = { NULL, 0 };
	struct arena arena;
	struct digest digest;
	struct str value;

	arena_init(&arena);
	for (size_t n = 0;; n++) {
		value = message_find(message, str_from(kind[k].challenge), n);
		if (value.p == NULL)
			break;
		if (digest_parse(&digest, &arena, value) != 0 ||
		    !digest_is_digest(&digest) ||
		    digest_algorithm_find(
			    digest_text(&digest, DIGEST_ALGORITHM)) ==
			    DIGEST_ALGORITHM_UNKNOWN ||
		    str_eq(digest_text(&digest, DIGEST_REALM), realm))
			continue;
		realm = digest_text(&digest, DIGEST_REALM);
		add_credentials(draft, transcript, &digest,
				kind[k].credentials);
	}
	arena_release(&arena);
}

bool write_answer(struct draft *draft, const struct transcript *transcript,
		  const struct step *step)
{
	const struct record *record = &transcript->record;

	for (size_t i = record->count; i-- > 0;) {
		if (!is_challenge(&record->entry[i]) ||
		    transcript->call[i] != step->call)
			continue;
		answer(draft, transcript, record->entry[i].message, 0);
		answer(draft, transcript, record->entry[i].message, 1);
		return true;
	}
	return false;
}

static bool compute(char text[DIGEST_TEXT_SIZE], struct str line,
		    const struct draft *draft, struct str session)
{
	struct digest_input input = { .password = STR("secret") };
	struct arena arena;
	struct digest digest;
	struct str name, value;
	bool is_good;

	arena_init(&arena);
	(void)str_cut(line, ':', &name, &value);
	is_good = digest_parse(&digest, &arena, value) == 0;
	(void)str_cut(buf_str(&draft->head), ' ', &input.method, &name);
	input.algorithm =
		digest_algorithm_find(digest_text(&digest, DIGEST_ALGORITHM));
	input.qop = digest_qop_find(digest_text(&digest, DIGEST_QOP));
	input.user = digest_text(&digest, DIGEST_USERNAME);
	input.realm = digest_text(&digest, DIGEST_REALM);
	input.nonce = digest_text(&digest, DIGEST_NONCE);
	input.nc = digest_text(&digest, DIGEST_NC);
	input.cnonce = digest_text(&digest, DIGEST_CNONCE);
	if (session.size > 0)
		input.first_cnonce = session;
	input.uri = digest_text(&digest, DIGEST_URI);
	input.body = buf_str(&draft->body);
	if (str_eq(input.user, STR("anonymous")))
		input.password = STR("");
	is_good = is_good && digest_compute(text, &input) == 0;
	arena_release(&arena);
	return is_good;
}

/** "$digest" in one line; "$digest(c0)" is of a session that c0 began. */
static void fill_line(struct buf *out, struct str line,
		      const struct draft *draft)
{
	char text[DIGEST_TEXT_SIZE];
	struct str rest = line, session = { NULL, 0 };
	size_t at = 0;

	while (at < line.size &&
	       !str_istarts(str_sub(line, at, line.size), STR(PLACE)))
		at++;
	if (at < line.size)
		rest = str_sub(line, at + sizeof(PLACE) - 1, line.size);
	if (at < line.size && str_starts(rest, STR("(")))
		(void)str_cut(str_sub(rest, 1, rest.size), ')', &session,
			      &rest);
	if (at == line.size || !compute(text, line, draft, session)) {
		buf_add_str(out, line);
		return;
	}
	buf_add_str(out, str_sub(line, 0, at));
	for (size_t i = 0; text[i] != '\0'; i++) {
		bool is_upper = line.p[at + 1] == 'D' && text[i] >= 'a';

		buf_add_char(out,
			     is_upper ? (char)(text[i] - 'a' + 'A') : text[i]);
	}
	buf_add_str(out, rest);
}

void fill_digests(struct draft *draft)
{
	struct str rest = buf_str(&draft->head), line;
	struct buf head;

	buf_init(&head, draft->head.max);
	while (rest.size > 0) {
		(void)str_cut(rest, '\n', &line, &rest);
		fill_line(&head, line, draft);
		buf_add_text(&head, "\n");
	}
	buf_release(&draft->head);
	draft->head = head;
}
