/* SPDX-License-Identifier: MIT */
#include "answer.h"

#include <string.h>

#include "check.h"
#include "sip/digest.h"

static const struct {
	const char *challenge;
	const char *credentials;
} kind[] = {
	{ "WWW-Authenticate", "Authorization" },
	{ "Proxy-Authenticate", "Proxy-Authorization" },
};

static struct str either(const char *given, struct str usual)
{
	return given != NULL ? str_from(given) : usual;
}

/** All that the response is computed from, out of the challenge and the form. */
static struct digest_input input_of(const struct digest *challenge,
				    const struct answer_form *form,
				    const char *uri, const char *nc)
{
	struct str algorithm = digest_text(challenge, DIGEST_ALGORITHM);
	bool has_qop = digest_has(challenge, DIGEST_QOP);

	return (struct digest_input){
		.algorithm = digest_algorithm_find(algorithm),
		.qop = form->is_int ? DIGEST_QOP_AUTH_INT
		       : has_qop    ? DIGEST_QOP_AUTH
				    : DIGEST_QOP_NONE,
		.user = either(form->name, STR("alice")),
		.realm = either(form->realm,
				digest_text(challenge, DIGEST_REALM)),
		.password = either(form->password, STR("secret")),
		.nonce = either(form->nonce,
				digest_text(challenge, DIGEST_NONCE)),
		.nc = str_from(nc),
		.cnonce = STR("c"),
		.method = either(form->method, STR("INVITE")),
		.uri = either(form->uri, str_from(uri)),
		.body = either(form->body, STR("")),
	};
}

static void write_line(char line[ANSWER_SIZE], const char *header,
		       const struct digest_input *input)
{
	static const char *const qop[] = {
		[DIGEST_QOP_NONE] = "",
		[DIGEST_QOP_AUTH] = ", qop=auth",
		[DIGEST_QOP_AUTH_INT] = ", qop=auth-int",
	};
	char response[DIGEST_TEXT_SIZE];
	char count[64] = "";

	CHECK_INT(0, digest_compute(response, input), 0);
	if (input->qop != DIGEST_QOP_NONE)
		(void)snprintf(count, sizeof(count), ", nc=%.*s, cnonce=\"c\"",
			       STR_ARG(input->nc));
	(void)snprintf(line, ANSWER_SIZE,
		       "%s: Digest username=\"%.*s\", realm=\"%.*s\", "
		       "nonce=\"%.*s\", uri=\"%.*s\", response=\"%s\", "
		       "algorithm=%s%s%s\r\n",
		       header, STR_ARG(input->user), STR_ARG(input->realm),
		       STR_ARG(input->nonce), STR_ARG(input->uri), response,
		       digest_algorithm_name(input->algorithm), qop[input->qop],
		       count);
}

void answer_write(char line[ANSWER_SIZE], const struct pair *pair,
		  const char *user, const struct answer_form *form)
{
	struct arena arena;
	char uri[128];
	char nc[16];

	line[0] = '\0';
	arena_init(&arena);
	(void)snprintf(uri, sizeof(uri), "sip:%s@%s:%u", user, pair->peer.host,
		       (unsigned)pair->peer.server);
	(void)snprintf(nc, sizeof(nc), "%08x", form->nc != 0 ? form->nc : 1);
	for (size_t i = 0; i < ARRAY_SIZE(kind) && line[0] == '\0'; i++) {
		struct str value =
			reply_header(&pair->reply, kind[i].challenge);
		struct digest challenge;
		struct digest_input input;

		if (value.p == NULL ||
		    digest_parse(&challenge, &arena, value) != 0)
			continue;
		input = input_of(&challenge, form, uri, nc);
		write_line(line, kind[i].credentials, &input);
	}
	arena_release(&arena);
}
