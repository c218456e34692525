/* SPDX-License-Identifier: MIT */
#include "suite/write.h"

#include "catalogue/catalogue.h"
#include "suite/flow.h"

enum { DIAL_BASE = 900, DIAL_STREAM = 50 };

static bool is_invite(const struct suite_case *one)
{
	return str_eq(one->method, STR("INVITE"));
}

/** The folder of its id, as of the shipped suite. */
static void write_folder(struct buf *out, const struct suite_case *one)
{
	static const char *const by_class[] = { "prov",  "success", "redirect",
						"final", "final",   "final" };

	if (is_invite(one)) {
		buf_add_text(out, by_class[one->code / 100 - 1]);
		return;
	}
	for (size_t i = 0; i < one->method.size; i++)
		buf_add_char(out, (char)(one->method.p[i] - 'A' + 'a'));
}

void suite_case_write_id(struct buf *out, const struct suite_case *one)
{
	write_folder(out, one);
	buf_addf(out, "/%u", one->code);
	for (unsigned i = 0; i < VARIANT_COUNT; i++) {
		if (suite_case_has(one, (enum variant)i))
			buf_addf(out, "+%s", variant_name((enum variant)i));
	}
	if (one->transport != TRANSPORT_UDP)
		buf_addf(out, "@%s", transport_name(one->transport));
}

/** The only variant, or VARIANT_COUNT. */
static enum variant only_variant(const struct suite_case *one)
{
	for (unsigned i = 0; i < VARIANT_COUNT; i++) {
		if (one->variants == 1U << i)
			return (enum variant)i;
	}
	return VARIANT_COUNT;
}

void suite_case_write_dial(struct buf *out, const struct suite_case *one)
{
	enum variant variant = only_variant(one);

	if (!is_invite(one) || variant == VARIANT_COUNT)
		return;
	buf_addf(out, "%u%u", one->code,
		 DIAL_BASE + variant_number(variant) +
			 (one->transport == TRANSPORT_UDP ? 0 : DIAL_STREAM));
}

void suite_case_write_title(struct buf *out, const struct suite_case *one)
{
	if (!is_invite(one))
		buf_addf(out, "%.*s, ", STR_ARG(one->method));
	buf_add_text(out, catalogue_phrase(one->code));
	for (unsigned i = 0; i < VARIANT_COUNT; i++) {
		if (suite_case_has(one, (enum variant)i))
			buf_add_text(out, variant_title((enum variant)i));
	}
	if (one->transport != TRANSPORT_UDP)
		buf_addf(out, ", over %s", transport_via(one->transport));
}

/** Of the catalogue's "RFC 3261 §21.4.24, §13.3.1.3" make "3261#21.4.24, …". */
static size_t write_sections(struct buf *out, struct str words)
{
	struct str number = STR("");
	struct str word;
	size_t count = 0;

	while (words.size > 0) {
		(void)str_cut(words, ' ', &word, &words);
		(void)str_cut(word, ',', &word, &(struct str){ NULL, 0 });
		if (str_starts(word, STR("\xc2\xa7")) && number.size > 0)
			buf_addf(out, "%s%.*s#%.*s", count++ > 0 ? ", " : "",
				 STR_ARG(number),
				 STR_ARG(str_sub(word, 2, word.size)));
		else if (word.size > 0 && word.p[0] >= '1' && word.p[0] <= '9')
			number = word;
	}
	return count;
}

static void write_rfc(struct buf *out, const struct suite_case *one)
{
	const struct row *row = catalogue_find(one->code);
	size_t count = 0;

	buf_add_text(out, "rfc: [");
	count = write_sections(out, str_from(row != NULL ? row->rfc : ""));
	for (unsigned i = 0; i < VARIANT_COUNT; i++) {
		const char *rfc = variant_rfc((enum variant)i);

		if (suite_case_has(one, (enum variant)i) && rfc != NULL)
			buf_addf(out, "%s%s", count++ > 0 ? ", " : "", rfc);
	}
	/* A code that nobody has registered counts as its class. */
	if (row == NULL)
		buf_addf(out, "%s3261#8.1.3.2", count > 0 ? ", " : "");
	buf_add_text(out, "]\n");
}

static void write_tags(struct buf *out, const struct suite_case *one)
{
	buf_addf(out, "tags: [generated, %uxx", one->code / 100);
	if (!is_invite(one)) {
		buf_add_text(out, ", ");
		write_folder(out, one);
	}
	for (unsigned i = 0; i < VARIANT_COUNT; i++) {
		if (suite_case_has(one, (enum variant)i))
			buf_addf(out, ", %s", variant_name((enum variant)i));
	}
	buf_addf(out, ", %s]\n", transport_name(one->transport));
}

const char *suite_case_key(const struct suite_case *one)
{
	/* What they ask for is seen in an ACK, or in an INVITE that is repeated. */
	if (!is_invite(one))
		return NULL;
	for (unsigned i = 0; i < VARIANT_COUNT; i++) {
		const char *key = variant_key((enum variant)i);

		if (suite_case_has(one, (enum variant)i) && key != NULL)
			return key;
	}
	return NULL;
}

/** Whether it sends what breaks a rule, so that the file has to say so. */
static bool is_broken(const struct suite_case *one)
{
	return suite_case_has(one, VARIANT_TWO_VIAS) ||
	       suite_case_has(one, VARIANT_WRONG_BRANCH) ||
	       suite_case_has(one, VARIANT_NO_TO_TAG);
}

void suite_case_write(struct buf *out, const struct suite_case *one,
		      const struct vary *vary)
{
	size_t before;

	buf_add_text(out, "gamut: 1\nid: ");
	suite_case_write_id(out, one);
	buf_add_text(out, "\ntitle: ");
	suite_case_write_title(out, one);
	buf_add_char(out, '\n');
	write_rfc(out, one);
	write_tags(out, one);
	if (!is_invite(one))
		buf_addf(out, "method: %.*s\n", STR_ARG(one->method));
	buf_add_text(out, "dial: [\"");
	before = out->size;
	suite_case_write_dial(out, one);
	if (out->size > before)
		buf_add_text(out, "\"]\n");
	else
		buf_truncate(out, before - (sizeof("dial: [\"") - 1));
	if (is_broken(one))
		buf_add_text(out, "broken: true\n");
	suite_flow_write(out, one, vary);
	if (suite_case_key(one) != NULL)
		buf_addf(out, "expect:\n  key: %s\n", suite_case_key(one));
}
