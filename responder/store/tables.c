/* SPDX-License-Identifier: MIT */
#include "store/tables.h"

struct column {
	const char *name;
	const char *type;
	const char *text; /* "" for none */
};

struct table {
	const char *name;
	const struct column *column;
	size_t count;
	const char *keys; /* "" for none */
	const char *rest;
	const char *text;
};

#define X(id, name, type, text) { (name), (type), (text) },
static const struct column meta_columns[] = { META_COLUMNS(X) };
static const struct column run_columns[] = { RUN_COLUMNS(X) };
static const struct column agent_columns[] = { AGENT_COLUMNS(X) };
static const struct column case_columns[] = { CASE_COLUMNS(X) };
static const struct column message_columns[] = { MESSAGE_COLUMNS(X) };
static const struct column rule_columns[] = { RULE_COLUMNS(X) };
static const struct column finding_columns[] = { FINDING_COLUMNS(X) };
#undef X

static const struct table tables[] = {
#define X(id, name, columns, keys, rest, text) \
	{ (name), (columns), ARRAY_SIZE(columns), (keys), (rest), (text) },
	TABLE_MAP(X)
#undef X
};

static void write_table(struct buf *out, const struct table *table)
{
	bool has_keys = table->keys[0] != '\0';

	buf_addf(out, "CREATE TABLE %s ( -- %s\n", table->name, table->text);
	for (size_t i = 0; i < table->count; i++) {
		const struct column *column = &table->column[i];
		bool is_last = i + 1 == table->count && !has_keys;

		buf_addf(out, "\t%s %s%s%s%s\n", column->name, column->type,
			 is_last ? "" : ",",
			 column->text[0] != '\0' ? " -- " : "", column->text);
	}
	if (has_keys)
		buf_addf(out, "\t%s\n", table->keys);
	buf_addf(out, ")%s;\n", table->rest);
}

void tables_write(struct buf *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		write_table(out, &tables[i]);
#define X(name, table, columns) \
	buf_add_text(out,       \
		     "CREATE INDEX " name " ON " table " (" columns ");\n");
	INDEX_MAP(X)
#undef X
	buf_addf(out, "PRAGMA application_id = %d;\n", TABLES_APPLICATION);
	buf_addf(out, "PRAGMA user_version = %d;\n", TABLES_VERSION);
}

void table_write_insert(struct buf *out, enum table_id table)
{
	const struct table *row = &tables[table];

	buf_addf(out, "INSERT INTO %s VALUES (", row->name);
	for (size_t i = 0; i < row->count; i++)
		buf_add_text(out, i == 0 ? "?" : ", ?");
	buf_add_char(out, ')');
}

void table_write_select(struct buf *out, enum table_id table)
{
	const struct table *row = &tables[table];

	for (size_t i = 0; i < row->count; i++)
		buf_addf(out, "%s%s", i == 0 ? "SELECT " : ", ",
			 row->column[i].name);
	buf_addf(out, " FROM %s ", row->name);
}
