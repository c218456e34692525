/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/write.h"
#include "generate.h"
#include "page.h"
#include "scenario/load.h"

enum { FILE_MAX = 1 << 20 };

/** What became of the calls of a capture. */
struct tally {
	size_t count[CAPTURE_UNFIT + 1];
};

/** @return whether packets of this link can be read */
static bool find_link(enum link *link, int type)
{
	static const struct {
		int type;
		enum link link;
	} row[] = {
		{ DLT_EN10MB, LINK_ETHERNET }, { DLT_LINUX_SLL, LINK_SLL },
		{ DLT_LINUX_SLL2, LINK_SLL2 }, { DLT_NULL, LINK_NULL },
		{ DLT_LOOP, LINK_NULL },       { DLT_RAW, LINK_IP },
		{ DLT_IPV4, LINK_IP },         { DLT_IPV6, LINK_IP },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		if (row[i].type == type) {
			*link = row[i].link;
			return true;
		}
	}
	return false;
}

static int fail(const char *path, const char *why)
{
	(void)fprintf(stderr, "gamut: %s: %s\n", path, why);
	return STATUS_USAGE;
}

/** All packets up to the end, or to where the file is broken. */
static int read_packets(struct reader *reader, pcap_t *pcap, enum link link,
			const char *path)
{
	struct pcap_pkthdr *header;
	const u_char *bytes;
	int state = 0;
	int err = 0;

	while (!err && (state = pcap_next_ex(pcap, &header, &bytes)) == 1) {
		struct str packet = { (const char *)bytes, header->caplen };

		err = reader_add(reader, link, packet,
				 (uint64_t)header->ts.tv_sec * 1000000 +
					 (uint64_t)header->ts.tv_usec);
	}
	if (state == PCAP_ERROR)
		(void)fprintf(stderr, "gamut: %s: it ends early: %s\n", path,
			      pcap_geterr(pcap));
	if (err == E2BIG)
		return fail(path, "more than can be read at once: take a part");
	return err ? cmd_fail(&cmd_generate, err) : STATUS_OK;
}

/** What libpcap says of a file that cannot be read begins with its name. */
static int refuse_file(const char *path, const char *error)
{
	size_t size = strlen(path);

	if (strncmp(error, path, size) == 0 &&
	    strncmp(error + size, ": ", 2) == 0)
		error += size + 2;
	return fail(path, error);
}

static int read_file(struct reader *reader, const char *path)
{
	char error[PCAP_ERRBUF_SIZE] = "";
	pcap_t *pcap = pcap_open_offline(path, error);
	enum link link;
	int status;

	if (pcap == NULL)
		return refuse_file(path, error);
	if (find_link(&link, pcap_datalink(pcap)))
		status = read_packets(reader, pcap, link, path);
	else
		status = fail(path, "packets of this link cannot be read");
	pcap_close(pcap);
	return status;
}

/** Say what of the packets could not be used. */
static void tell_packets(const struct reader *reader, const char *path)
{
	static const struct {
		enum packet_kind kind;
		const char *text;
	} row[] = {
#define X(id, text) { PACKET_##id, text },
		PACKET_KIND_MAP(X)
#undef X
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		size_t count = reader->kind[row[i].kind];

		if (count > 0 && (row[i].kind == PACKET_FRAGMENT ||
				  row[i].kind == PACKET_CUT))
			(void)fprintf(stderr, "gamut: %s: skipped %zu %s\n",
				      path, count, row[i].text);
	}
	if (reader_lost(reader) > 0)
		(void)fprintf(stderr,
			      "gamut: %s: skipped %zu segments of TCP, for "
			      "others are missing\n",
			      path, reader_lost(reader));
}

static void tell_calls(const struct tally *tally, const char *path)
{
	static const char *const why[] = {
		[CAPTURE_WRITTEN] = NULL,
		[CAPTURE_UNANSWERED] = "without an answer",
		[CAPTURE_BINARY] = "with bytes that no scenario file can hold",
		[CAPTURE_UNFIT] = "that no scenario can say",
	};

	for (size_t i = 0; i < ARRAY_SIZE(why); i++) {
		if (why[i] != NULL && tally->count[i] > 0)
			(void)fprintf(stderr,
				      "gamut: %s: skipped %zu calls %s\n", path,
				      tally->count[i], why[i]);
	}
}

/** Whether the file is as good as one that a person wrote. */
static bool is_loaded(struct str text)
{
	const struct str any_path = { NULL, 0 };
	struct scenario *scenario = NULL;
	struct diags diags;
	int err;

	diags_init(&diags, STR("captured"), text);
	err = scenario_load(&scenario, any_path, false, &diags);
	diags_release(&diags);
	scenario_free(scenario);
	return err == 0;
}

/** What the far end did may break a rule; then the file has to say so. */
static enum capture_outcome
write_call(struct buf *text, const struct captured_call *call, size_t number)
{
	for (int is_broken = 0; is_broken < 2; is_broken++) {
		enum capture_outcome outcome;

		buf_clear(text);
		outcome = capture_write(text, call, number, is_broken != 0);
		if (outcome != CAPTURE_WRITTEN)
			return outcome;
		if (buf_error(text) == 0 && is_loaded(buf_str(text)))
			return CAPTURE_WRITTEN;
	}
	return CAPTURE_UNFIT;
}

static void put_calls(struct suite_out *out, const struct captured_calls *calls,
		      struct tally *tally)
{
	struct buf text;
	struct buf path;

	buf_init(&text, FILE_MAX);
	buf_init(&path, FILE_MAX);
	for (size_t i = 0; i < calls->count; i++) {
		const struct captured_call *call = &calls->call[i];
		size_t number = tally->count[CAPTURE_WRITTEN] + 1;
		enum capture_outcome outcome = write_call(&text, call, number);

		tally->count[outcome]++;
		if (outcome != CAPTURE_WRITTEN)
			continue;
		buf_clear(&path);
		capture_write_id(&path, call, number);
		buf_add_text(&path, ".yaml");
		suite_put(out, buf_str(&path), buf_str(&text));
	}
	buf_release(&text);
	buf_release(&path);
}

static int make(struct suite_out *out, const struct reader *reader,
		const char *path)
{
	struct captured_calls calls;
	struct tally tally = { { 0 } };
	int status = STATUS_OK;

	if (captured_calls_find(&calls, reader) != 0)
		status = cmd_fail(&cmd_generate, ENOMEM);
	else
		put_calls(out, &calls, &tally);
	captured_calls_release(&calls);
	tell_packets(reader, path);
	tell_calls(&tally, path);
	if (status == STATUS_OK && tally.count[CAPTURE_WRITTEN] == 0)
		return fail(path, "there is no call in it that was answered");
	return status;
}

static int from_pcap_make(struct suite_out *out, const struct options *options,
			  int argc, char *argv[])
{
	struct reader reader;
	int status;

	(void)options;
	if (argc != 1)
		return cmd_usage(&cmd_generate,
				 "generate from-pcap: which one file?");
	reader_init(&reader);
	status = read_file(&reader, argv[0]);
	if (status == STATUS_OK)
		status = make(out, &reader, argv[0]);
	reader_release(&reader);
	return status;
}

const struct generate generate_from_pcap = {
	.name = "from-pcap",
	.args = "FILE",
	.text = "Scenario files of a capture, pcap or pcapng: one for each "
		"call that was answered, which answers as the far end did, "
		"with its delays and every header, in DIR/captured. What "
		"differs from call to call is a template; what is secret is "
		"struck out. SIP over UDP, and TCP in order.",
	.uses = "",
	.make = from_pcap_make,
};
