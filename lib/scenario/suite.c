/* SPDX-License-Identifier: MIT */
#include "scenario/suite.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue/catalogue.h"
#include "scenario/dial.h"
#include "text/map.h"

enum {
	ID_MAX = 128,
	USER_MAX = 128,   /* longer users select nothing */
	NEAR_DISTANCE = 3 /* edits beyond which two names are not alike */
};

struct entry;

/** A dial string of a scenario. */
struct alias {
	struct map_node by_dial;
	struct str dial;
	struct entry *entry;
};

struct entry {
	struct map_node by_id;
	struct scenario *scenario;
	struct entry
		*next; /* in the order in which they were added, newest first */
	unsigned origin;
	bool is_replaced;
	struct alias alias[];
};

struct suite {
	unsigned refs;
	struct map ids;
	struct map dials;
	struct entry *newest;
	size_t count; /* in order: those that are not replaced */
	const struct scenario **order; /* by id; NULL before suite_finish() */
	size_t match_count;
	const struct scenario **matches; /* those with a match, by id */
};

int suite_new(struct suite **suitep, const uint64_t key[2])
{
	struct suite *suite = calloc(1, sizeof(*suite));

	if (suite == NULL)
		return ENOMEM;
	suite->refs = 1;
	map_init(&suite->ids, key);
	map_init(&suite->dials, key);
	*suitep = suite;
	return 0;
}

struct suite *suite_ref(struct suite *suite)
{
	suite->refs++;
	return suite;
}

void suite_unref(struct suite *suite)
{
	if (suite == NULL || --suite->refs > 0)
		return;
	while (suite->newest != NULL) {
		struct entry *entry = suite->newest;

		suite->newest = entry->next;
		scenario_free(entry->scenario);
		free(entry);
	}
	map_release(&suite->ids);
	map_release(&suite->dials);
	free(suite->order);
	free(suite->matches);
	free(suite);
}

static struct entry *find_id(const struct suite *suite, struct str id)
{
	struct map_node *node =
		map_find(&suite->ids, map_hash(&suite->ids, id));

	for (; node != NULL; node = map_find_next(node)) {
		struct entry *entry = CONTAINER_OF(node, struct entry, by_id);

		if (!entry->is_replaced && str_eq(entry->scenario->id, id))
			return entry;
	}
	return NULL;
}

static struct entry *find_dial(const struct suite *suite, struct str dial)
{
	struct map_node *node =
		map_find(&suite->dials, map_hash(&suite->dials, dial));

	for (; node != NULL; node = map_find_next(node)) {
		struct alias *alias = CONTAINER_OF(node, struct alias, by_dial);

		if (!alias->entry->is_replaced && str_eq(alias->dial, dial))
			return alias->entry;
	}
	return NULL;
}

/** The scenario of the same origin that has this id or dial string already. */
static const struct scenario *find_rival(const struct suite *suite,
					 const struct scenario *scenario,
					 unsigned origin, struct str *dial)
{
	struct entry *entry = find_id(suite, scenario->id);

	*dial = (struct str){ NULL, 0 };
	if (entry != NULL && entry->origin == origin)
		return entry->scenario;
	for (size_t i = 0; i < scenario->dial_count; i++) {
		entry = find_dial(suite, scenario->dial[i]);
		*dial = scenario->dial[i];
		if (entry != NULL && entry->origin == origin)
			return entry->scenario;
	}
	return NULL;
}

static int index_entry(struct suite *suite, struct entry *entry)
{
	struct scenario *scenario = entry->scenario;
	int err = map_add(&suite->ids, &entry->by_id,
			  map_hash(&suite->ids, scenario->id));

	for (size_t i = 0; !err && i < scenario->dial_count; i++) {
		struct alias *alias = &entry->alias[i];

		alias->entry = entry;
		alias->dial = scenario->dial[i];
		err = map_add(&suite->dials, &alias->by_dial,
			      map_hash(&suite->dials, alias->dial));
	}
	return err;
}

int suite_add(struct suite *suite, struct scenario *scenario, unsigned origin,
	      const struct scenario **other, struct str *dial)
{
	struct entry *entry =
		calloc(1, sizeof(*entry) +
				  scenario->dial_count * sizeof(struct alias));
	struct entry *older;

	if (entry == NULL) {
		scenario_free(scenario);
		return ENOMEM;
	}
	entry->scenario = scenario;
	entry->origin = origin;
	entry->is_replaced = true; /* until it stands in the tables */
	entry->next = suite->newest;
	suite->newest = entry;

	*other = find_rival(suite, scenario, origin, dial);
	if (*other != NULL)
		return EEXIST;
	older = find_id(suite, scenario->id);
	if (older != NULL) {
		*other = older->scenario;
		older->is_replaced = true;
	}
	entry->is_replaced = false;
	return index_entry(suite, entry);
}

static int compare_ids(const void *a, const void *b)
{
	struct str x = (*(const struct scenario *const *)a)->id;
	struct str y = (*(const struct scenario *const *)b)->id;
	int order = memcmp(x.p, y.p, x.size < y.size ? x.size : y.size);

	return order != 0 ? order : (x.size > y.size) - (x.size < y.size);
}

int suite_finish(struct suite *suite)
{
	size_t count = 0;

	for (struct entry *e = suite->newest; e != NULL; e = e->next)
		count += !e->is_replaced;
	suite->order = calloc(count + 1, sizeof(suite->order[0]));
	suite->matches = calloc(count + 1, sizeof(suite->matches[0]));
	if (suite->order == NULL || suite->matches == NULL)
		return ENOMEM;
	for (struct entry *e = suite->newest; e != NULL; e = e->next) {
		if (!e->is_replaced)
			suite->order[suite->count++] = e->scenario;
	}
	qsort(suite->order, count, sizeof(suite->order[0]), compare_ids);
	for (size_t i = 0; i < count; i++) {
		if (suite->order[i]->match != NULL)
			suite->matches[suite->match_count++] = suite->order[i];
	}
	return 0;
}

size_t suite_count(const struct suite *suite)
{
	return suite->count;
}

const struct scenario *suite_at(const struct suite *suite, size_t n)
{
	return suite->order[n];
}

const struct scenario *suite_match(const struct suite *suite,
				   const struct message *request,
				   const struct endpoint *source)
{
	for (size_t i = 0; i < suite->match_count; i++) {
		if (match_fits(suite->matches[i]->match, request, source))
			return suite->matches[i];
	}
	return NULL;
}

const struct scenario *suite_find(const struct suite *suite, struct str id)
{
	char path[ID_MAX];
	struct entry *entry;

	if (id.size == 0 || id.size > sizeof(path))
		return NULL;
	entry = find_id(suite, id);
	if (entry != NULL)
		return entry->scenario;
	/* A slash cannot be typed on a phone: final.486 is final/486. */
	if (memchr(id.p, '/', id.size) != NULL)
		return NULL;
	memcpy(path, id.p, id.size);
	for (size_t i = 0; entry == NULL && i < id.size; i++) {
		if (path[i] != '.')
			continue;
		path[i] = '/';
		entry = find_id(suite, (struct str){ path, id.size });
	}
	return entry != NULL ? entry->scenario : NULL;
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
		    str_hex_digit(user.p[i + 1]) >= 0 &&
		    str_hex_digit(user.p[i + 2]) >= 0) {
			c = (char)(str_hex_digit(user.p[i + 1]) * 16 +
				   str_hex_digit(user.p[i + 2]));
			i += 2;
		}
		plain[size++] = c;
	}
	return (struct str){ plain, size };
}

/** A scenario for this call alone, by the keypad grammar. */
static int dialled(struct str user, struct scenario **madep)
{
	struct step step[DIAL_STEPS_MAX];
	struct steps steps = { .step = step };
	struct dial dial;
	int err;

	if (dial_parse(&dial, user) != 0)
		return ENOENT;
	memset(step, 0, sizeof(step));
	steps.count = dial_steps(step, &dial);
	err = scenario_new(madep, user,
			   str_from(catalogue_phrase(dial_code(&dial))), steps);
	if (!err)
		(*madep)->code = dial_code(&dial);
	return err;
}

int suite_select(const struct suite *suite, struct str user,
		 const struct scenario **scenariop, struct scenario **madep)
{
	char plain[USER_MAX];
	struct str name = plain_user(plain, user);
	const struct scenario *scenario = suite_find(suite, name);
	struct entry *entry;
	int err = 0;

	*madep = NULL;
	if (scenario == NULL) {
		entry = find_dial(suite, name);
		scenario = entry != NULL ? entry->scenario : NULL;
	}
	if (scenario == NULL) {
		err = dialled(name, madep);
		scenario = *madep;
	}
	*scenariop = scenario;
	return err;
}

static unsigned nearness(const struct scenario *scenario, struct str user)
{
	unsigned best = str_distance(scenario->id, user);

	for (size_t i = 0; i < scenario->dial_count; i++) {
		unsigned distance = str_distance(scenario->dial[i], user);

		if (distance < best)
			best = distance;
	}
	return best;
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
			if (nearness(suite->order[i], name) == d)
				nearest[count++] = suite->order[i];
		}
	}
	return count;
}
