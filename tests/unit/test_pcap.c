/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "rendering.h"

#define AT_US UINT64_C(1772366400123456)

enum { IP4_SIZE = 20, TCP_SIZE = 20, UDP_SIZE = 8 };

#define HERE(transport)                                  \
	{                                                \
		"192.0.2.1", 5060, TRANSPORT_##transport \
	}
#define THERE(transport)                                 \
	{                                                \
		"192.0.2.9", 5070, TRANSPORT_##transport \
	}
#define MESSAGE(entry, carrier, text)                                          \
	{                                                                      \
		.type = ENTRY_##entry, .at_us = AT_US, .local = HERE(carrier), \
		.remote = THERE(carrier), .bytes = STR_INIT(text)              \
	}

/** What libpcap reads back: a line for each packet. */
static void describe(struct buf *out, const struct pcap_pkthdr *header,
		     const u_char *packet)
{
	bool is_ours = packet[15] == 1; /* the last byte of the source */
	const char *arrow = is_ours ? ">" : "<";
	const u_char *inside = packet + IP4_SIZE;

	if (packet[9] == IPPROTO_UDP)
		buf_addf(out, "%s udp %u\n", arrow,
			 header->len - IP4_SIZE - UDP_SIZE);
	else
		buf_addf(out, "%s tcp %02x %u\n", arrow, inside[13],
			 header->len - IP4_SIZE - TCP_SIZE);
	CHECK_INT(0, header->caplen, header->len);
	CHECK_INT(0, packet[2] << 8 | packet[3], header->len);
	CHECK_INT(0, header->ts.tv_sec, AT_US / 1000000);
	CHECK_INT(0, header->ts.tv_usec, AT_US % 1000000);
}

static void read_back(struct buf *out, char *bytes, size_t size)
{
	char error[PCAP_ERRBUF_SIZE];
	FILE *file = fmemopen(bytes, size, "r");
	pcap_t *pcap = pcap_fopen_offline(file, error);
	struct pcap_pkthdr *header;
	const u_char *packet;

	if (!CHECK(0, pcap != NULL))
		return;
	CHECK_INT(0, pcap_datalink(pcap), DLT_RAW);
	while (pcap_next_ex(pcap, &header, &packet) == 1)
		describe(out, header, packet);
	pcap_close(pcap);
}

static void check(size_t row, const struct rendering *rendering,
		  const char *want)
{
	size_t size;
	char *bytes = rendering_write(rendering, report_pcap, &size);
	struct buf have;

	buf_init(&have, 4096);
	buf_add_text(&have, "");
	read_back(&have, bytes, size);
	CHECK_STR(row, buf_str(&have), want);
	buf_release(&have);
	free(bytes);
}

static void shows_messages_as_packets(void)
{
	static const struct {
		struct result_message message[4];
		size_t count;
		const char *want;
	} row[] = {
		{ { { .at_us = 0 } }, 0, "" },
		{ { MESSAGE(IN, UDP, "abc"), MESSAGE(OUT, UDP, "de"),
		    MESSAGE(GONE, UDP, ""), MESSAGE(EXIT, UDP, "") },
		  4,
		  "< udp 3\n> udp 2\n" },
		/* The one that speaks first has opened the connection. */
		{ { MESSAGE(IN, TCP, "abc"), MESSAGE(OUT, TCP, "de") },
		  2,
		  "< tcp 02 0\n> tcp 12 0\n< tcp 10 0\n"
		  "< tcp 18 3\n> tcp 10 0\n> tcp 18 2\n< tcp 10 0\n" },
		{ { MESSAGE(OUT, TCP, "a"), MESSAGE(GONE, TCP, ""),
		    MESSAGE(GONE, TCP, "") },
		  3,
		  "> tcp 02 0\n< tcp 12 0\n> tcp 10 0\n"
		  "> tcp 18 1\n< tcp 10 0\n< tcp 14 0\n" },
		/* It never was there. */
		{ { MESSAGE(GONE, TCP, "") }, 1, "" },
		{ { MESSAGE(IN, TCP, "a"), MESSAGE(GONE, TCP, ""),
		    MESSAGE(OUT, TCP, "b") },
		  3,
		  "< tcp 02 0\n> tcp 12 0\n< tcp 10 0\n"
		  "< tcp 18 1\n> tcp 10 0\n< tcp 14 0\n"
		  "> tcp 02 0\n< tcp 12 0\n> tcp 10 0\n"
		  "> tcp 18 1\n< tcp 10 0\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct result result = { .scenario = STR("final/486") };
		const struct rendering rendering = {
			.result = &result,
			.count = 1,
			.message = row[i].message,
			.message_count = row[i].count,
		};

		check(i, &rendering, row[i].want);
	}
}

static void leaves_out_hosts_that_are_no_addresses(void)
{
	struct result_message message[] = { MESSAGE(IN, UDP, "abc"),
					    MESSAGE(IN, UDP, "de") };
	struct result result = { .scenario = STR("final/486") };
	const struct rendering rendering = { .result = &result,
					     .count = 1,
					     .message = message,
					     .message_count = 2 };

	(void)snprintf(message[0].remote.host, sizeof(message[0].remote.host),
		       "phone.example");
	check(0, &rendering, "< udp 2\n");
}

/** UDP carries 65507 bytes over IPv4, a segment here 65495. */
static void fits_what_is_long(void)
{
	static char bytes[70000];
	struct result_message message[] = { MESSAGE(IN, UDP, ""),
					    MESSAGE(IN, TCP, "") };
	struct result result = { .scenario = STR("final/486") };
	const struct rendering rendering = { .result = &result,
					     .count = 1,
					     .message = message,
					     .message_count = 2 };

	message[0].bytes = (struct str){ bytes, sizeof(bytes) };
	message[1].bytes = message[0].bytes;
	check(0, &rendering,
	      "< udp 65507\n< tcp 02 0\n> tcp 12 0\n< tcp 10 0\n"
	      "< tcp 18 65495\n> tcp 10 0\n< tcp 18 4505\n> tcp 10 0\n");
}

static void strikes_out_secrets(void)
{
	static const struct result_message message =
		MESSAGE(IN, UDP,
			"INVITE sip:b@h SIP/2.0\r\n"
			"Authorization: Digest response=\"0123456789\"\r\n"
			"Content-Length: 0\r\n\r\n");
	struct result result = { .scenario = STR("final/486") };

	for (int i = 0; i < 2; i++) {
		const struct rendering rendering = { .result = &result,
						     .count = 1,
						     .message = &message,
						     .message_count = 1,
						     .is_redacted = i == 1 };
		size_t size;
		char *bytes = rendering_write(&rendering, report_pcap, &size);

		CHECK_INT(i, memmem(bytes, size, "0123456789", 10) != NULL,
			  i == 0);
		CHECK_INT(i, memmem(bytes, size, "redacted", 8) != NULL,
			  i == 1);
		free(bytes);
	}
}

static void says_what_went_wrong_with_it(void)
{
	static const struct result_message message = MESSAGE(IN, UDP, "abc");
	struct result result = { .scenario = STR("final/486") };
	struct rendering rendering = { .result = &result,
				       .count = 1,
				       .message = &message,
				       .message_count = 1,
				       .messages_error = EBADMSG };
	FILE *full = rendering_open_full();
	FILE *file = tmpfile();

	CHECK_INT(0, rendering_error(&rendering, report_pcap, file), EBADMSG);
	rendering.messages_error = 0;
	CHECK_INT(1, rendering_error(&rendering, report_pcap, full), ENOSPC);
	(void)fclose(full);
	(void)fclose(file);
}

CU_TestInfo test_pcap[] = {
	{ "shows messages as packets", shows_messages_as_packets },
	{ "leaves out hosts that are no addresses",
	  leaves_out_hosts_that_are_no_addresses },
	{ "fits what is long", fits_what_is_long },
	{ "strikes out secrets", strikes_out_secrets },
	{ "says what went wrong with it", says_what_went_wrong_with_it },
	CU_TEST_INFO_NULL,
};
