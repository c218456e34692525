/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "check.h"
#include "suite/axes.h"
#include "suite/manifest.h"

enum { TEXT_MAX = 4096 };

/** The bits of "after-180+lost-ack"; 0: there is none such. */
static uint32_t bits_of(const char *names)
{
	struct str rest = str_from(names);
	enum variant variant;
	struct str name;
	uint32_t bits = 0;

	while (rest.size > 0) {
		(void)str_cut(rest, '+', &name, &rest);
		if (!variant_find(&variant, name))
			return 0;
		bits |= 1U << variant;
	}
	return bits;
}

static void test_only_what_makes_sense(void)
{
	static const struct {
		unsigned code;
		const char *method;
		enum transport transport;
		const char *variants;
		int makes_sense;
	} row[] = {
		{ 486, "INVITE", TRANSPORT_UDP, "ack", 1 },
		{ 486, "INVITE", TRANSPORT_UDP, "lost-ack", 1 },
		/* A refusal is not sent again over a stream, a 200 is. */
		{ 486, "INVITE", TRANSPORT_TCP, "lost-ack", 0 },
		{ 200, "INVITE", TRANSPORT_TCP, "lost-ack", 1 },
		{ 180, "INVITE", TRANSPORT_UDP, "lost-ack", 0 },
		{ 180, "INVITE", TRANSPORT_UDP, "after-180", 0 },
		{ 486, "OPTIONS", TRANSPORT_UDP, "lost-ack", 0 },
		{ 486, "OPTIONS", TRANSPORT_UDP, "ack", 0 },
		{ 404, "OPTIONS", TRANSPORT_UDP, "ack", 1 },
		/* RFC 4320 §4.2 */
		{ 408, "OPTIONS", TRANSPORT_UDP, "ack", 0 },
		{ 423, "REGISTER", TRANSPORT_UDP, "ack", 1 },
		{ 423, "MESSAGE", TRANSPORT_UDP, "ack", 0 },
		/* What nobody has registered may answer anything. */
		{ 499, "MESSAGE", TRANSPORT_UDP, "ack", 1 },
		{ 200, "SUBSCRIBE", TRANSPORT_UDP, "ack", 0 },
		{ 486, "INVITE", TRANSPORT_UDP, "retry-after", 1 },
		{ 488, "INVITE", TRANSPORT_UDP, "retry-after", 0 },
		{ 486, "INVITE", TRANSPORT_UDP, "reason-q850", 1 },
		{ 499, "INVITE", TRANSPORT_UDP, "reason-q850", 0 },
		{ 486, "INVITE", TRANSPORT_UDP, "compact", 1 },
		/* It has an Allow, a challenge, a Contact. */
		{ 405, "INVITE", TRANSPORT_UDP, "compact", 0 },
		{ 401, "INVITE", TRANSPORT_UDP, "no-to-tag", 0 },
		{ 302, "INVITE", TRANSPORT_UDP, "compact", 0 },
		{ 486, "INVITE", TRANSPORT_UDP, "after-180+lost-ack", 1 },
		{ 486, "INVITE", TRANSPORT_UDP, "after-180+late", 0 },
		{ 486, "INVITE", TRANSPORT_UDP, "lost-ack+duplicate", 0 },
		{ 486, "INVITE", TRANSPORT_UDP, "ack+lost-ack", 0 },
		{ 486, "INVITE", TRANSPORT_UDP, "compact+no-phrase", 1 },
		{ 486, "INVITE", TRANSPORT_UDP, "compact+lost-ack", 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct suite_case one = { row[i].code, str_from(row[i].method),
					  row[i].transport,
					  bits_of(row[i].variants) };

		CHECK_INT(i, suite_case_makes_sense(&one), row[i].makes_sense);
	}
}

static void test_ids_and_numbers(void)
{
	static const struct {
		unsigned code;
		const char *method;
		enum transport transport;
		const char *variants;
		const char *id;
		const char *dial;
		const char *title;
	} row[] = {
		{ 486, "INVITE", TRANSPORT_UDP, "ack", "final/486+ack",
		  "486901", "Busy Here" },
		{ 486, "INVITE", TRANSPORT_TCP, "lost-ack",
		  "final/486+lost-ack@tcp", "486952",
		  "Busy Here, and the first ACK is lost, over TCP" },
		{ 180, "INVITE", TRANSPORT_UDP, "compact", "prov/180+compact",
		  "180910", "Ringing, with short header names" },
		{ 404, "OPTIONS", TRANSPORT_UDP, "body", "options/404+body", "",
		  "OPTIONS, Not Found, with a page to read" },
		{ 603, "INVITE", TRANSPORT_UDP, "after-180+lost-ack",
		  "final/603+lost-ack+after-180", "",
		  "Decline, and the first ACK is lost, after it has rung" },
	};
	struct buf text;

	buf_init(&text, TEXT_MAX);
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct suite_case one = { row[i].code, str_from(row[i].method),
					  row[i].transport,
					  bits_of(row[i].variants) };

		buf_clear(&text);
		suite_case_write_id(&text, &one);
		CHECK_STR(i, buf_str(&text), row[i].id);
		buf_clear(&text);
		suite_case_write_dial(&text, &one);
		CHECK_STR(i, buf_str(&text), row[i].dial);
		buf_clear(&text);
		suite_case_write_title(&text, &one);
		CHECK_STR(i, buf_str(&text), row[i].title);
	}
	buf_release(&text);
}

/** A number is dialled for ever, and by one variant. */
static void test_numbers_of_variants(void)
{
	for (size_t i = 0; i < VARIANT_COUNT; i++) {
		unsigned number = variant_number((enum variant)i);

		CHECK_INT(i, number >= 1 && number <= 49, 1);
		for (size_t k = 0; k < i; k++)
			CHECK_INT(i, number != variant_number((enum variant)k),
				  1);
	}
}

static void test_no_path_leads_out(void)
{
	static const struct {
		const char *path;
		int err;
	} row[] = {
		{ "cases/final/486+ack@tcp.yaml", 0 },
		{ ".github/workflows/gamut.yml", 0 },
		{ "a", 0 },
		{ "", EINVAL },
		{ "/etc/passwd", EINVAL },
		{ "../x", EINVAL },
		{ "a/../../x", EINVAL },
		{ "a/./x", EINVAL },
		{ "a//x", EINVAL },
		{ "a/", EINVAL },
		{ "a b", EINVAL },
		{ "a\nb", EINVAL },
		{ "a;b", EINVAL },
		{ "$(x)", EINVAL },
		{ "\xc3\xa4", EINVAL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct suite_out out;

		suite_out_init(&out);
		suite_put(&out, str_from(row[i].path), STR("x"));
		CHECK_INT(i, suite_out_error(&out), row[i].err);
		suite_out_release(&out);
	}
}

static void test_out_keeps_order_and_first_error(void)
{
	struct suite_out out;

	suite_out_init(&out);
	suite_put(&out, STR("b"), STR("2"));
	suite_put(&out, STR("a/c"), STR("3"));
	suite_put(&out, STR("a"), STR("1"));
	suite_out_finish(&out);
	CHECK_INT(0, out.count, 3);
	CHECK_STR(0, out.file[0].path, "a");
	CHECK_STR(0, out.file[1].path, "a/c");
	CHECK_STR(0, out.file[2].bytes, "2");
	suite_put(&out, STR("a"), STR("4"));
	suite_put(&out, STR("../x"), STR("4"));
	CHECK_INT(1, suite_out_error(&out), EEXIST);
	CHECK_STR(1, out.bad, "a");
	suite_out_release(&out);
}

static void test_manifest_knows_what_was_written(void)
{
	struct manifest manifest;
	struct suite_out out;
	struct buf text;
	char hex[SHA256_HEX_SIZE + 1];

	suite_out_init(&out);
	suite_put(&out, STR("a"), STR("abc"));
	buf_init(&text, TEXT_MAX);
	CHECK_INT(0, manifest_write(&text, "suite", &out), 0);
	manifest_init(&manifest);
	CHECK_INT(0, manifest_read(&manifest, buf_str(&text)), 0);
	CHECK_INT(0, sha256_hex(hex, STR("abc")), 0);
	/* FIPS 180-2, appendix B.1 */
	CHECK_STR(0, str_from(hex),
		  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61"
		  "f20015ad");
	CHECK_INT(0, manifest_has(&manifest, STR("a"), str_from(hex)), 1);
	CHECK_INT(0, manifest_has(&manifest, STR("b"), str_from(hex)), 0);
	CHECK_INT(0, sha256_hex(hex, STR("abd")), 0);
	CHECK_INT(0, manifest_has(&manifest, STR("a"), str_from(hex)), 0);
	buf_clear(&text);
	manifest_keep(&text, manifest.first);
	CHECK_STR(0, buf_str(&text),
		  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61"
		  "f20015ad  a\n");
	CHECK_INT(0, manifest.first->next == NULL, 1);
	CHECK_INT(1, manifest_read(&manifest, STR("my own list\n")), EBADMSG);
	manifest_release(&manifest);
	buf_release(&text);
	suite_out_release(&out);
}

CU_TestInfo test_generate[] = {
	{ "only what makes sense", test_only_what_makes_sense },
	{ "ids, numbers and titles", test_ids_and_numbers },
	{ "every variant has a number of its own", test_numbers_of_variants },
	{ "no path leads out of the folder", test_no_path_leads_out },
	{ "files in order, and the first error",
	  test_out_keeps_order_and_first_error },
	{ "a manifest knows what was written",
	  test_manifest_knows_what_was_written },
	CU_TEST_INFO_NULL,
};
