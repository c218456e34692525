/* SPDX-License-Identifier: MIT */
#include "suite/out.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/** A path that is taken. */
struct taken {
	struct map_node by_path;
	struct str path;
};

void suite_out_init(struct suite_out *out)
{
	/* The paths are of our own making, so nobody aims at a bucket. */
	static const uint64_t key[2] = { 0, 0 };

	*out = (struct suite_out){ .count = 0 };
	arena_init(&out->arena);
	map_init(&out->paths, key);
}

void suite_out_release(struct suite_out *out)
{
	map_release(&out->paths);
	arena_release(&out->arena);
	free(out->file);
	suite_out_init(out);
}

static bool is_path_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("._+@-", c) != NULL);
}

static bool is_part(struct str part)
{
	for (size_t i = 0; i < part.size; i++) {
		if (!is_path_byte(part.p[i]))
			return false;
	}
	return part.size > 0 && !str_eq(part, STR(".")) &&
	       !str_eq(part, STR(".."));
}

bool suite_is_path(struct str path)
{
	struct str part;
	bool is_more;

	do {
		is_more = str_cut(path, '/', &part, &path);
		if (!is_part(part))
			return false;
	} while (is_more);
	return true;
}

static bool is_taken(const struct suite_out *out, struct str path,
		     uint64_t hash)
{
	struct map_node *node = map_find(&out->paths, hash);

	for (; node != NULL; node = map_find_next(node)) {
		if (str_eq(CONTAINER_OF(node, struct taken, by_path)->path,
			   path))
			return true;
	}
	return false;
}

bool suite_out_has(const struct suite_out *out, struct str path)
{
	return is_taken(out, path, map_hash(&out->paths, path));
}

/** Room for one more. @return 0 or ENOMEM */
static int grow(struct suite_out *out)
{
	size_t room = out->room == 0 ? 64 : out->room * 2;
	struct suite_file *file;

	if (out->count < out->room)
		return 0;
	file = realloc(out->file, room * sizeof(*file));
	if (file == NULL)
		return ENOMEM;
	out->file = file;
	out->room = room;
	return 0;
}

static int put(struct suite_out *out, struct str path, struct str bytes)
{
	uint64_t hash = map_hash(&out->paths, path);
	struct taken *taken;

	if (!suite_is_path(path))
		return EINVAL;
	if (is_taken(out, path, hash))
		return EEXIST;
	taken = arena_alloc(&out->arena, sizeof(*taken));
	if (taken == NULL || grow(out) != 0)
		return ENOMEM;
	taken->path = arena_copy(&out->arena, path);
	out->file[out->count] =
		(struct suite_file){ taken->path,
				     arena_copy(&out->arena, bytes) };
	if (arena_error(&out->arena) != 0)
		return ENOMEM;
	out->count++;
	return map_add(&out->paths, &taken->by_path, hash);
}

void suite_put(struct suite_out *out, struct str path, struct str bytes)
{
	if (out->error != 0)
		return;
	out->error = put(out, path, bytes);
	if (out->error == EINVAL || out->error == EEXIST)
		out->bad = arena_copy(&out->arena, path);
}

int suite_out_error(const struct suite_out *out)
{
	return out->error;
}

static int compare_paths(const void *a, const void *b)
{
	struct str x = ((const struct suite_file *)a)->path;
	struct str y = ((const struct suite_file *)b)->path;
	int order = memcmp(x.p, y.p, x.size < y.size ? x.size : y.size);

	return order != 0 ? order : (x.size > y.size) - (x.size < y.size);
}

void suite_out_finish(struct suite_out *out)
{
	if (out->count > 1)
		qsort(out->file, out->count, sizeof(out->file[0]),
		      compare_paths);
}
