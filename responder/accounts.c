/* SPDX-License-Identifier: MIT */
#include "accounts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "text/diag.h"
#include "text/utf8.h"

enum { FILE_SIZE_MAX = 1 << 20 };

static const char usual[] = "alice:secret";

static const struct account *find(const struct accounts *accounts,
				  struct str name)
{
	for (size_t i = 0; i < accounts->count; i++) {
		if (str_eq(accounts->account[i].name, name))
			return &accounts->account[i];
	}
	return NULL;
}

static int add(struct accounts *accounts, struct str name, struct str password)
{
	struct account *account;
	size_t room = accounts->room * 2 + 8;

	if (accounts->count == accounts->room) {
		account = realloc(accounts->account, room * sizeof(*account));
		if (account == NULL)
			return ENOMEM;
		accounts->account = account;
		accounts->room = room;
	}
	account = &accounts->account[accounts->count++];
	*account = (struct account){
		.name = arena_copy(&accounts->arena, name),
		.password = arena_copy(&accounts->arena, password),
	};
	return arena_error(&accounts->arena);
}

/** The values of --user, which are good; a password may be given anew. */
static int add_given(struct accounts *accounts, const struct options *options)
{
	struct str text, name, password;
	size_t at = 0;
	int err = 0;

	while (!err && texts_next(&options->user, &at, &text)) {
		(void)str_cut(text, ':', &name, &password);
		err = add(accounts, name, password);
	}
	return err;
}

/** Where the first control byte is; the size when there is none. */
static size_t find_control(struct str line)
{
	size_t at = 0;

	while (at < line.size && (unsigned char)line.p[at] >= 0x20 &&
	       line.p[at] != 0x7f)
		at++;
	return at;
}

static int read_line(struct accounts *accounts, struct str line,
		     unsigned number, struct diags *diags)
{
	struct str text = str_trim(line);
	size_t indent = text.size > 0 ? (size_t)(text.p - line.p) : 0;
	unsigned column = (unsigned)indent + 1;
	size_t control;
	struct str name, password;

	if (text.size == 0 || text.p[0] == '#')
		return 0;
	text = str_sub(line, indent, line.size);
	if (text.p[text.size - 1] == '\r')
		text.size--;
	control = find_control(text);
	if (control < text.size)
		column += (unsigned)utf8_count(str_sub(text, 0, control));
	if (control < text.size)
		diags_add(diags, number, column, "a control byte");
	else if (!str_cut(text, ':', &name, &password))
		diags_add(diags, number, column,
			  "no ':' between name and password");
	else if (name.size == 0)
		diags_add(diags, number, column, "no name before the ':'");
	else if (find(accounts, name) != NULL)
		diags_add(diags, number, column, "'%.*s' is there already",
			  STR_ARG(name));
	else
		return add(accounts, name, password);
	return 0;
}

static int read_file(struct accounts *accounts, struct str text,
		     struct diags *diags)
{
	unsigned number = 0;
	struct str line;
	int err = 0;

	while (!err && text.size > 0) {
		(void)str_cut(text, '\n', &line, &text);
		err = read_line(accounts, line, ++number, diags);
	}
	if (err)
		return err;
	return diags->count > 0 ? EBADMSG : diags_error(diags);
}

static int add_file(struct accounts *accounts, const char *path,
		    struct buf *messages)
{
	struct diags diags;
	struct buf text;
	int err;

	buf_init(&text, FILE_SIZE_MAX);
	err = file_read(&text, path);
	if (err) {
		buf_addf(messages, "gamut: %s: %s\n", path, strerror(err));
		buf_release(&text);
		return err;
	}
	/* Without its source: the line under a fault would show a password. */
	diags_init(&diags, str_from(path), STR(""));
	err = read_file(accounts, buf_str(&text), &diags);
	if (err == EBADMSG)
		diags_write(messages, &diags);
	diags_release(&diags);
	buf_release(&text);
	return err;
}

int accounts_load(struct accounts *accounts, const struct options *options,
		  struct buf *messages)
{
	struct str name, password;
	int err;

	*accounts = (struct accounts){ .count = 0 };
	err = add_given(accounts, options);
	if (!err && options->users != NULL)
		err = add_file(accounts, options->users, messages);
	if (err || accounts->count > 0 || options->users != NULL)
		return err;
	(void)str_cut(str_from(usual), ':', &name, &password);
	return add(accounts, name, password);
}

void accounts_release(struct accounts *accounts)
{
	arena_release(&accounts->arena);
	free(accounts->account);
	*accounts = (struct accounts){ .count = 0 };
}
