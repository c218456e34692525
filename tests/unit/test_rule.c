/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "catalogue/method.h"
#include "sample.h"

static void written_or_named(void)
{
	static const bool is_written[RULE_COUNT] = {
#define RULE_WRITTEN(id, header, how) [RULE_##id] = true,
#define RULE_NAMED(id, header, how)   [RULE_##id] = false,
		RULE_MAP
#undef RULE_WRITTEN
#undef RULE_NAMED
	};

	for (int i = RULE_NONE + 1; i < RULE_COUNT; i++) {
		CHECK_INT(i, rule_is_written((enum rule)i), is_written[i]);
		CHECK(i, rule_header((enum rule)i)[0] != '\0');
		CHECK(i, rule_how((enum rule)i)[0] != '\0');
	}
	CHECK(0, !rule_is_written(RULE_NONE));
}

/** A line of a rule begins with its header, ends in CRLF and holds no other. */
static bool is_well_formed(struct str lines, const char *header)
{
	struct str line;

	while (lines.size > 0) {
		if (!str_cut(lines, '\n', &line, &lines) || line.size < 2 ||
		    line.p[line.size - 1] != '\r' ||
		    !str_starts(line, str_from(header)) ||
		    str_sub(line, str_from(header).size, 1).p[0] != ':')
			return false;
	}
	return true;
}

static void own_header(void)
{
	static const struct sample sample[] = {
		{ .headers = "Recv-Info:\r\nTimestamp: 1\r\n"
			     "Record-Route: <sip:p>\r\n\t,<sip:q>\r\n" },
		{ .method = "OPTIONS", .headers = "e: gzip\r\n" },
		{ .method = "PUBLISH", .headers = "Content-Language: fr\r\n" },
		{ .method = "REGISTER", .headers = "m: <sip:a@h>\r\n" },
	};
	bool wrote[RULE_COUNT] = { false };
	struct buf out;

	buf_init(&out, 4096);
	for (size_t n = 0; n < ARRAY_SIZE(sample); n++) {
		struct message *request = sample_load(&sample[n]);
		struct context ctx = sample_context(request);

		for (int i = 0; i < RULE_COUNT && request != NULL; i++) {
			buf_clear(&out);
			rule_write(&out, (enum rule)i, &ctx);
			wrote[i] = wrote[i] || out.size > 0;
			CHECK(i, is_well_formed(buf_str(&out),
						rule_header((enum rule)i)));
		}
		message_free(request);
	}
	buf_release(&out);
	for (int i = 0; i < RULE_COUNT; i++)
		CHECK_INT(i, wrote[i], rule_is_written((enum rule)i));
}

static void method_lists(void)
{
	static const struct {
		const char *name;
		bool is_known;
		bool is_allowed;
	} row[] = {
		{ "INVITE", true, true },   { "MESSAGE", true, true },
		{ "PRACK", true, true },    { "SUBSCRIBE", true, false },
		{ "REFER", true, false },   { "PUBLISH", true, false },
		{ "invite", false, false }, { "", false, false },
		{ "INVIT", false, false },  { "PING", false, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct str name = str_from(row[i].name);

		CHECK_INT(i, method_is_known(name), row[i].is_known);
		CHECK_INT(i, method_is_allowed(name), row[i].is_allowed);
	}
}

CU_TestInfo test_rule[] = {
	{ "a rule is either written or named", written_or_named },
	{ "a rule writes lines of its own header only", own_header },
	{ "a method is known and allowed by its exact name", method_lists },
	CU_TEST_INFO_NULL,
};
