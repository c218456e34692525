/* SPDX-License-Identifier: MIT */
#ifndef OPTION_VALUE_H
#define OPTION_VALUE_H

#include "option.def"
#include "option.h"

#define ONE(...) +1
enum { OPTION_NAME_SIZE = 64, OPTION_COUNT = OPTION_MAP(ONE) };
#undef ONE

/** One row of the table in option.def. */
struct option_row {
	const char *name;
	const char *arg; /* NULL: a flag */
	bool is_many;
	int (*set)(struct options *options, const struct option_row *row,
		   const char *value);
	size_t offset;      /* of its member in struct options */
	const char *expect; /* what a good value is */
	uint64_t min;
	uint64_t max;         /* 0: no range */
	const char *preset;   /* the default, "" for none */
	const char *commands; /* names between blanks */
	const char *text;
};

/** The nth row, or NULL behind the last. */
const struct option_row *option_at(size_t n);

/** The row of this name, or NULL. */
const struct option_row *option_find(struct str name);

/** The option of a command that reads most like this name; NULL: none is close. */
const struct option_row *option_nearest(const char *command, struct str name);

/** Whether this command takes it. */
bool option_is_of(const struct option_row *row, const char *command);

/** What it is called in the environment: "max-calls" is GAMUT_MAX_CALLS. */
void option_environment(char name[OPTION_NAME_SIZE],
			const struct option_row *row);

/**
 * Read one value into its member. A value that may be repeated is added.
 *
 * @return 0, EINVAL when the value is not what the row expects, or ENOSPC
 *         when there are too many
 */
int set_listen(struct options *options, const struct option_row *row,
	       const char *value);
int set_advertise(struct options *options, const struct option_row *row,
		  const char *value);
int set_allow(struct options *options, const struct option_row *row,
	      const char *value);
int set_reason(struct options *options, const struct option_row *row,
	       const char *value);

int set_probe(struct options *options, const struct option_row *row,
	      const char *value);

/** "" is none. */
int set_fault(struct options *options, const struct option_row *row,
	      const char *value);

/** Write what is wrong with a value that set_fault() refused. */
void explain_fault(struct buf *out, const char *value);

/** Text for a quoted string, which it cannot end. */
int set_quotable(struct options *options, const struct option_row *row,
		 const char *value);

/** Any text but an empty one. */
int set_text(struct options *options, const struct option_row *row,
	     const char *value);
/** Texts and tags, one more. */
int set_texts(struct options *options, const struct option_row *row,
	      const char *value);
int set_tag(struct options *options, const struct option_row *row,
	    const char *value);
/** NAME:PASSWORD, one more. */
int set_user(struct options *options, const struct option_row *row,
	     const char *value);
int set_flag(struct options *options, const struct option_row *row,
	     const char *value);

/** Whole numbers: size_t, uint32_t in ms, uint64_t, uint16_t. */
int set_count(struct options *options, const struct option_row *row,
	      const char *value);
int set_ms(struct options *options, const struct option_row *row,
	   const char *value);
int set_number(struct options *options, const struct option_row *row,
	       const char *value);
int set_port(struct options *options, const struct option_row *row,
	     const char *value);

/** Seconds with decimals, into uint64_t in µs and uint32_t in ms. */
int set_seconds_us(struct options *options, const struct option_row *row,
		   const char *value);
int set_seconds_ms(struct options *options, const struct option_row *row,
		   const char *value);

#endif
