/* SPDX-License-Identifier: MIT */
#include "catalogue/catalogue.h"

/** RFC 3261 §7.2, §8.1.3.2: what an unknown code of each class is taken for. */
static const struct {
	const char *name;
	const char *phrase;
	uint16_t code;
} classes[] = {
	{ "unknown", "Unknown", 0 },
	{ "provisional", "Provisional", 183 },
	{ "success", "Success", 200 },
	{ "redirection", "Redirection", 300 },
	{ "client error", "Client Error", 400 },
	{ "server error", "Server Error", 500 },
	{ "global failure", "Global Failure", 600 },
};

static size_t class_of(unsigned code)
{
	return code / 100 < ARRAY_SIZE(classes) ? code / 100 : 0;
}

const struct row *catalogue_class(unsigned code)
{
	const struct row *row = catalogue_find(code);

	return row != NULL ? row : catalogue_find(classes[class_of(code)].code);
}

const char *catalogue_phrase(unsigned code)
{
	const struct row *row = catalogue_find(code);

	return row != NULL ? row->phrase : classes[class_of(code)].phrase;
}

const char *catalogue_class_name(unsigned code)
{
	return classes[class_of(code)].name;
}

static void write_rules(struct buf *out, const uint8_t *rule, size_t count,
			const struct context *ctx)
{
	for (size_t i = 0; i < count && rule[i] != RULE_NONE; i++)
		rule_write(out, (enum rule)rule[i], ctx);
}

void catalogue_write_headers(struct buf *out, unsigned code,
			     const struct context *ctx)
{
	const struct row *row = catalogue_class(code);

	if (row == NULL)
		return;
	write_rules(out, row->must, ROW_MUST, ctx);
	write_rules(out, row->should, ROW_SHOULD, ctx);
}

const char *catalogue_general(void)
{
	return "Date, Organization, Server, User-Agent, Session-ID, Allow, "
	       "Call-Info, Warning; Reason with a Q.850 cause but in a 100; "
	       "Require and Supported in a 2xx; Error-Info from 300 on";
}

const char *registry_name(enum registry registry)
{
	static const char *const name[] = {
#define X(id, text) text,
		REGISTRY_MAP(X)
#undef X
	};

	return name[registry];
}
