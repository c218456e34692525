/* SPDX-License-Identifier: MIT */
#include "text/arena.h"

#include <errno.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

static bool is_all(const char *p, size_t size, char c)
{
	for (size_t i = 0; i < size; i++) {
		if (p[i] != c)
			return false;
	}
	return true;
}

static void gives_zeroed_aligned_pieces_that_do_not_overlap(void)
{
	static const size_t size[] = { 1,    0,    7,     16,  17,   1000,
				       1024, 1025, 65537, 3,   2000, 300000,
				       1,    4096, 65536, 100, 0 };
	char *piece[ARRAY_SIZE(size)];
	struct arena arena;
	bool is_whole = true;

	arena_init(&arena);
	for (size_t i = 0; i < ARRAY_SIZE(size); i++) {
		piece[i] = arena_alloc(&arena, size[i]);
		CHECK(i, piece[i] != NULL);
		if (piece[i] == NULL)
			abort();
		CHECK_INT(i, (uintptr_t)piece[i] % alignof(max_align_t), 0);
		CHECK(i, is_all(piece[i], size[i], 0));
		memset(piece[i], (int)i + 1, size[i]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(size); i++)
		is_whole = is_whole && is_all(piece[i], size[i], (char)(i + 1));
	CHECK(0, is_whole);
	CHECK_INT(0, arena_error(&arena), 0);
	arena_release(&arena);
}

static void keeps_its_small_block_beside_a_large_piece(void)
{
	struct arena arena;
	struct arena_block *block;

	arena_init(&arena);
	(void)arena_alloc(&arena, 16);
	block = arena.block;
	(void)arena_alloc(&arena, 100000);
	(void)arena_alloc(&arena, 16);
	CHECK(0, arena.block == block);
	arena_release(&arena);
}

static void takes_what_comes_first_from_what_was_reserved(void)
{
	struct arena arena;
	struct arena_block *block;

	arena_init(&arena);
	arena_reserve(&arena, 50000);
	block = arena.block;
	CHECK(0, block != NULL);
	(void)arena_alloc(&arena, 40000);
	(void)arena_alloc(&arena, 9000);
	CHECK(0, arena.block == block);
	CHECK_INT(0, arena_error(&arena), 0);
	arena_release(&arena);
}

static void is_usable_again_when_it_was_released(void)
{
	struct arena arena = { .block = NULL };

	CHECK(0, arena_alloc(&arena, 10) != NULL);
	arena_release(&arena);
	CHECK(1, arena.block == NULL);
	CHECK(1, arena_alloc(&arena, 10) != NULL);
	arena_release(&arena);
	arena_release(&arena);
}

static void keeps_its_first_error(void)
{
	const struct {
		size_t count;
		size_t size;
	} row[] = {
		{ 1, SIZE_MAX },
		{ 1, SIZE_MAX - 20 },
		{ SIZE_MAX, 2 },
		{ SIZE_MAX / 2 + 1, 2 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct arena arena;

		arena_init(&arena);
		CHECK(i, arena_alloc(&arena, 1) != NULL);
		CHECK(i,
		      arena_array(&arena, row[i].count, row[i].size) == NULL);
		CHECK_INT(i, arena_error(&arena), ENOMEM);
		CHECK(i, arena_alloc(&arena, 1) == NULL);
		CHECK(i, arena_array(&arena, 1, 1) == NULL);
		CHECK_STR(i, arena_copy(&arena, STR("a")), NULL);
		CHECK_INT(i, arena_error(&arena), ENOMEM);
		arena_release(&arena);
		CHECK_INT(i, arena_error(&arena), 0);
	}
}

static void copies_texts(void)
{
	char text[] = "text";
	struct arena arena;
	struct str copy;

	arena_init(&arena);
	copy = arena_copy(&arena, str_from(text));
	text[0] = 'n';
	CHECK_STR(0, copy, "text");
	CHECK_STR(1, arena_copy(&arena, (struct str){ NULL, 0 }), NULL);
	CHECK_STR(2, arena_copy(&arena, STR("")), "");
	CHECK(2, arena_copy(&arena, STR("")).p != NULL);
	CHECK(3, arena_array(&arena, 0, 8) != NULL);
	CHECK(4, arena_array(&arena, 8, 0) != NULL);
	CHECK_INT(4, arena_error(&arena), 0);
	arena_release(&arena);
}

CU_TestInfo test_arena[] = {
	{ "gives zeroed, aligned pieces that do not overlap",
	  gives_zeroed_aligned_pieces_that_do_not_overlap },
	{ "keeps its small block beside a large piece",
	  keeps_its_small_block_beside_a_large_piece },
	{ "takes what comes first from what was reserved",
	  takes_what_comes_first_from_what_was_reserved },
	{ "is usable again when it was released",
	  is_usable_again_when_it_was_released },
	{ "keeps its first error", keeps_its_first_error },
	{ "copies texts", copies_texts },
	CU_TEST_INFO_NULL,
};
