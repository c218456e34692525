/* SPDX-License-Identifier: MIT */
#include "catalogue/rule_write.h"

#include <inttypes.h>

#include "sip/field.h"

/** A quoted-string (RFC 3261 §25.1); control characters are left out. */
static void write_quoted(struct buf *out, struct str text)
{
	buf_add_char(out, '"');
	for (size_t i = 0; i < text.size; i++) {
		char c = text.p[i];

		if ((unsigned char)c < ' ' || c == 0x7f)
			continue;
		if (c == '"' || c == '\\')
			buf_add_char(out, '\\');
		buf_add_char(out, c);
	}
	buf_add_char(out, '"');
}

void write_nonce(struct buf *out, const struct context *ctx)
{
	buf_addf(out, "%.*s%016" PRIx64, STR_ARG(ctx->token), ctx->entropy[0]);
}

static void write_one(struct buf *out, const char *name, struct str algorithm,
		      const struct context *ctx)
{
	const struct challenge *challenge = &ctx->challenge;
	struct str qop =
		challenge->qop.p != NULL ? challenge->qop : STR("auth");
	bool is_stale =
		challenge->is_given ? challenge->is_stale : ctx->is_stale;

	buf_addf(out, "%s: Digest realm=", name);
	write_quoted(out, challenge->realm.p != NULL ? challenge->realm
						     : ctx->realm);
	buf_add_text(out, ", nonce=\"");
	write_nonce(out, ctx);
	buf_addf(out, "\", opaque=\"%016" PRIx64 "\"", ctx->entropy[1]);
	if (is_stale)
		buf_add_text(out, ", stale=TRUE");
	buf_addf(out, ", algorithm=%.*s", STR_ARG(algorithm));
	if (qop.size > 0)
		buf_addf(out, ", qop=\"%.*s\"", STR_ARG(qop));
	buf_add_text(out, "\r\n");
}

/**
 * MD5 alone: RFC 8760 wants SHA-256 before it, which stock clients do not all
 * know. qop is always sent (RFC 3261 §22.4 item 8). A scenario may say otherwise.
 */
static void write_challenge(struct buf *out, const char *name,
			    const struct context *ctx)
{
	struct str rest = ctx->challenge.algorithms;
	struct str algorithm;

	if (rest.size == 0)
		rest = STR("MD5");
	while (field_next(&rest, &algorithm))
		write_one(out, name, algorithm, ctx);
}

void rule_www_authenticate(struct buf *out, const struct context *ctx)
{
	write_challenge(out, "WWW-Authenticate", ctx);
}

void rule_proxy_authenticate(struct buf *out, const struct context *ctx)
{
	write_challenge(out, "Proxy-Authenticate", ctx);
}

void rule_security_server(struct buf *out, const struct context *ctx)
{
	(void)ctx;
	buf_add_text(out, "Security-Server: tls;q=0.2, "
			  "digest;d-alg=MD5;d-qop=auth;q=0.1\r\n");
}

void rule_require_sec_agree(struct buf *out, const struct context *ctx)
{
	(void)ctx;
	buf_add_text(out, "Require: sec-agree\r\n");
}
