/* SPDX-License-Identifier: MIT */
#include "scenario/match.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "sample.h"

/** What a match asks for, as text; NULL: nothing. */
struct ask {
	const char *method;
	const char *transport;
	const char *source;
	const char *ruri;
	const char *from;
	const char *to;
	const char *header[2][2]; /* name, pattern */
};

/** A match with its compiled patterns. */
struct made {
	struct match match;
	regex_t pattern[3];
	struct header_match header[2];
};

static regex_t *compile(regex_t *pattern, const char *text)
{
	if (text == NULL)
		return NULL;
	CHECK_INT(0, regcomp(pattern, text, REG_EXTENDED | REG_NOSUB), 0);
	return pattern;
}

static void make(struct made *made, const struct ask *ask)
{
	memset(made, 0, sizeof(*made));
	made->match = (struct match){
		.method = str_from(ask->method),
		.transport = str_from(ask->transport),
		.source = str_from(ask->source),
		.ruri = compile(&made->pattern[0], ask->ruri),
		.from = compile(&made->pattern[1], ask->from),
		.to = compile(&made->pattern[2], ask->to),
		.header = made->header,
	};
	for (size_t i = 0; i < 2 && ask->header[i][0] != NULL; i++) {
		made->header[i].name = str_from(ask->header[i][0]);
		(void)compile(&made->header[i].pattern, ask->header[i][1]);
		made->match.header_count++;
	}
}

static void release(struct made *made)
{
	regex_t *const pattern[] = { made->match.ruri, made->match.from,
				     made->match.to };

	for (size_t i = 0; i < ARRAY_SIZE(pattern); i++) {
		if (pattern[i] != NULL)
			regfree(pattern[i]);
	}
	for (size_t i = 0; i < made->match.header_count; i++)
		regfree(&made->header[i].pattern);
}

static bool fits(const struct ask *ask, const struct sample *sample,
		 const struct endpoint *source)
{
	struct message *request = sample_load(sample);
	struct made made;
	bool is_fit;

	make(&made, ask);
	is_fit = match_fits(&made.match, request, source);
	release(&made);
	message_free(request);
	return is_fit;
}

static void all_that_is_given_has_to_fit(void)
{
	static const struct {
		struct ask ask;
		bool fits;
	} row[] = {
		{ { .method = NULL }, true },
		{ { .method = "INVITE" }, true },
		{ { .method = "OPTIONS" }, false },
		{ { .method = "invite" }, false },
		{ { .transport = "udp" }, true },
		{ { .transport = "UDP" }, true },
		{ { .transport = "tcp" }, false },
		{ { .ruri = "^sip:sales-[0-9]+@" }, true },
		{ { .ruri = "sales" }, true },
		{ { .ruri = "^sales" }, false },
		{ { .ruri = "SALES" }, false },
		{ { .ruri = "" }, true },
		{ { .from = "alice" }, true },
		{ { .from = "tag=a1$" }, true },
		{ { .from = "bob" }, false },
		{ { .to = "^\"Sales\" <" }, true },
		{ { .to = "alice" }, false },
		{ { .header = { { "Subject", "^urgent" } } }, true },
		{ { .header = { { "subject", "second" } } }, true },
		{ { .header = { { "Subject", "third" } } }, false },
		{ { .header = { { "X-Other", "" } } }, false },
		{ { .header = { { "Subject", "urgent" }, { "X-One", "^1$" } } },
		  true },
		{ { .header = { { "Subject", "urgent" }, { "X-One", "^2$" } } },
		  false },
		{ { .method = "INVITE",
		    .transport = "udp",
		    .source = "192.0.2.0/24",
		    .ruri = "sales",
		    .from = "alice",
		    .to = "Sales",
		    .header = { { "X-One", "1" } } },
		  true },
		{ { .method = "INVITE",
		    .transport = "udp",
		    .source = "192.0.2.0/24",
		    .ruri = "sales",
		    .from = "alice",
		    .to = "Purchase",
		    .header = { { "X-One", "1" } } },
		  false },
	};
	const struct sample sample = {
		.uri = "sip:sales-12@192.0.2.10",
		.to = "\"Sales\" <sip:sales-12@192.0.2.10>",
		.headers = "Subject: urgent\r\nX-One: 1\r\n"
			   "Subject: the second\r\n",
	};
	const struct endpoint source = { "192.0.2.1", 5060, TRANSPORT_UDP };

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		CHECK_INT(i, fits(&row[i].ask, &sample, &source), row[i].fits);
}

static void sources_are_compared_bit_by_bit(void)
{
	static const struct {
		const char *cidr;
		const char *host;
		bool fits;
	} row[] = {
		{ "192.0.2.1", "192.0.2.1", true },
		{ "192.0.2.1", "192.0.2.2", false },
		{ "192.0.2.1/32", "192.0.2.1", true },
		{ "192.0.2.1/32", "192.0.2.0", false },
		{ "192.0.2.0/24", "192.0.2.255", true },
		{ "192.0.2.0/24", "192.0.3.0", false },
		{ "192.0.2.128/25", "192.0.2.128", true },
		{ "192.0.2.128/25", "192.0.2.127", false },
		{ "192.0.0.0/15", "192.1.255.255", true },
		{ "192.0.0.0/15", "192.2.0.0", false },
		{ "128.0.0.0/1", "255.255.255.255", true },
		{ "128.0.0.0/1", "127.255.255.255", false },
		{ "0.0.0.0/0", "203.0.113.5", true },
		{ "0.0.0.0/0", "2001:db8::1", false },
		{ "::/0", "2001:db8::1", true },
		{ "::/0", "192.0.2.1", false },
		{ "2001:db8::/32", "2001:db8:ffff::1", true },
		{ "2001:db8::/32", "2001:db9::1", false },
		{ "2001:db8::/33", "2001:db8:7fff::1", true },
		{ "2001:db8::/33", "2001:db8:8000::1", false },
		{ "2001:db8::1/128", "2001:db8::1", true },
		{ "2001:db8::1/128", "2001:db8::2", false },
		{ "2001:db8::1", "2001:0db8:0::1", true },
	};
	const struct sample sample = { .method = NULL };

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct ask ask = { .source = row[i].cidr };
		struct endpoint source = { .port = 1 };

		(void)snprintf(source.host, sizeof(source.host), "%s",
			       row[i].host);
		CHECK_INT(i, fits(&ask, &sample, &source), row[i].fits);
	}
}

/** A value that no regular expression can be shown fits none. */
static void long_values_fit_nothing(void)
{
	static char line[6000];
	const struct endpoint source = { "192.0.2.1", 5060, TRANSPORT_UDP };
	const struct ask ask = { .header = { { "Subject", "x" } } };
	const struct sample sample = { .headers = line };

	for (size_t size = 4095; size <= 4096; size++) {
		char value[4097];

		memset(value, 'x', size);
		value[size] = '\0';
		(void)snprintf(line, sizeof(line), "Subject: %s\r\n", value);
		CHECK_INT(size, fits(&ask, &sample, &source), size < 4096);
	}
}

CU_TestInfo test_match[] = {
	{ "all that is given has to fit", all_that_is_given_has_to_fit },
	{ "sources are compared bit by bit", sources_are_compared_bit_by_bit },
	{ "long values fit nothing", long_values_fit_nothing },
	CU_TEST_INFO_NULL,
};
