/* SPDX-License-Identifier: MIT */
#include "scenario/suite.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue/catalogue.h"
#include "scenario/dial.h"
#include "text/map.h"

enum {
	ID_MAX = 64,
	USER_MAX = 64,    /* longer users select nothing */
	NEAR_DISTANCE = 3 /* edits beyond which two names are not alike */
};

struct entry {
	struct map_node by_id;
	struct scenario *scenario;
};

struct suite {
	struct map ids;
	size_t count;
	struct entry entry[];
};

/** The folder of a code in the suite: the first part of its id. */
static const char *folder(unsigned code)
{
	static const char *const name[] = { "prov", "success", "redirect" };

	return code < 400 ? name[code / 100 - 1] : "final";
}

static int entry_load(struct entry *entry, const struct row *row)
{
	struct dial dial = { .token = { row->code }, .count = 1 };
	struct step step[SCENARIO_STEPS_MAX];
	struct scenario head = { .code = row->code };
	struct buf id;
	int err;

	buf_init(&id, ID_MAX);
	buf_addf(&id, "%s/%u", folder(row->code), row->code);
	err = buf_error(&id);
	if (!err) {
		head.id = buf_str(&id);
		head.title = str_from(row->phrase);
		err = scenario_new(&entry->scenario, &head, step,
				   dial_steps(step, &dial));
	}
	buf_release(&id);
	return err;
}

static int compare_ids(const void *a, const void *b)
{
	const struct entry *left = a;
	const struct entry *right = b;
	struct str x = left->scenario->id;
	struct str y = right->scenario->id;
	int order = memcmp(x.p, y.p, x.size < y.size ? x.size : y.size);

	return order != 0 ? order : (x.size > y.size) - (x.size < y.size);
}

static int index_ids(struct suite *suite)
{
	int err = 0;

	qsort(suite->entry, suite->count, sizeof(suite->entry[0]), compare_ids);
	for (size_t i = 0; !err && i < suite->count; i++) {
		struct entry *entry = &suite->entry[i];

		err = map_add(&suite->ids, &entry->by_id,
			      map_hash(&suite->ids, entry->scenario->id));
	}
	return err;
}

int suite_load(struct suite **suitep, const uint64_t key[2])
{
	struct suite *suite;
	const struct row *row;
	size_t count;
	int err = 0;

	row = catalogue_rows(&count);
	suite = calloc(1, sizeof(*suite) + count * sizeof(suite->entry[0]));
	if (suite == NULL)
		return ENOMEM;
	map_init(&suite->ids, key);

	for (; !err && suite->count < count; suite->count++)
		err = entry_load(&suite->entry[suite->count],
				 &row[suite->count]);
	if (!err)
		err = index_ids(suite);
	if (err)
		goto out;

	*suitep = suite;
	suite = NULL; /* the caller owns it now */
out:
	suite_free(suite);
	return err;
}

void suite_free(struct suite *suite)
{
	if (suite == NULL)
		return;
	for (size_t i = 0; i < suite->count; i++)
		scenario_free(suite->entry[i].scenario);
	map_release(&suite->ids);
	free(suite);
}

size_t suite_count(const struct suite *suite)
{
	return suite->count;
}

const struct scenario *suite_at(const struct suite *suite, size_t n)
{
	return suite->entry[n].scenario;
}

const struct scenario *suite_find(const struct suite *suite, struct str id)
{
	char path[ID_MAX];
	struct map_node *node;
	struct str name;
	char *dot;

	if (id.size == 0 || id.size > sizeof(path))
		return NULL;
	memcpy(path, id.p, id.size);
	name = (struct str){ path, id.size };
	/* A slash cannot be typed on a phone: final.486 is final/486. */
	dot = memchr(path, '.', id.size);
	if (dot != NULL && memchr(path, '/', id.size) == NULL)
		*dot = '/';

	node = map_find(&suite->ids, map_hash(&suite->ids, name));
	for (; node != NULL; node = map_find_next(node)) {
		struct entry *entry = CONTAINER_OF(node, struct entry, by_id);

		if (str_eq(entry->scenario->id, name))
			return entry->scenario;
	}
	return NULL;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/** Undo %XX, stop at a parameter or a password. */
static struct str plain_user(char plain[USER_MAX], struct str user)
{
	size_t size = 0;

	for (size_t i = 0; i < user.size; i++) {
		char c = user.p[i];

		if (c == ';' || c == ':')
			break;
		if (size == USER_MAX)
			return STR("");
		if (c == '%' && i + 2 < user.size &&
		    hex_digit(user.p[i + 1]) >= 0 &&
		    hex_digit(user.p[i + 2]) >= 0) {
			c = (char)(hex_digit(user.p[i + 1]) * 16 +
				   hex_digit(user.p[i + 2]));
			i += 2;
		}
		plain[size++] = c;
	}
	return (struct str){ plain, size };
}

/** A scenario for this call alone, or the suite's where it is a plain code. */
static int dialled(const struct suite *suite, struct str user,
		   const struct scenario **scenariop, struct scenario **madep)
{
	struct step step[SCENARIO_STEPS_MAX];
	struct scenario head = { .id = user };
	struct dial dial;
	char id[ID_MAX];
	struct buf text;
	int err;

	if (dial_parse(&dial, user) != 0)
		return ENOENT;
	if (dial.count == 1 && dial.cause == 0 &&
	    catalogue_find(dial.token[0]) != NULL) {
		buf_init(&text, sizeof(id));
		buf_addf(&text, "%s/%u", folder(dial.token[0]), dial.token[0]);
		*scenariop = suite_find(suite, buf_str(&text));
		err = buf_error(&text);
		buf_release(&text);
		return err;
	}

	head.code = dial_code(&dial);
	head.title = str_from(catalogue_phrase(head.code));
	err = scenario_new(madep, &head, step, dial_steps(step, &dial));
	if (!err)
		*scenariop = *madep;
	return err;
}

int suite_select(const struct suite *suite, struct str user,
		 const struct scenario **scenariop, struct scenario **madep)
{
	char plain[USER_MAX];
	struct str name = plain_user(plain, user);
	const struct scenario *scenario = suite_find(suite, name);

	*madep = NULL;
	if (scenario == NULL)
		return dialled(suite, name, scenariop, madep);
	*scenariop = scenario;
	return 0;
}

static unsigned nearness(const struct scenario *scenario, struct str user)
{
	struct str folder_name;
	struct str code;
	unsigned by_id = str_distance(scenario->id, user);
	unsigned by_code;

	if (!str_cut(scenario->id, '/', &folder_name, &code))
		return by_id;
	by_code = str_distance(code, user);
	return by_code < by_id ? by_code : by_id;
}

size_t suite_nearest(const struct suite *suite, struct str user,
		     const struct scenario **nearest, size_t max)
{
	char plain[USER_MAX];
	struct str name = plain_user(plain, user);
	size_t count = 0;

	for (unsigned d = 0; d <= NEAR_DISTANCE; d++) {
		/* "48" is not like "486" if half of it would have to change. */
		if (d * 2 > name.size)
			break;
		for (size_t i = 0; i < suite->count && count < max; i++) {
			if (nearness(suite->entry[i].scenario, name) == d)
				nearest[count++] = suite->entry[i].scenario;
		}
	}
	return count;
}
