/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "sip/digest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Hold in any build, also where assert() is compiled out. */
static void hold(bool held, const char *what)
{
	if (held)
		return;
	(void)fprintf(stderr, "broken: %s\n", what);
	abort();
}

static void hold_values(const struct digest *digest, struct str text)
{
	for (size_t i = 0; i < DIGEST_PARAM_COUNT; i++) {
		const struct digest_value *value = &digest->value[i];

		hold((value->text.p == NULL) == (value->written.p == NULL),
		     "both or none");
		hold(value->text.size <= value->written.size,
		     "an escape is longer than what it stands for");
		if (value->written.p == NULL)
			continue;
		hold(value->written.p >= text.p &&
			     value->written.p + value->written.size <=
				     text.p + text.size,
		     "written inside");
		hold(!value->is_quoted || (value->written.p > text.p &&
					   value->written.p[-1] == '"'),
		     "a quote before it");
	}
}

/** What was computed for these credentials is right for them. */
static void hold_right(const struct digest *digest)
{
	const struct account account = { STR("alice"),
					 STR("secret"),
					 { NULL, 0 } };
	const struct digest_proof proof = {
		.account = &account,
		.realm = digest_text(digest, DIGEST_REALM),
		.method = STR("INVITE"),
		.body = STR("body"),
	};
	struct digest_input input = {
		.algorithm = digest_algorithm_find(
			digest_text(digest, DIGEST_ALGORITHM)),
		.qop = digest_qop_find(digest_text(digest, DIGEST_QOP)),
		.user = account.name,
		.realm = proof.realm,
		.password = account.password,
		.nonce = digest_text(digest, DIGEST_NONCE),
		.nc = digest_text(digest, DIGEST_NC),
		.cnonce = digest_text(digest, DIGEST_CNONCE),
		.method = proof.method,
		.uri = digest_text(digest, DIGEST_URI),
		.body = proof.body,
	};
	enum digest_result result = digest_verify(digest, &proof);
	struct digest right = *digest;
	char text[DIGEST_TEXT_SIZE];

	(void)digest_result_text(result);
	if (result != DIGEST_WRONG || digest_compute(text, &input) != 0)
		return;
	right.value[DIGEST_RESPONSE].text = str_from(text);
	hold(digest_verify(&right, &proof) == DIGEST_RIGHT, "right");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str text = { (const char *)data, size };
	struct arena arena;
	struct digest digest;

	arena_init(&arena);
	if (digest_parse(&digest, &arena, text) == 0) {
		hold(digest.scheme.size > 0, "a scheme");
		hold_right(&digest);
	}
	hold_values(&digest, text);
	hold(digest_parse_info(&digest, &arena, text) == 0, "any text");
	hold_values(&digest, text);
	arena_release(&arena);
	return 0;
}
