/* SPDX-License-Identifier: MIT */
#include "report/redact_part.h"

/** Headers with credentials or challenges: name, whether it is who proves who he is. */
static const struct {
	struct str name;
	bool is_proof;
} auth[] = {
	{ STR_INIT("Authorization"), true },
	{ STR_INIT("Proxy-Authorization"), true },
	{ STR_INIT("WWW-Authenticate"), false },
	{ STR_INIT("Proxy-Authenticate"), false },
	{ STR_INIT("Authentication-Info"), false },
	{ STR_INIT("Proxy-Authentication-Info"), false },
};

bool redact_is_secret(struct str name)
{
	static const struct str secret[] = {
		STR_INIT("response"),  STR_INIT("nonce"),   STR_INIT("cnonce"),
		STR_INIT("nextnonce"), STR_INIT("rspauth"),
	};

	for (size_t i = 0; i < ARRAY_SIZE(secret); i++) {
		if (str_ieq(name, secret[i]))
			return true;
	}
	return false;
}

bool redact_is_auth(struct str name)
{
	for (size_t i = 0; i < ARRAY_SIZE(auth); i++) {
		if (str_ieq(name, auth[i].name))
			return true;
	}
	return false;
}

static bool is_proof(struct str name)
{
	for (size_t i = 0; i < ARRAY_SIZE(auth); i++) {
		if (str_ieq(name, auth[i].name))
			return auth[i].is_proof;
	}
	return false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t skip_blanks(struct str text, size_t at)
{
	while (at < text.size && is_blank(text.p[at]))
		at++;
	return at;
}

/** To the end of a word: a blank, a comma, '=' or a quote. */
static size_t skip_word(struct str text, size_t at)
{
	while (at < text.size && !is_blank(text.p[at]) && text.p[at] != ',' &&
	       text.p[at] != '=' && text.p[at] != '"')
		at++;
	return at;
}

/** To the next comma outside of quotes. */
static size_t skip_item(struct str text)
{
	for (size_t i = 0; i < text.size; i++) {
		if (text.p[i] == ',')
			return i;
		if (text.p[i] == '"')
			i += redact_quoted_size(str_sub(text, i, text.size)) -
			     1;
	}
	return text.size;
}

/** Without the blanks at its end, which are handed back. */
static struct str trim_end(struct str text, struct str *blanks)
{
	size_t size = text.size;

	while (size > 0 && is_blank(text.p[size - 1]))
		size--;
	*blanks = str_sub(text, size, text.size);
	return str_sub(text, 0, size);
}

static void add_secret_item(struct buf *out, struct str item)
{
	struct str blanks;

	item = trim_end(item, &blanks);
	redact_add_value(out, item);
	buf_add_str(out, blanks);
}

/**
 * One parameter, or what stands for credentials: "Zm9vOmJhcg==".
 *
 * @param is_digest  only what is secret in a digest is struck out; else all that is
 *                   no parameter with a quoted value, and such values
 */
static void add_param(struct buf *out, struct str param, bool is_digest)
{
	size_t name = skip_word(param, 0);
	size_t equals = skip_blanks(param, name);
	bool has_value = equals < param.size && param.p[equals] == '=';
	size_t value = has_value ? skip_blanks(param, equals + 1) : 0;
	bool is_quoted = value < param.size && param.p[value] == '"';

	if (is_digest &&
	    (!has_value || !redact_is_secret(str_sub(param, 0, name)))) {
		redact_add_text(out, param);
		return;
	}
	if (!is_digest && !is_quoted)
		value = 0;
	buf_add_str(out, str_sub(param, 0, value));
	add_secret_item(out, str_sub(param, value, param.size));
}

/**
 * The scheme at the start of an item, "Digest realm=...": a word, and behind it a
 * blank and another word.
 *
 * @return where that word begins; 0: the item has no scheme
 */
static size_t scheme_size(struct str item)
{
	size_t word = skip_word(item, 0);
	size_t next = skip_blanks(item, word);

	return word == 0 || next == word || next == item.size ||
			       item.p[next] == '='
		       ? 0
		       : next;
}

void redact_add_auth(struct buf *out, struct str name, struct str value)
{
	/* Without a scheme nobody can tell what it is. */
	bool is_digest = !is_proof(name);

	while (value.size > 0) {
		size_t start = skip_blanks(value, 0);
		struct str item, scheme;
		size_t size;

		buf_add_str(out, str_sub(value, 0, start));
		value = str_sub(value, start, value.size);
		size = skip_item(value);
		item = str_sub(value, 0, size);
		value = str_sub(value, size, value.size);

		size = scheme_size(item);
		scheme = str_sub(item, 0, size);
		if (size > 0)
			is_digest = !is_proof(name) ||
				    str_ieq(str_trim(scheme), STR("Digest"));
		buf_add_str(out, scheme);
		add_param(out, str_sub(item, size, item.size), is_digest);
		buf_add_str(out, str_sub(value, 0, 1));
		value = str_sub(value, 1, value.size);
	}
}
