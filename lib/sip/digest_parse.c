/* SPDX-License-Identifier: MIT */
#include "sip/digest.h"

#include <errno.h>

#include "sip/field.h"

static const struct str param_name[] = {
#define X(id, name) [DIGEST_##id] = STR_INIT(name),
	DIGEST_PARAM_MAP(X)
#undef X
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/** Bytes of the quoted string that a text begins with, up to its quote. */
static size_t quoted_size(struct str text)
{
	size_t size = 1;

	while (size < text.size && text.p[size] != '"')
		size += text.p[size] == '\\' ? 2 : 1;
	return size < text.size ? size : text.size;
}

/** The text of a quoted string without its escapes. */
static struct str unescape(struct arena *arena, struct str written)
{
	size_t size = 0;
	char *text;

	if (str_find(written, '\\') == written.size)
		return written;
	text = arena_alloc(arena, written.size);
	if (text == NULL)
		return (struct str){ NULL, 0 };
	for (size_t i = 0; i < written.size; i++) {
		if (written.p[i] == '\\' && i + 1 < written.size)
			i++;
		text[size++] = written.p[i];
	}
	return (struct str){ text, size };
}

static void read_value(struct digest_value *value, struct arena *arena,
		       struct str text)
{
	value->is_quoted = text.size > 0 && text.p[0] == '"';
	if (!value->is_quoted) {
		value->text = value->written = text;
		return;
	}
	value->written = str_sub(text, 1, quoted_size(text) - 1);
	value->text = unescape(arena, value->written);
}

static void read_pair(struct digest *digest, struct arena *arena,
		      struct str pair)
{
	struct str name, text;

	if (!str_cut(pair, '=', &name, &text))
		return;
	name = str_trim(name);
	for (size_t i = 0; i < DIGEST_PARAM_COUNT; i++) {
		if (!str_ieq(name, param_name[i]))
			continue;
		if (digest->value[i].written.p != NULL)
			digest->is_twice = true;
		else
			read_value(&digest->value[i], arena, str_trim(text));
		return;
	}
}

/**
 * Take what stands before the next comma that is outside of quotes. Unlike in
 * other headers "<" means nothing here.
 */
static bool next_pair(struct str *rest, struct str *pair)
{
	size_t size = 0;

	if (rest->size == 0)
		return false;
	while (size < rest->size && rest->p[size] != ',') {
		if (rest->p[size] == '"')
			size += quoted_size(str_sub(*rest, size, rest->size));
		size++;
	}
	*pair = str_trim(str_sub(*rest, 0, size));
	*rest = str_sub(*rest, size + 1, rest->size);
	return true;
}

int digest_parse_info(struct digest *digest, struct arena *arena,
		      struct str value)
{
	struct str pair;

	*digest = (struct digest){ .scheme = STR("") };
	while (next_pair(&value, &pair))
		read_pair(digest, arena, pair);
	return arena_error(arena);
}

int digest_parse(struct digest *digest, struct arena *arena, struct str value)
{
	struct str scheme;
	size_t size = 0;
	int err;

	*digest = (struct digest){ .scheme = STR("") };
	value = str_trim(value);
	while (size < value.size && !is_blank(value.p[size]))
		size++;
	scheme = str_sub(value, 0, size);
	if (!field_is_token(scheme))
		return EBADMSG;

	err = digest_parse_info(digest, arena,
				str_sub(value, size, value.size));
	digest->scheme = scheme;
	return err;
}

bool digest_is_digest(const struct digest *digest)
{
	return str_ieq(digest->scheme, STR("Digest"));
}

bool digest_has(const struct digest *digest, enum digest_param param)
{
	return digest->value[param].written.p != NULL;
}

struct str digest_text(const struct digest *digest, enum digest_param param)
{
	return digest->value[param].text;
}

bool digest_is_stale(const struct digest *challenge)
{
	return str_ieq(digest_text(challenge, DIGEST_STALE), STR("true"));
}

enum digest_qop digest_qop_find(struct str name)
{
	name = str_trim(name);
	if (name.size == 0)
		return DIGEST_QOP_NONE;
	if (str_ieq(name, STR("auth")))
		return DIGEST_QOP_AUTH;
	return str_ieq(name, STR("auth-int")) ? DIGEST_QOP_AUTH_INT
					      : DIGEST_QOP_UNKNOWN;
}
