/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "catalogue/catalogue.h"
#include "sample.h"

static const struct {
	unsigned code;
	const char *phrase;
} phrase_row[] = {
	{ 100, "Trying" },
	{ 180, "Ringing" },
	{ 181, "Call Is Being Forwarded" },
	{ 182, "Queued" },
	{ 183, "Session Progress" },
	{ 199, "Early Dialog Terminated" },
	{ 200, "OK" },
	{ 202, "Accepted" },
	{ 204, "No Notification" },
	{ 300, "Multiple Choices" },
	{ 301, "Moved Permanently" },
	{ 302, "Moved Temporarily" },
	{ 305, "Use Proxy" },
	{ 380, "Alternative Service" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 402, "Payment Required" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 406, "Not Acceptable" },
	{ 407, "Proxy Authentication Required" },
	{ 408, "Request Timeout" },
	{ 409, "Conflict" },
	{ 410, "Gone" },
	{ 411, "Length Required" },
	{ 412, "Conditional Request Failed" },
	{ 413, "Request Entity Too Large" },
	{ 414, "Request-URI Too Long" },
	{ 415, "Unsupported Media Type" },
	{ 416, "Unsupported URI Scheme" },
	{ 417, "Unknown Resource-Priority" },
	{ 420, "Bad Extension" },
	{ 421, "Extension Required" },
	{ 422, "Session Interval Too Small" },
	{ 423, "Interval Too Brief" },
	{ 424, "Bad Location Information" },
	{ 425, "Bad Alert Message" },
	{ 428, "Use Identity Header" },
	{ 429, "Provide Referrer Identity" },
	{ 430, "Flow Failed" },
	{ 433, "Anonymity Disallowed" },
	{ 436, "Bad Identity Info" },
	{ 437, "Unsupported Credential" },
	{ 438, "Invalid Identity Header" },
	{ 439, "First Hop Lacks Outbound Support" },
	{ 440, "Max-Breadth Exceeded" },
	{ 469, "Bad Info Package" },
	{ 470, "Consent Needed" },
	{ 480, "Temporarily Unavailable" },
	{ 481, "Call/Transaction Does Not Exist" },
	{ 482, "Loop Detected" },
	{ 483, "Too Many Hops" },
	{ 484, "Address Incomplete" },
	{ 485, "Ambiguous" },
	{ 486, "Busy Here" },
	{ 487, "Request Terminated" },
	{ 488, "Not Acceptable Here" },
	{ 489, "Bad Event" },
	{ 491, "Request Pending" },
	{ 493, "Undecipherable" },
	{ 494, "Security Agreement Required" },
	{ 500, "Server Internal Error" },
	{ 501, "Not Implemented" },
	{ 502, "Bad Gateway" },
	{ 503, "Service Unavailable" },
	{ 504, "Server Time-out" },
	{ 505, "Version Not Supported" },
	{ 513, "Message Too Large" },
	{ 555, "Push Notification Service Not Supported" },
	{ 580, "Precondition Failure" },
	{ 600, "Busy Everywhere" },
	{ 603, "Decline" },
	{ 604, "Does Not Exist Anywhere" },
	{ 606, "Not Acceptable" },
	{ 607, "Unwanted" },
	{ 608, "Rejected" },
};

static void phrases(void)
{
	size_t count;
	const struct row *have = catalogue_rows(&count);

	CHECK_INT(0, count, ARRAY_SIZE(phrase_row));
	for (size_t i = 0; i < ARRAY_SIZE(phrase_row); i++) {
		CHECK_INT(i, have[i].code, phrase_row[i].code);
		CHECK_TEXT(i, catalogue_phrase(phrase_row[i].code),
			   phrase_row[i].phrase);
	}
}

static bool has_text(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static bool are_rules(const uint8_t *rule, size_t count)
{
	size_t i = 0;

	while (i < count && rule[i] != RULE_NONE) {
		if (rule[i] >= RULE_COUNT)
			return false;
		i++;
	}
	while (i < count && rule[i] == RULE_NONE)
		i++;
	return i == count;
}

static void complete(void)
{
	size_t count;
	const struct row *row = catalogue_rows(&count);

	for (size_t i = 0; i < count; i++) {
		long code = row[i].code;

		CHECK(code, i == 0 || row[i - 1].code < row[i].code);
		CHECK(code, has_text(row[i].phrase));
		CHECK(code, str_starts(str_from(row[i].rfc), STR("RFC ")));
		CHECK(code, has_text(row[i].methods));
		CHECK(code, row[i].note == NULL || has_text(row[i].note));
		CHECK(code, row[i].body < BODY_COUNT);
		CHECK(code, row[i].prereq < PREREQ_COUNT);
		CHECK(code, are_rules(row[i].must, ROW_MUST));
		CHECK(code, are_rules(row[i].should, ROW_SHOULD));
		CHECK(code, are_rules(row[i].may, ROW_MAY));
		/* RFC 3398 §8.2.6.1: no cause but for failures, none for 487. */
		CHECK_INT(code, row[i].cause != 0, code >= 300 && code != 487);
	}
	for (int i = 0; i < BODY_COUNT; i++)
		CHECK(i, has_text(body_text((enum body)i)));
	CHECK(0, has_text(catalogue_general()));
}

static void registries(void)
{
	static const struct {
		unsigned code;
		const char *name;
	} row[] = {
		{ 202, "registered (deprecated)" },
		{ 409, "unregistered" },
		{ 411, "unregistered" },
		{ 425, "registered" },
		{ 608, "registered" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		CHECK_TEXT(i,
			   registry_name(
				   (enum registry)catalogue_find(row[i].code)
					   ->registry),
			   row[i].name);
}

static void find(void)
{
	size_t count;
	const struct row *row = catalogue_rows(&count);
	size_t at = 0;

	for (unsigned code = 0; code < 1000; code++) {
		bool is_there = at < count && row[at].code == code;

		CHECK(code,
		      catalogue_find(code) == (is_there ? &row[at] : NULL));
		at += is_there;
	}
	CHECK_INT(0, at, count);
	CHECK(0, catalogue_find(UINT32_MAX) == NULL);
	CHECK(0, catalogue_find(65536 + 486) == NULL);
}

static void classes(void)
{
	static const struct {
		unsigned code;
		unsigned as;
		const char *phrase;
		const char *name;
	} row[] = {
		{ 101, 183, "Provisional", "provisional" },
		{ 180, 180, "Ringing", "provisional" },
		{ 299, 200, "Success", "success" },
		{ 399, 300, "Redirection", "redirection" },
		{ 499, 400, "Client Error", "client error" },
		{ 599, 500, "Server Error", "server error" },
		{ 699, 600, "Global Failure", "global failure" },
		{ 700, 0, "Unknown", "unknown" },
		{ 99, 0, "Unknown", "unknown" },
		{ 0, 0, "Unknown", "unknown" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct row *as = catalogue_class(row[i].code);

		CHECK_INT(i, as != NULL ? as->code : 0, row[i].as);
		CHECK_TEXT(i, catalogue_phrase(row[i].code), row[i].phrase);
		CHECK_TEXT(i, catalogue_class_name(row[i].code), row[i].name);
	}
}

static void causes(void)
{
	static const struct {
		unsigned code;
		unsigned cause;
	} row[] = {
		{ 100, 0 },   { 200, 0 },   { 302, 23 },  { 400, 41 },
		{ 401, 21 },  { 402, 21 },  { 403, 21 },  { 404, 1 },
		{ 405, 63 },  { 406, 79 },  { 407, 21 },  { 408, 102 },
		{ 410, 22 },  { 413, 127 }, { 414, 127 }, { 415, 79 },
		{ 416, 127 }, { 420, 127 }, { 421, 127 }, { 423, 127 },
		{ 480, 18 },  { 481, 41 },  { 482, 25 },  { 483, 25 },
		{ 484, 28 },  { 485, 1 },   { 486, 17 },  { 487, 0 },
		{ 488, 31 },  { 500, 41 },  { 501, 79 },  { 502, 38 },
		{ 503, 41 },  { 504, 102 }, { 505, 127 }, { 513, 127 },
		{ 600, 17 },  { 603, 21 },  { 604, 1 },   { 606, 31 },
		{ 422, 31 },  { 491, 31 },  { 607, 31 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		CHECK_INT(row[i].code, catalogue_find(row[i].code)->cause,
			  row[i].cause);
}

CU_TestInfo test_catalogue[] = {
	{ "every code has its phrase", phrases },
	{ "every row is complete and in order", complete },
	{ "each code is registered or not", registries },
	{ "a code finds its row and no other", find },
	{ "a code without a row is taken for its class", classes },
	{ "every failure has the cause of RFC 3398", causes },
	CU_TEST_INFO_NULL,
};
