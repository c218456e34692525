/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "sip/endpoint.h"

static void test_write(void)
{
	static const struct {
		struct endpoint end;
		const char *user;
		bool is_ip6;
		const char *text;
		const char *uri;
	} row[] = {
		{ { "192.0.2.1", 5060, TRANSPORT_UDP },
		  "486",
		  false,
		  "192.0.2.1:5060",
		  "sip:486@192.0.2.1:5060" },
		{ { "192.0.2.1", 5061, TRANSPORT_TCP },
		  "",
		  false,
		  "192.0.2.1:5061",
		  "sip:192.0.2.1:5061;transport=tcp" },
		{ { "2001:db8::1", 1, TRANSPORT_UDP },
		  NULL,
		  true,
		  "[2001:db8::1]:1",
		  "sip:[2001:db8::1]:1" },
		{ { "::1", 65535, TRANSPORT_TCP },
		  "a;b=c",
		  true,
		  "[::1]:65535",
		  "sip:a;b=c@[::1]:65535;transport=tcp" },
		{ { "example.com", 0, TRANSPORT_UDP },
		  "u",
		  false,
		  "example.com:0",
		  "sip:u@example.com:0" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct buf out;

		buf_init(&out, 100);
		CHECK_INT(i, endpoint_is_ip6(&row[i].end), row[i].is_ip6);
		endpoint_write(&out, &row[i].end);
		CHECK_STR(i, buf_str(&out), row[i].text);
		buf_clear(&out);
		endpoint_write_uri(&out, &row[i].end, str_from(row[i].user));
		CHECK_STR(i, buf_str(&out), row[i].uri);
		buf_release(&out);
	}
}

static void test_find(void)
{
	static const struct {
		const char *name;
		bool found;
		enum transport transport;
	} row[] = {
		{ "udp", true, TRANSPORT_UDP },
		{ "UDP", true, TRANSPORT_UDP },
		{ "tCp", true, TRANSPORT_TCP },
		{ "", false, TRANSPORT_COUNT },
		{ "ud", false, TRANSPORT_COUNT },
		{ "udpx", false, TRANSPORT_COUNT },
		{ "sctp", false, TRANSPORT_COUNT },
		{ NULL, false, TRANSPORT_COUNT },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		enum transport transport = TRANSPORT_COUNT;

		CHECK_INT(i, transport_find(&transport, str_from(row[i].name)),
			  row[i].found);
		CHECK_INT(i, transport, row[i].transport);
	}
}

static void test_names(void)
{
	static const struct {
		const char *name;
		const char *via;
		bool is_stream;
	} row[TRANSPORT_COUNT] = {
		{ "udp", "UDP", false },
		{ "tcp", "TCP", true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		enum transport transport = (enum transport)i;

		CHECK_TEXT(i, transport_name(transport), row[i].name);
		CHECK_TEXT(i, transport_via(transport), row[i].via);
		CHECK_INT(i, transport_is_stream(transport), row[i].is_stream);
	}
}

CU_TestInfo test_endpoint[] = {
	{ "an endpoint is written with port and brackets", test_write },
	{ "a transport is found by its name in any case", test_find },
	{ "each transport has its names", test_names },
	CU_TEST_INFO_NULL
};
