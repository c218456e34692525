/* SPDX-License-Identifier: MIT */
#include "suite/axes.h"

#include <errno.h>

#include "catalogue/catalogue.h"

enum { CODE_LOW = 100, CODE_HIGH = 699 };

/** The methods that can begin a case; scenario files know the same. */
static const char *const methods[] = { "INVITE",  "OPTIONS",   "REGISTER",
				       "MESSAGE", "SUBSCRIBE", "PUBLISH",
				       "REFER" };

/** Take the next entry off a list with commas. @return whether there was one */
static bool next_entry(struct str *list, struct str *entry)
{
	if (list->size == 0)
		return false;
	(void)str_cut(*list, ',', entry, list);
	*entry = str_trim(*entry);
	return true;
}

static int refuse(struct buf *error, const char *option, struct str entry,
		  const char *wanted)
{
	buf_addf(error, "--%s: '%.*s' is not %s", option, STR_ARG(entry),
		 wanted);
	return EINVAL;
}

static bool parse_code(struct str text, unsigned *code)
{
	uint64_t value;

	if (str_parse_uint(text, CODE_HIGH, &value) != 0 || value < CODE_LOW)
		return false;
	*code = (unsigned)value;
	return true;
}

static bool add_codes(struct axes *axes, struct str entry)
{
	struct str low_text, high_text;
	bool is_range = str_cut(entry, '-', &low_text, &high_text);
	unsigned high = 0;
	unsigned low;

	if (!parse_code(str_trim(low_text), &low) ||
	    (is_range &&
	     (!parse_code(str_trim(high_text), &high) || high < low)))
		return false;
	if (!is_range)
		axes->has_code[low] = true;
	for (unsigned code = low; code <= high; code++) {
		if (catalogue_find(code) != NULL)
			axes->has_code[code] = true;
	}
	return true;
}

int axes_parse_codes(struct axes *axes, const char *list, struct buf *error)
{
	struct str rest = str_from(list != NULL ? list : "100-699");
	struct str entry;

	while (next_entry(&rest, &entry)) {
		if (!add_codes(axes, entry))
			return refuse(error, "codes", entry,
				      "a code or a range from 100 to 699");
	}
	return 0;
}

int axes_parse_methods(struct axes *axes, const char *list, struct buf *error)
{
	struct str rest = str_from(list != NULL ? list : "INVITE");
	struct str entry;

	while (next_entry(&rest, &entry)) {
		size_t i = 0;
		size_t k = 0;

		while (i < ARRAY_SIZE(methods) &&
		       !str_eq(entry, str_from(methods[i])))
			i++;
		if (i == ARRAY_SIZE(methods))
			return refuse(error, "methods", entry,
				      "one of INVITE, OPTIONS, REGISTER, "
				      "MESSAGE, SUBSCRIBE, PUBLISH, REFER");
		while (k < axes->method_count &&
		       !str_eq(axes->method[k], entry))
			k++;
		if (k == axes->method_count)
			axes->method[axes->method_count++] =
				str_from(methods[i]);
	}
	return 0;
}

int axes_parse_transports(struct axes *axes, const char *list,
			  struct buf *error)
{
	struct str rest = str_from(list != NULL ? list : "udp");
	enum transport transport;
	struct str entry;

	while (next_entry(&rest, &entry)) {
		if (!transport_find(&transport, entry))
			return refuse(error, "transports", entry,
				      "a transport of ours: udp, tcp");
		axes->has_transport[transport] = true;
	}
	return 0;
}

/** The variants of "after-180+lost-ack". */
static bool parse_mix(struct str entry, uint32_t *mix)
{
	enum variant variant;
	struct str name;

	*mix = 0;
	do {
		(void)str_cut(entry, '+', &name, &entry);
		if (!variant_find(&variant, name))
			return false;
		*mix |= 1U << variant;
	} while (entry.size > 0);
	return true;
}

static int add_mix(struct axes *axes, uint32_t mix)
{
	for (size_t i = 0; i < axes->mix_count; i++) {
		if (axes->mix[i] == mix)
			return 0;
	}
	if (axes->mix_count == AXIS_MIXES_MAX)
		return ENOSPC;
	axes->mix[axes->mix_count++] = mix;
	return 0;
}

int axes_parse_variants(struct axes *axes, const char *list, struct buf *error)
{
	struct str rest = str_from(list != NULL ? list : "");
	struct str entry;
	uint32_t mix;

	for (unsigned i = 0; list == NULL && i < VARIANT_COUNT; i++)
		(void)add_mix(axes, 1U << i);
	while (next_entry(&rest, &entry)) {
		if (!parse_mix(entry, &mix))
			return refuse(error, "variants", entry,
				      "a variant, or several with +; 'gamut "
				      "help generate' has their names");
		if (add_mix(axes, mix) != 0) {
			buf_addf(error, "--variants: more than %d are too many",
				 AXIS_MIXES_MAX);
			return EINVAL;
		}
	}
	return 0;
}

bool axes_next(const struct axes *axes, size_t *at, struct suite_case *one)
{
	size_t total = axes->method_count * AXIS_CODE_MAX * TRANSPORT_COUNT *
		       axes->mix_count;

	while (*at < total) {
		size_t n = (*at)++;
		size_t mix = n % axes->mix_count;
		size_t transport = n / axes->mix_count % TRANSPORT_COUNT;
		size_t code = n / axes->mix_count / TRANSPORT_COUNT;

		*one = (struct suite_case){
			.code = (unsigned)(code % AXIS_CODE_MAX),
			.method = axes->method[code / AXIS_CODE_MAX],
			.transport = (enum transport)transport,
			.variants = axes->mix[mix],
		};
		if (axes->has_code[one->code] &&
		    axes->has_transport[transport] &&
		    suite_case_makes_sense(one))
			return true;
	}
	return false;
}
