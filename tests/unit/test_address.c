/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "check.h"
#include "engine/address.h"

static union address parsed(const char *host, uint16_t port)
{
	union address address;

	memset(&address, 0, sizeof(address));
	CU_ASSERT_EQUAL(address_parse(&address, str_from(host), port), 0);
	return address;
}

static const struct {
	const char *host;
	const char *text; /* NULL: refused */
	int family;
} parse_row[] = {
	{ "192.0.2.1", "192.0.2.1", AF_INET },
	{ "0.0.0.0", "0.0.0.0", AF_INET },
	{ "255.255.255.255", "255.255.255.255", AF_INET },
	{ "9.10.99.100", "9.10.99.100", AF_INET },
	{ "200.109.90.1", "200.109.90.1", AF_INET },
	{ "2001:db8::1", "2001:db8::1", AF_INET6 },
	{ "[2001:db8::1]", "2001:db8::1", AF_INET6 },
	{ "2001:DB8:0:0:0:0:0:1", "2001:db8::1", AF_INET6 },
	{ "2001:db8:1111:2222:3333:4444:5555:6666",
	  "2001:db8:1111:2222:3333:4444:5555:6666", AF_INET6 },
	{ "::", "::", AF_INET6 },
	{ "::ffff:192.0.2.1", "192.0.2.1", AF_INET6 },
	{ "[::ffff:c000:201]", "192.0.2.1", AF_INET6 },
	{ "::192.0.2.1", "::192.0.2.1", AF_INET6 },
	{ "", NULL, 0 },
	{ "[]", NULL, 0 },
	{ "[", NULL, 0 },
	{ "]", NULL, 0 },
	{ "[192.0.2.1]", NULL, 0 },
	{ "[2001:db8::1", NULL, 0 },
	{ "2001:db8::1]", NULL, 0 },
	{ "[[2001:db8::1]]", NULL, 0 },
	{ "[2001:db8::1]:5060", NULL, 0 },
	{ "192.0.2.1:5060", NULL, 0 },
	{ "192.0.2", NULL, 0 },
	{ "192.0.2.256", NULL, 0 },
	{ "192.0.2.1.", NULL, 0 },
	{ "192.0.2.1 ", NULL, 0 },
	{ " 192.0.2.1", NULL, 0 },
	{ "192.0.2.-1", NULL, 0 },
	{ "0x7f.0.0.1", NULL, 0 },
	{ "2130706433", NULL, 0 },
	{ "2001:db8:::1", NULL, 0 },
	{ "1:2:3:4:5:6:7:8:9", NULL, 0 },
	{ "fe80::1%lo", NULL, 0 },
	{ "localhost", NULL, 0 },
	{ "2001:db8::1/64", NULL, 0 },
	{ "0000:0000:0000:0000:0000:ffff:255.255.255.255:0", NULL, 0 },
	{ "00000000000000000000000000000000000000000000001", NULL, 0 },
};

static void parse(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(parse_row); i++) {
		union address address = { .in.sin_port = 7 };
		struct endpoint end;
		int err = address_parse(&address, str_from(parse_row[i].host),
					5070);

		CHECK_INT(i, err, parse_row[i].text != NULL ? 0 : EINVAL);
		if (parse_row[i].text == NULL) {
			CHECK_INT(i, address.in.sin_port, 7);
			continue;
		}
		CHECK_INT(i, address.sa.sa_family, parse_row[i].family);
		CHECK_INT(i, address_port(&address), 5070);
		address_endpoint(&end, &address, TRANSPORT_TCP);
		CHECK_TEXT(i, end.host, parse_row[i].text);
		CHECK_INT(i, end.port, 5070);
		CHECK_INT(i, end.transport, TRANSPORT_TCP);
	}
}

static void nul_is_no_end(void)
{
	union address address;

	CHECK_INT(0, address_parse(&address, STR("192.0.2.1\0"), 1), EINVAL);
	CHECK_INT(1, address_parse(&address, STR("::1\0.example"), 1), EINVAL);
	CHECK_INT(2, address_parse(&address, str_from(NULL), 1), EINVAL);
	CHECK_INT(3, address_parse(&address, (struct str){ "::1x", 3 }, 1), 0);
}

static void port(void)
{
	static const char *const host[] = { "192.0.2.1", "2001:db8::1" };
	static const uint16_t value[] = { 0, 1, 5060, 0x1234, 65535 };

	for (size_t i = 0; i < ARRAY_SIZE(host); i++) {
		union address address = parsed(host[i], 9);
		union address again = address;

		for (size_t k = 0; k < ARRAY_SIZE(value); k++) {
			address_set_port(&address, value[k]);
			CHECK_INT(k, address_port(&address), value[k]);
			CHECK(k, address_same_host(&address, &again));
		}
	}
	CHECK_INT(0, parsed("192.0.2.1", 0x1234).in.sin_port, htons(0x1234));
	CHECK_INT(1, parsed("::1", 0x1234).in6.sin6_port, htons(0x1234));
}

static void size(void)
{
	union address in = parsed("192.0.2.1", 1);
	union address in6 = parsed("::ffff:192.0.2.1", 1);

	CHECK_INT(0, address_size(&in), sizeof(struct sockaddr_in));
	CHECK_INT(1, address_size(&in6), sizeof(struct sockaddr_in6));
}

static void same_host(void)
{
	static const struct {
		const char *a;
		const char *b;
		bool same;
	} row[] = {
		{ "192.0.2.1", "192.0.2.1", true },
		{ "192.0.2.1", "192.0.2.2", false },
		{ "192.0.2.1", "128.0.2.1", false },
		{ "192.0.2.1", "::ffff:192.0.2.1", true },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1", true },
		{ "192.0.2.1", "::192.0.2.1", false },
		{ "0.0.0.0", "::", false },
		{ "2001:db8::1", "2001:db8:0::1", true },
		{ "2001:db8::1", "2001:db8::2", false },
		{ "2001:db8::1", "2001:db9::1", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		union address a = parsed(row[i].a, 1);
		union address b = parsed(row[i].b, 2);

		CHECK_INT(i, address_same_host(&a, &b), row[i].same);
		CHECK_INT(i, address_same_host(&b, &a), row[i].same);
	}
}

static void kind(void)
{
	static const struct {
		const char *host;
		bool is_wildcard;
		bool is_loopback;
	} row[] = {
		{ "0.0.0.0", true, false },
		{ "::", true, false },
		{ "::ffff:0.0.0.0", true, false },
		{ "0.0.0.1", false, false },
		{ "128.0.0.0", false, false },
		{ "127.0.0.1", false, true },
		{ "127.255.255.255", false, true },
		{ "126.255.255.255", false, false },
		{ "::1", false, true },
		{ "::2", false, false },
		{ "8000::", false, false },
		{ "::ffff:127.0.0.1", false, true },
		{ "::127.0.0.1", false, false },
		{ "7f00::1", false, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		union address address = parsed(row[i].host, 5060);

		CHECK_INT(i, address_is_wildcard(&address), row[i].is_wildcard);
		CHECK_INT(i, address_is_loopback(&address), row[i].is_loopback);
	}
}

static void prefix_form(void)
{
	static const struct {
		const char *text;
		int bits; /* -1: refused */
	} row[] = {
		{ "192.0.2.0/24", 24 },
		{ "192.0.2.1", 32 },
		{ "192.0.2.1/32", 32 },
		{ "0.0.0.0/0", 0 },
		{ "128.0.0.0/1", 1 },
		{ "192.0.2.128/25", 25 },
		{ "2001:db8::/32", 32 },
		{ "[2001:db8::]/32", 32 },
		{ "2001:db8::1", 128 },
		{ "2001:db8::1/128", 128 },
		{ "::/0", 0 },
		{ "::ffff:192.0.2.0/120", 24 },
		{ "::ffff:192.0.2.1", 32 },
		{ "::ffff:0.0.0.0/96", 0 },
		{ "::ffff:0.0.0.0/95", -1 },
		{ "::ffff:192.0.2.0/24", -1 },
		{ "192.0.2.1/24", -1 },
		{ "192.0.2.128/24", -1 },
		{ "128.0.0.0/0", -1 },
		{ "192.0.2.0/33", -1 },
		{ "192.0.2.0/", -1 },
		{ "192.0.2.0/-1", -1 },
		{ "192.0.2.0/ 24", -1 },
		{ "192.0.2.0/24/24", -1 },
		{ "192.0.2.0/255.255.255.0", -1 },
		{ "192.0.2.0/18446744073709551616", -1 },
		{ "2001:db8::/129", -1 },
		{ "2001:db8::1/127", -1 },
		{ "2001:db8::/28", -1 },
		{ "[2001:db8::/32]", -1 },
		{ "192.0.2/24", -1 },
		{ "/24", -1 },
		{ "", -1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct prefix prefix = { .bits = 77 };
		int err = prefix_parse(&prefix, str_from(row[i].text));

		CHECK_INT(i, err, row[i].bits >= 0 ? 0 : EINVAL);
		CHECK_INT(i, prefix.bits, row[i].bits >= 0 ? row[i].bits : 77);
	}
}

static void prefix_holds(void)
{
	static const struct {
		const char *prefix;
		const char *host;
		bool has;
	} row[] = {
		{ "192.0.2.0/24", "192.0.2.0", true },
		{ "192.0.2.0/24", "192.0.2.255", true },
		{ "192.0.2.0/24", "192.0.3.0", false },
		{ "192.0.2.0/24", "192.0.1.255", false },
		{ "192.0.2.0/23", "192.0.3.255", true },
		{ "192.0.2.128/25", "192.0.2.127", false },
		{ "192.0.2.128/25", "192.0.2.128", true },
		{ "192.0.2.4/31", "192.0.2.5", true },
		{ "192.0.2.4/31", "192.0.2.6", false },
		{ "192.0.2.1", "192.0.2.1", true },
		{ "192.0.2.1/32", "192.0.2.0", false },
		{ "0.0.0.0/0", "255.255.255.255", true },
		{ "0.0.0.0/0", "::ffff:192.0.2.1", true },
		{ "0.0.0.0/0", "2001:db8::1", false },
		{ "192.0.2.0/24", "::ffff:192.0.2.9", true },
		{ "192.0.2.0/24", "::192.0.2.9", false },
		{ "::ffff:192.0.2.0/120", "192.0.2.9", true },
		{ "::ffff:192.0.2.0/120", "192.0.3.9", false },
		{ "::/0", "2001:db8::1", true },
		{ "::/0", "192.0.2.1", false },
		{ "::/0", "::ffff:192.0.2.1", false },
		{ "2001:db8::/32", "2001:db8:ffff::1", true },
		{ "2001:db8::/32", "2001:db9::", false },
		{ "2001:db8::/33", "2001:db8:8000::", false },
		{ "2001:db8::2/127", "2001:db8::3", true },
		{ "2001:db8::2/127", "2001:db8::1", false },
		{ "2001:db8::1/128", "2001:db8::1", true },
		{ "2001:db8::1/128", "2001:db8::", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		union address address = parsed(row[i].host, 5060);
		struct prefix prefix;

		CHECK_INT(i, prefix_parse(&prefix, str_from(row[i].prefix)), 0);
		CHECK_INT(i, prefix_has(&prefix, &address), row[i].has);
	}
}

CU_TestInfo test_address[] = {
	{ "numeric addresses are read, all else is refused", parse },
	{ "a NUL does not end an address", nul_is_no_end },
	{ "the port is in host order", port },
	{ "the size is that of the family", size },
	{ "a mapped address is the same host as its IPv4 one", same_host },
	{ "wildcard and loopback are known in both families", kind },
	{ "a prefix has no bits behind it", prefix_form },
	{ "a prefix holds what shares its bits", prefix_holds },
	CU_TEST_INFO_NULL,
};
