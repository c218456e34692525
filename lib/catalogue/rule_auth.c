/* SPDX-License-Identifier: MIT */
#include "catalogue/rule_write.h"

#include <inttypes.h>

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

/**
 * MD5 alone: RFC 8760 wants SHA-256 before it, which stock clients do not all
 * know. qop is always sent (RFC 3261 §22.4 item 8).
 */
static void write_challenge(struct buf *out, const char *name,
			    const struct context *ctx)
{
	buf_addf(out, "%s: Digest realm=", name);
	write_quoted(out, ctx->realm);
	buf_addf(out, ", nonce=\"%.*s%016" PRIx64 "\"", STR_ARG(ctx->token),
		 ctx->entropy[0]);
	buf_addf(out, ", opaque=\"%016" PRIx64 "\"", ctx->entropy[1]);
	buf_add_text(out, ctx->is_stale ? ", stale=TRUE" : "");
	buf_add_text(out, ", algorithm=MD5, qop=\"auth\"\r\n");
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
