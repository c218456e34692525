/* SPDX-License-Identifier: MIT */
#include "option_value.h"

#include <errno.h>
#include <string.h>

enum { FAULT_TEXT_MAX = 512 };

static void *member(struct options *options, const struct option_row *row)
{
	return (char *)options + row->offset;
}

int set_reason(struct options *options, const struct option_row *row,
	       const char *value)
{
	(void)row;
	options->reason_q850 = strcmp(value, "q850") == 0;
	return options->reason_q850 || strcmp(value, "none") == 0 ? 0 : EINVAL;
}

int set_probe(struct options *options, const struct option_row *row,
	      const char *value)
{
	static const char *const name[] = {
#define X(id, text) [PROBE_##id] = (text),
		PROBE_MAP(X)
#undef X
	};

	(void)row;
	for (size_t i = 0; i < ARRAY_SIZE(name); i++) {
		if (strcmp(name[i], value) != 0)
			continue;
		options->probe = (enum probe_use)i;
		return 0;
	}
	return EINVAL;
}

int set_fault(struct options *options, const struct option_row *row,
	      const char *value)
{
	struct mishaps *mishaps = member(options, row);
	struct buf error;
	int err;

	buf_init(&error, FAULT_TEXT_MAX);
	err = mishaps_parse(mishaps, str_from(value), &error);
	buf_release(&error);
	return err ? EINVAL : 0;
}

void explain_fault(struct buf *out, const char *value)
{
	struct mishaps mishaps = { .seed = 0 };

	(void)mishaps_parse(&mishaps, str_from(value), out);
}

int set_quotable(struct options *options, const struct option_row *row,
		 const char *value)
{
	const char **text = member(options, row);

	for (const char *p = value; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;

		if (c < 0x20 || c == 0x7f || c == '"' || c == '\\')
			return EINVAL;
	}
	*text = value;
	return value[0] != '\0' ? 0 : EINVAL;
}

int set_text(struct options *options, const struct option_row *row,
	     const char *value)
{
	const char **text = member(options, row);

	*text = value;
	return value[0] != '\0' ? 0 : EINVAL;
}

int set_texts(struct options *options, const struct option_row *row,
	      const char *value)
{
	struct texts *texts = member(options, row);
	size_t size = strlen(value) + 1;

	if (size == 1)
		return EINVAL;
	if (size > sizeof(texts->pool) - texts->size)
		return ENOSPC;
	memcpy(texts->pool + texts->size, value, size);
	texts->size += size;
	return 0;
}

int set_tag(struct options *options, const struct option_row *row,
	    const char *value)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

	return value[strspn(value, letters)] == '\0'
		       ? set_texts(options, row, value)
		       : EINVAL;
}

int set_user(struct options *options, const struct option_row *row,
	     const char *value)
{
	for (const char *p = value; *p != '\0'; p++) {
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return EINVAL;
	}
	return strchr(value, ':') != NULL && value[0] != ':'
		       ? set_texts(options, row, value)
		       : EINVAL;
}

int set_flag(struct options *options, const struct option_row *row,
	     const char *value)
{
	bool *flag = member(options, row);

	*flag = strcmp(value, "yes") == 0 || strcmp(value, "1") == 0;
	return *flag || strcmp(value, "no") == 0 || strcmp(value, "0") == 0
		       ? 0
		       : EINVAL;
}

/** A whole number in the row's range. */
static int read_number(const struct option_row *row, const char *value,
		       uint64_t *number)
{
	if (str_parse_uint(str_from(value), row->max, number) != 0)
		return EINVAL;
	return *number < row->min ? EINVAL : 0;
}

int set_count(struct options *options, const struct option_row *row,
	      const char *value)
{
	size_t *count = member(options, row);
	uint64_t number;
	int err = read_number(row, value, &number);

	if (!err)
		*count = (size_t)number;
	return err;
}

int set_ms(struct options *options, const struct option_row *row,
	   const char *value)
{
	uint32_t *ms = member(options, row);
	uint64_t number;
	int err = read_number(row, value, &number);

	if (!err)
		*ms = (uint32_t)number;
	return err;
}

int set_number(struct options *options, const struct option_row *row,
	       const char *value)
{
	uint64_t *number = member(options, row);

	return read_number(row, value, number);
}

int set_port(struct options *options, const struct option_row *row,
	     const char *value)
{
	uint16_t *port = member(options, row);
	uint64_t number;
	int err = read_number(row, value, &number);

	if (!err)
		*port = (uint16_t)number;
	return err;
}

/** "30" or "0.25": at most six decimals, as µs, in the row's range. */
static int read_seconds(const struct option_row *row, const char *value,
			uint64_t *us)
{
	struct str whole;
	struct str part;
	uint64_t seconds;
	uint64_t decimals = 0;
	bool has_part = str_cut(str_from(value), '.', &whole, &part);

	if (str_parse_uint(whole, row->max, &seconds) != 0)
		return EINVAL;
	if (has_part &&
	    (part.size > 6 || str_parse_uint(part, 999999, &decimals) != 0))
		return EINVAL;
	for (size_t i = part.size; i < 6; i++)
		decimals *= 10;

	*us = seconds * 1000000 + decimals;
	if (*us < row->min * 1000000 || *us > row->max * 1000000)
		return EINVAL;
	return 0;
}

int set_seconds_us(struct options *options, const struct option_row *row,
		   const char *value)
{
	uint64_t *seconds_us = member(options, row);

	return read_seconds(row, value, seconds_us);
}

int set_seconds_ms(struct options *options, const struct option_row *row,
		   const char *value)
{
	uint32_t *ms = member(options, row);
	uint64_t us;
	int err = read_seconds(row, value, &us);

	if (!err)
		*ms = (uint32_t)(us / 1000);
	return err;
}
