/* SPDX-License-Identifier: MIT */
#include "suite/manifest.h"

#include <errno.h>
#include <openssl/evp.h>

/* A comment to sha256sum. */
#define HEADING "# Written by gamut generate "

int sha256_hex(char hex[SHA256_HEX_SIZE + 1], struct str bytes)
{
	static const char digit[] = "0123456789abcdef";
	unsigned char hash[EVP_MAX_MD_SIZE];
	size_t size = 0;

	if (EVP_Q_digest(NULL, "SHA256", NULL, bytes.p, bytes.size, hash,
			 &size) != 1)
		return ENOMEM;
	for (size_t i = 0; i < SHA256_HEX_SIZE / 2; i++) {
		hex[2 * i] = digit[hash[i] >> 4];
		hex[2 * i + 1] = digit[hash[i] & 0xf];
	}
	hex[SHA256_HEX_SIZE] = '\0';
	return 0;
}

void manifest_init(struct manifest *manifest)
{
	static const uint64_t key[2] = { 0, 0 };

	arena_init(&manifest->arena);
	map_init(&manifest->paths, key);
	manifest->first = NULL;
	manifest->last = &manifest->first;
}

void manifest_release(struct manifest *manifest)
{
	map_release(&manifest->paths);
	arena_release(&manifest->arena);
}

int manifest_write(struct buf *text, const char *kind,
		   const struct suite_out *out)
{
	char hex[SHA256_HEX_SIZE + 1];

	buf_addf(text,
		 HEADING "%s, which leaves a file alone whose hash is another\n"
			 "# by now. 'sha256sum -c %s.sha256' names those.\n",
		 kind, kind);
	for (size_t i = 0; i < out->count; i++) {
		int err = sha256_hex(hex, out->file[i].bytes);

		if (err)
			return err;
		buf_addf(text, "%s  %.*s\n", hex, STR_ARG(out->file[i].path));
	}
	return buf_error(text) != 0 ? ENOMEM : 0;
}

void manifest_keep(struct buf *text, const struct manifest_line *line)
{
	buf_addf(text, "%.*s  %.*s\n", STR_ARG(line->hash),
		 STR_ARG(line->path));
}

static int add(struct manifest *manifest, struct str path, struct str hash)
{
	struct manifest_line *line =
		arena_alloc(&manifest->arena, sizeof(*line));

	if (line == NULL)
		return ENOMEM;
	line->path = arena_copy(&manifest->arena, path);
	line->hash = arena_copy(&manifest->arena, hash);
	if (arena_error(&manifest->arena) != 0)
		return ENOMEM;
	*manifest->last = line;
	manifest->last = &line->next;
	return map_add(&manifest->paths, &line->by_path,
		       map_hash(&manifest->paths, path));
}

int manifest_read(struct manifest *manifest, struct str text)
{
	struct str line;
	int err = 0;

	if (!str_starts(text, STR(HEADING)))
		return EBADMSG;
	while (!err && str_next_line(&text, &line)) {
		struct str hash = str_sub(line, 0, SHA256_HEX_SIZE);
		struct str rest = str_sub(line, SHA256_HEX_SIZE, line.size);

		if (str_starts(rest, STR("  ")))
			err = add(manifest, str_sub(rest, 2, rest.size), hash);
	}
	return err;
}

bool manifest_has(const struct manifest *manifest, struct str path,
		  struct str hash)
{
	struct map_node *node =
		map_find(&manifest->paths, map_hash(&manifest->paths, path));

	for (; node != NULL; node = map_find_next(node)) {
		const struct manifest_line *line =
			CONTAINER_OF(node, struct manifest_line, by_path);

		if (str_eq(line->path, path))
			return str_eq(line->hash, hash);
	}
	return false;
}
