/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"
#include "text/utf8.h"

/*
 * The first bytes say what kind of result it is; its texts and messages are what stands
 * between the bytes FIELD_END.
 */
enum { HEAD_SIZE = 4, FIELD_END = 0x1e, MESSAGES_MAX = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** What the messages of the result are made from. */
struct input {
	const uint8_t *head;
	struct str rest;
};

/** Hold in any build, also where assert() is compiled out. */
static void hold(bool held, const char *what)
{
	if (held)
		return;
	(void)fprintf(stderr, "broken: %s\n", what);
	abort();
}

static struct str take(struct str *rest)
{
	struct str field;

	(void)str_cut(*rest, FIELD_END, &field, rest);
	return field;
}

/** Entries of all types over UDP and TCP, IPv4 and IPv6, and hosts by name. */
static int fetch(void *arg, struct result_messages *messages,
		 const struct result *result)
{
	static const char *const host[] = { "192.0.2.1", "2001:db8::1", "x" };
	const struct input *input = arg;
	struct str rest = input->rest;
	unsigned kind = input->head[2];
	int err = 0;

	for (int i = 0; i < MESSAGES_MAX && rest.size > 0 && err == 0; i++) {
		struct result_message message = {
			.type = (enum entry_type)(kind % 4),
			.at_us = result->start_us + kind,
			.bytes = take(&rest),
		};

		message.local.transport =
			kind & 4 ? TRANSPORT_TCP : TRANSPORT_UDP;
		message.remote = message.local;
		(void)snprintf(message.local.host, HOST_SIZE, "%s",
			       host[kind % 3]);
		(void)snprintf(message.remote.host, HOST_SIZE, "%s",
			       host[kind / 3 % 3]);
		err = result_messages_add(messages, &message);
		kind = kind * 5 + 1;
	}
	return err;
}

/** UTF-8 that no reader and no terminal takes for anything but text. */
static void hold_text(struct str text)
{
	while (text.size > 0) {
		uint32_t code = 0;
		size_t size = utf8_next(text, &code);

		hold(size > 0, "UTF-8");
		hold(code == '\n' || code == '\t' ||
			     (code >= ' ' && (code < 0x7f || code > 0x9f)),
		     "no control characters");
		hold((code & 0xfffe) != 0xfffe, "characters only");
		text = str_sub(text, size, text.size);
	}
}

static size_t count_lines(struct str text, struct str start)
{
	struct str line;
	size_t count = 0;

	while (str_next_line(&text, &line))
		count += str_starts(line, start);
	return count;
}

/** Every tag that opens is closed by its own; nothing else looks like one. */
static void hold_xml(struct str text)
{
	struct str open[8];
	size_t depth = 0;

	hold(str_starts(text, STR("<?xml ")), "XML declaration");
	text = str_sub(text, str_find(text, '\n'), text.size);
	while (str_find(text, '<') < text.size) {
		struct str before, tag, name, rest;

		(void)str_cut(text, '<', &before, &text);
		hold(str_find(before, '>') == before.size, "> in a text");
		hold(str_cut(text, '>', &tag, &text), "a tag that ends");
		(void)str_cut(tag, ' ', &name, &rest);
		if (str_starts(name, STR("/"))) {
			hold(depth > 0 && str_eq(open[--depth],
						 str_sub(name, 1, name.size)),
			     "tags in each other");
		} else if (tag.size > 0 && tag.p[tag.size - 1] != '/') {
			hold(depth < ARRAY_SIZE(open), "few levels");
			open[depth++] = name;
		}
	}
	hold(depth == 0, "all tags closed");
	hold(str_eq(text, STR("\n")), "nothing behind the root");
}

static void hold_junit(struct str text)
{
	hold_text(text);
	hold_xml(text);
	hold(count_lines(text, STR("<testcase ")) == 1, "one testcase");
}

static void hold_tap(struct str text)
{
	struct str line;
	size_t blocks = count_lines(text, STR("  ---"));
	size_t lines = 3;

	hold_text(text);
	hold(count_lines(text, STR("1..1")) == 1, "one plan");
	hold(count_lines(text, STR("ok 1 - ")) +
			     count_lines(text, STR("not ok 1 - ")) ==
		     1,
	     "one result");
	hold(blocks <= 1 && count_lines(text, STR("  ...")) == blocks,
	     "one block at most");
	lines += count_lines(text, STR("  "));
	while (str_next_line(&text, &line))
		lines--;
	hold(lines == 0, "no other lines");
}

static void hold_pcap(struct str text)
{
	static const uint32_t magic = 0xa1b2c3d4;

	hold(text.size >= 24 && memcmp(text.p, &magic, sizeof(magic)) == 0,
	     "header of a capture");
}

static const struct {
	report_write_f *write;
	void (*hold)(struct str text);
} writer[] = {
	{ report_junit, hold_junit },
	{ report_tap, hold_tap },
	{ report_pcap, hold_pcap },
};

static void write_all(const struct report *report)
{
	for (size_t i = 0; i < ARRAY_SIZE(writer); i++) {
		char *text = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&text, &size);

		hold(out != NULL, "memory");
		hold(writer[i].write(out, report) == 0, "a report");
		hold(fclose(out) == 0, "memory");
		writer[i].hold((struct str){ text, size });
		free(text);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { .head = data };
	struct result_run run = { .t1_ms = 500 };
	struct result_agent agent = { .name = STR("phone") };
	struct result_finding finding = { .check = STR("ack-sent"),
					  .level = STR("MUST"),
					  .rfc = STR("3261#17"),
					  .rule = STR("It is sent."),
					  .proof = { 1 },
					  .proof_count = 1 };
	struct result result = { .finding = &finding, .finding_count = 1 };
	const struct results results = { .run = &run,
					 .run_count = 1,
					 .agent = &agent,
					 .agent_count = 1,
					 .result = &result,
					 .count = 1 };
	const struct report report = { .results = &results,
				       .messages = fetch,
				       .arg = &input,
				       .is_redacted = size > HEAD_SIZE &&
						      data[3] & 1 };

	if (size < HEAD_SIZE)
		return 0;
	input.rest = (struct str){ (const char *)data + HEAD_SIZE,
				   size - HEAD_SIZE };
	result.verdict = (enum verdict)(data[0] % VERDICT_COUNT);
	result.expectation = (enum expectation)(data[1] % 4);
	finding.outcome = (enum outcome)(data[1] / 4 % 5);
	result.command_status = data[3];
	result.scenario = take(&input.rest);
	agent.name = take(&input.rest);
	result.why = take(&input.rest);
	result.reason = take(&input.rest);
	result.output = take(&input.rest);
	result.uri = take(&input.rest);
	run.command = take(&input.rest);
	run.fault = take(&input.rest);
	finding.expected = take(&input.rest);
	finding.actual = take(&input.rest);
	write_all(&report);
	return 0;
}
