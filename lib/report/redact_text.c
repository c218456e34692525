/* SPDX-License-Identifier: MIT */
#include "report/redact_part.h"

void redact_add_secret(struct buf *out, struct str secret)
{
	if (secret.size == 0)
		return;
	buf_add_text(out, "redacted");
	for (size_t i = 0; i < secret.size; i++) {
		bool is_end = secret.p[i] == '\r' || secret.p[i] == '\n';
		bool is_open = i + 1 == secret.size || secret.p[i + 1] != '\n';

		if (is_end)
			buf_add_char(out, secret.p[i]);
		if (is_end && is_open)
			buf_add_char(out, ' ');
	}
}

/** Where the quoted string at the start of the text ends; its size: it is open. */
static size_t find_end(struct str text)
{
	for (size_t i = 1; i < text.size; i++) {
		if (text.p[i] == '\\')
			i++;
		else if (text.p[i] == '"')
			return i;
	}
	return text.size;
}

size_t redact_quoted_size(struct str text)
{
	size_t end = find_end(text);

	return end < text.size ? end + 1 : end;
}

void redact_add_value(struct buf *out, struct str value)
{
	bool is_quoted = value.size > 0 && value.p[0] == '"';
	bool is_closed = is_quoted && find_end(value) < value.size;

	buf_add_text(out, is_quoted ? "\"" : "");
	redact_add_secret(out, str_sub(value, is_quoted ? 1 : 0, value.size));
	buf_add_text(out, is_closed ? "\"" : "");
}

static bool is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/** Whether a byte can stand neither in a user nor in a password. */
static bool is_stop(char c)
{
	return (unsigned char)c <= ' ' || c == '<' || c == '>' || c == '"' ||
	       c == 0x7f || c == '@' || c == ':';
}

static size_t span(struct str text, size_t from)
{
	while (from < text.size && !is_stop(text.p[from]))
		from++;
	return from;
}

/** "5060;transport=tcp" is a port and what follows it, no password. */
static bool is_port(struct str text)
{
	size_t digits = 0;

	while (digits < text.size && text.p[digits] >= '0' &&
	       text.p[digits] <= '9')
		digits++;
	return digits > 0 && digits < text.size &&
	       (text.p[digits] == ';' || text.p[digits] == '?' ||
		text.p[digits] == ',');
}

/**
 * The password of a SIP URI at the start of the text.
 *
 * @param[out] password  behind "sip:user:"
 * @return whether there is one
 */
static bool find_password(struct str text, struct str *password)
{
	size_t scheme = str_istarts(text, STR("sips:"))  ? 5
			: str_istarts(text, STR("sip:")) ? 4
							 : 0;
	size_t user, end;

	if (scheme == 0)
		return false;
	user = span(text, scheme);
	if (user == text.size || text.p[user] != ':')
		return false;
	end = span(text, user + 1);
	if (end == text.size || text.p[end] != '@')
		return false;
	*password = str_sub(text, user + 1, end - user - 1);
	return password->size > 0 && !is_port(*password);
}

/**
 * A quoted value of a secret parameter at the start of the text, nonce="...".
 *
 * @param[out] value  quotes included
 */
static bool find_quoted(struct str text, struct str *value)
{
	size_t name = 0;
	struct str rest;

	while (name < text.size && is_word_byte(text.p[name]))
		name++;
	rest = str_sub(text, name, text.size);
	if (!str_starts(rest, STR("=\"")) ||
	    !redact_is_secret(str_sub(text, 0, name)))
		return false;
	rest = str_sub(rest, 1, rest.size);
	*value = str_sub(rest, 0, redact_quoted_size(rest));
	return true;
}

void redact_add_text(struct buf *out, struct str text)
{
	bool is_start = true; /* of a word */
	size_t done = 0;
	struct str secret;

	for (size_t i = 0; i < text.size; i++) {
		struct str rest = str_sub(text, i, text.size);
		bool is_found = is_start && (find_password(rest, &secret) ||
					     find_quoted(rest, &secret));

		is_start = !is_word_byte(text.p[i]);
		if (!is_found)
			continue;
		i = (size_t)(secret.p - text.p);
		buf_add_str(out, str_sub(text, done, i - done));
		redact_add_value(out, secret);
		done = i + secret.size;
		i = done - 1;
		is_start = true;
	}
	buf_add_str(out, str_sub(text, done, text.size));
}

/** The key behind each "inline:" of an a=crypto line, up to its lifetime. */
static void add_crypto(struct buf *out, struct str line)
{
	size_t done = 0;

	for (size_t i = 0; i < line.size; i++) {
		struct str rest = str_sub(line, i, line.size);
		size_t end = i + 7;

		if (!str_istarts(rest, STR("inline:")))
			continue;
		while (end < line.size && line.p[end] != '|' &&
		       line.p[end] != ';' && (unsigned char)line.p[end] > ' ')
			end++;
		buf_add_str(out, str_sub(line, done, i + 7 - done));
		redact_add_secret(out, str_sub(line, i + 7, end - i - 7));
		done = end;
		i = end - 1;
	}
	buf_add_str(out, str_sub(line, done, line.size));
}

/** Lines of SDP with a secret, and the byte behind which it stands (0: none). */
static const struct {
	struct str start;
	char before;
} sdp[] = {
	{ STR_INIT("k="), ':' },
	{ STR_INIT("a=key-mgmt:"), ' ' },
	{ STR_INIT("a=ice-pwd:"), '\0' },
};

void redact_add_line(struct buf *out, struct str line)
{
	if (str_istarts(line, STR("a=crypto:"))) {
		add_crypto(out, line);
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(sdp); i++) {
		size_t at = sdp[i].start.size;

		if (!str_istarts(line, sdp[i].start))
			continue;
		if (sdp[i].before != '\0')
			at += str_find(str_sub(line, at, line.size),
				       sdp[i].before) +
			      1;
		buf_add_str(out, str_sub(line, 0, at));
		redact_add_secret(out, str_sub(line, at, line.size));
		return;
	}
	redact_add_text(out, line);
}
