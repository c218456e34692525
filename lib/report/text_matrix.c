/* SPDX-License-Identifier: MIT */
#include "report/text_matrix.h"

#include "report/style.h"
#include "text/layout.h"
#include "text/plain.h"

enum {
	GAP = 2,
	WORD_WIDTH = 13, /* "inconclusive" and a mark */
	ID_MAX = 36,
	NAME_MAX_WIDTH = 24,
	CELL_SIZE = 32
};

/** How the columns are laid out. */
struct grid {
	struct buf *out;
	const struct matrix *matrix;
	size_t id_width;
	size_t cell_width; /* without the gap before it */
	size_t per_block;  /* agents side by side */
	bool is_named;     /* names stand above the columns, else numbers */
	bool is_worded;    /* cells are words, else signs */
	bool is_coloured;
};

/** Columns of the text when it is harmless. */
static size_t plain_width(struct str text, size_t max)
{
	struct buf plain;
	size_t width;

	buf_init(&plain, text.size * 4 + 8);
	plain_add_cut(&plain, text, max);
	width = layout_width(buf_str(&plain));
	buf_release(&plain);
	return width;
}

static size_t widest_id(const struct matrix *matrix)
{
	size_t widest = 0;

	for (size_t i = 0; i < matrix->row_count; i++) {
		size_t width = plain_width(matrix->scenario[i], ID_MAX);

		if (width > widest)
			widest = width;
	}
	return widest;
}

static size_t widest_name(const struct results *results)
{
	size_t widest = WORD_WIDTH;

	for (size_t i = 0; i < results->agent_count; i++) {
		size_t width =
			plain_width(results->agent[i].name, NAME_MAX_WIDTH);

		if (width > widest)
			widest = width;
	}
	return widest;
}

static size_t digits_of(size_t number)
{
	size_t digits = 1;

	for (; number >= 10; number /= 10)
		digits++;
	return digits;
}

/** Room for the columns of all agents when each has this width. */
static bool fits(const struct grid *grid, size_t cell_width, size_t width)
{
	size_t agents = grid->matrix->results->agent_count;

	return grid->id_width + agents * (GAP + cell_width) <= width;
}

static void choose(struct grid *grid, size_t width)
{
	size_t agents = grid->matrix->results->agent_count;
	size_t name = widest_name(grid->matrix->results);
	size_t left;

	grid->per_block = agents;
	grid->is_named = fits(grid, name, width);
	grid->is_worded = fits(grid, WORD_WIDTH, width);
	grid->cell_width = grid->is_named ? name : WORD_WIDTH;
	if (grid->is_worded)
		return;
	grid->cell_width = digits_of(grid->matrix->count);
	if (grid->cell_width < 2)
		grid->cell_width = 2; /* a sign and a mark */
	left = width > grid->id_width ? width - grid->id_width : 0;
	grid->per_block = left / (GAP + grid->cell_width);
	if (grid->per_block == 0)
		grid->per_block = 1;
}

/** Blanks that are due before the next cell, none at the end of a line. */
static void add_due(struct grid *grid, size_t *due)
{
	layout_pad(grid->out, 0, *due);
	*due = 0;
}

static void add_head(struct grid *grid, size_t from, size_t to)
{
	const struct results *results = grid->matrix->results;
	size_t due = 0;

	layout_pad(grid->out, 0, grid->id_width);
	for (size_t i = from; i < to; i++) {
		size_t start;

		due += GAP;
		add_due(grid, &due);
		start = grid->out->size;
		if (grid->is_named)
			plain_add_cut(grid->out, results->agent[i].name,
				      grid->cell_width);
		else
			buf_addf(grid->out, "%zu", i + 1);
		due = grid->cell_width -
		      layout_width(str_sub(buf_str(grid->out), start,
					   grid->out->size));
	}
	buf_add_char(grid->out, '\n');
}

static void add_cell(struct grid *grid, const struct result *cell, size_t *due)
{
	char sign[] = " ";
	const char *word;
	const char *mark;

	if (cell == NULL) {
		*due += GAP + grid->cell_width;
		return;
	}
	sign[0] = style_sign(cell->verdict);
	word = grid->is_worded ? verdict_name(cell->verdict) : sign;
	mark = style_mark(cell);
	*due += GAP;
	add_due(grid, due);
	style_add(grid->out, grid->is_coloured, cell->verdict, word);
	buf_add_text(grid->out, mark);
	*due = grid->cell_width - layout_width(str_from(word)) -
	       layout_width(str_from(mark));
}

static void add_row(struct grid *grid, size_t row, size_t from, size_t to)
{
	struct str id = grid->matrix->scenario[row];
	size_t due = grid->id_width - plain_width(id, ID_MAX);

	plain_add_cut(grid->out, id, ID_MAX);
	for (size_t i = from; i < to; i++)
		add_cell(grid, matrix_at(grid->matrix, row, i), &due);
	buf_add_char(grid->out, '\n');
}

/** How many cells of each agent have this verdict; no line when none has. */
static void add_sum(struct grid *grid, enum verdict verdict, size_t from,
		    size_t to)
{
	const char *name = verdict_name(verdict);
	size_t due = 0;

	if (grid->matrix->verdict[verdict] == 0)
		return;
	buf_add_text(grid->out, name);
	layout_pad(grid->out, layout_width(str_from(name)), grid->id_width);
	for (size_t i = from; i < to; i++) {
		size_t count = grid->matrix->agent[i][verdict];

		due += GAP;
		add_due(grid, &due);
		buf_addf(grid->out, "%zu", count);
		due = grid->cell_width - digits_of(count);
	}
	buf_add_char(grid->out, '\n');
}

static void add_block(struct grid *grid, size_t from, size_t to)
{
	add_head(grid, from, to);
	for (size_t row = 0; row < grid->matrix->row_count; row++)
		add_row(grid, row, from, to);
	buf_add_char(grid->out, '\n');
	for (unsigned i = 0; i < VERDICT_COUNT; i++)
		add_sum(grid, (enum verdict)i, from, to);
	buf_add_char(grid->out, '\n');
}

/** The agents by their numbers, and what the signs mean. */
static void add_legend(struct grid *grid)
{
	const struct results *results = grid->matrix->results;

	for (size_t i = 0; i < results->agent_count && !grid->is_named; i++) {
		buf_addf(grid->out, "%4zu  ", i + 1);
		plain_add_cut(grid->out, results->agent[i].name,
			      LAYOUT_WIDTH - 6);
		buf_add_char(grid->out, '\n');
	}
	if (!grid->is_worded) {
		buf_add_text(grid->out, "   ");
		for (unsigned i = 0; i < VERDICT_COUNT; i++)
			buf_addf(grid->out, " %c %s",
				 style_sign((enum verdict)i),
				 verdict_name((enum verdict)i));
		buf_add_char(grid->out, '\n');
	}
	if (!grid->is_named)
		buf_add_char(grid->out, '\n');
}

void text_matrix_write(struct buf *out, const struct matrix *matrix,
		       size_t width, bool is_coloured)
{
	size_t agents = matrix->results->agent_count;
	struct grid grid = {
		.out = out,
		.matrix = matrix,
		.id_width = widest_id(matrix),
		.is_coloured = is_coloured,
	};

	/* The sums stand under the ids. */
	if (grid.id_width < WORD_WIDTH)
		grid.id_width = WORD_WIDTH;
	choose(&grid, width);
	add_legend(&grid);
	for (size_t from = 0; from < agents; from += grid.per_block) {
		size_t to = from + grid.per_block;

		add_block(&grid, from, to < agents ? to : agents);
	}
}
