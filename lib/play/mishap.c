/* SPDX-License-Identifier: MIT */
#include "play/mishap.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "scenario/duration.h"

enum { SHOWN_MAX = 40, DECIMALS = 6, MESSAGE_MAX = 128 };

struct row {
	struct str name;
	bool has_time;
};

static const struct row table[] = {
#define X(id, name, has_time, text) { STR_INIT(name), has_time },
	MISHAP_MAP(X)
#undef X
};

bool mishaps_any(const struct mishaps *mishaps)
{
	for (size_t i = 0; i < MISHAP_COUNT; i++) {
		if (mishaps->chance[i] != 0)
			return true;
	}
	return false;
}

/** "0.05": no digits that say nothing. */
static void write_chance(struct buf *out, uint32_t chance)
{
	uint32_t part = chance % CHANCE_ONE;

	buf_addf(out, "%u", chance / CHANCE_ONE);
	for (const char *join = "."; part > 0; join = "") {
		buf_addf(out, "%s%u", join, part / (CHANCE_ONE / 10));
		part = part % (CHANCE_ONE / 10) * 10;
	}
}

void mishaps_write(struct buf *out, const struct mishaps *mishaps)
{
	const char *join = "";

	for (size_t i = 0; i < MISHAP_COUNT; i++) {
		if (mishaps->chance[i] == 0)
			continue;
		buf_addf(out, "%s%.*s=", join, STR_ARG(table[i].name));
		write_chance(out, mishaps->chance[i]);
		if (table[i].has_time)
			buf_addf(out, ":%ums", mishaps->delay_ms);
		join = ",";
	}
}

/** A text being read. */
struct parse {
	struct str text;
	struct mishaps *mishaps;
	bool is_given[MISHAP_COUNT];
	struct buf *error;
};

__attribute__((format(printf, 3, 4))) static int
fail(const struct parse *parse, struct str at, const char *format, ...)
{
	char words[MESSAGE_MAX];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(words, sizeof(words), format, args);
	va_end(args);
	buf_addf(parse->error, "column %zu: %s",
		 (size_t)(at.p - parse->text.p) + 1, words);
	return EBADMSG;
}

static struct str shown(struct str text)
{
	return str_sub(text, 0, SHOWN_MAX);
}

static int fail_name(const struct parse *parse, struct str name)
{
	struct str at = shown(name);
	int err = fail(parse, name, "'%.*s' is none of: loss", STR_ARG(at));

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		buf_addf(parse->error, ", %.*s", STR_ARG(table[i].name));
	return err;
}

/** "0.05" or "1": a chance of CHANCE_ONE. */
static bool read_chance(struct str text, uint32_t *chance)
{
	uint64_t whole = 0;
	uint64_t part = 0;
	struct str ahead;
	struct str behind;
	bool has_part = str_cut(text, '.', &ahead, &behind);

	if (str_parse_uint(ahead, 1, &whole) != 0)
		return false;
	if (has_part && (behind.size > DECIMALS ||
			 str_parse_uint(behind, CHANCE_ONE, &part) != 0))
		return false;
	for (size_t i = behind.size; has_part && i < DECIMALS; i++)
		part *= 10;
	*chance = (uint32_t)(whole * CHANCE_ONE + part);
	return *chance <= CHANCE_ONE;
}

static int read_time(const struct parse *parse, struct str value,
		     struct str time)
{
	struct str at = shown(time);
	uint64_t ms;

	if (time.p == NULL)
		return fail(parse, value,
			    "a time is missing, as in delay=0.1:200ms");
	if (!duration_parse(time, &ms) || ms == 0 || ms > MISHAP_DELAY_MAX_MS)
		return fail(parse, time,
			    "'%.*s' is no time up to 60s, like 200ms",
			    STR_ARG(at));
	parse->mishaps->delay_ms = (uint32_t)ms;
	return 0;
}

/** One kind, its chance, and its time where it has one. */
static int set(struct parse *parse, size_t kind, struct str name,
	       struct str value)
{
	struct str chance = value;
	struct str time = { NULL, 0 };
	bool has_time = str_cut(value, ':', &chance, &time);
	struct str at = shown(chance);

	if (parse->is_given[kind])
		return fail(parse, name, "'%.*s' is given twice",
			    STR_ARG(name));
	parse->is_given[kind] = true;
	if (!read_chance(chance, &parse->mishaps->chance[kind]))
		return fail(parse, chance,
			    "'%.*s' is no chance from 0 to 1, like 0.1",
			    STR_ARG(at));
	if (!has_time)
		time.p = NULL;
	if (table[kind].has_time)
		return read_time(parse, value, time);
	return has_time ? fail(parse, time, "no time belongs to '%.*s'",
			       STR_ARG(name))
			: 0;
}

static int read_part(struct parse *parse, struct str part)
{
	struct str name;
	struct str value;
	int err;

	if (!str_cut(part, '=', &name, &value))
		return fail(parse, part, "not NAME=CHANCE, as in loss=0.1");
	if (str_eq(name, STR("loss"))) {
		err = set(parse, MISHAP_LOSS_IN, name, value);
		return err ? err : set(parse, MISHAP_LOSS_OUT, name, value);
	}
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (str_eq(name, table[i].name))
			return set(parse, i, name, value);
	}
	return fail_name(parse, name);
}

int mishaps_parse(struct mishaps *mishaps, struct str text, struct buf *error)
{
	struct mishaps read = { .seed = mishaps->seed };
	struct parse parse = { .text = text, .mishaps = &read, .error = error };
	struct str rest = text;
	bool has_more;

	do {
		struct str part;
		int err;

		has_more = str_cut(rest, ',', &part, &rest);
		err = read_part(&parse, part);
		if (err)
			return err;
	} while (has_more);
	*mishaps = read;
	return 0;
}

/** SplitMix64: every bit of the result depends on every bit of the value. */
static uint64_t mix(uint64_t value)
{
	value += 0x9e3779b97f4a7c15U;
	value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9U;
	value = (value ^ value >> 27) * 0x94d049bb133111ebU;
	return value ^ value >> 31;
}

uint64_t mishap_hash(struct str text)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < text.size; i++)
		hash = mix(hash ^ (unsigned char)text.p[i]);
	return hash;
}

/** A number that is this datagram's, for this kind of mishap. */
static uint64_t draw(const struct mishaps *mishaps, uint64_t line,
		     uint32_t number, unsigned kind)
{
	uint64_t which = (uint64_t)number << 8 | kind;

	return mix(mix(mix(mishaps->seed) ^ line) ^ which);
}

static bool happens(const struct mishaps *mishaps, uint64_t line,
		    uint32_t number, enum mishap kind)
{
	return draw(mishaps, line, number, kind) % CHANCE_ONE <
	       mishaps->chance[kind];
}

struct fate mishaps_out(const struct mishaps *mishaps, uint64_t line,
			uint32_t number, size_t size)
{
	struct fate fate = {
		.is_lost = happens(mishaps, line, number, MISHAP_LOSS_OUT),
		.is_twice = happens(mishaps, line, number, MISHAP_DUPLICATE),
		.is_behind = happens(mishaps, line, number, MISHAP_REORDER),
		.size = size,
	};

	if (happens(mishaps, line, number, MISHAP_DELAY))
		fate.delay_ms = mishaps->delay_ms;
	if (size > 0 && happens(mishaps, line, number, MISHAP_TRUNCATE))
		fate.size = (size_t)(draw(mishaps, line, number, MISHAP_COUNT) %
				     size);
	return fate;
}

bool mishaps_in(const struct mishaps *mishaps, uint64_t line, uint32_t number)
{
	return happens(mishaps, line, number, MISHAP_LOSS_IN);
}
