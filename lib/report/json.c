/* SPDX-License-Identifier: MIT */
#include <sys/wait.h>

#include "report/json_key.h"
#include "report/put.h"
#include "report/redact.h"
#include "report/report.h"
#include "text/base64.h"
#include "text/plain.h"

enum { ADDRESS_SIZE = 128 };

/** A report in JSON in the making; it is put out piece by piece. */
struct writer {
	const struct report *report;
	struct json json;
	struct buf buf;
	FILE *out;
};

static int put(struct writer *writer)
{
	return report_put(writer->out, &writer->buf);
}

static void open_section(struct json *json, enum json_id id, char bracket)
{
	json_add_key(json, id);
	json_open(json, bracket);
}

static void add_counts(struct writer *writer)
{
	const struct results *results = writer->report->results;
	uint64_t count[VERDICT_COUNT] = { 0 };
	struct json *json = &writer->json;

	for (size_t i = 0; i < results->count; i++)
		count[results->result[i].verdict]++;
	json_add_key(json, JSON_KEY_VERDICTS);
	json_open_line(json, '{');
	for (unsigned i = 0; i < VERDICT_COUNT; i++) {
		json_key(json, str_from(verdict_name((enum verdict)i)));
		json_uint(json, count[i]);
	}
	json_close(json);
}

static void add_run(struct json *json, const struct result_run *run)
{
	json_open(json, '{');
	json_add_some(json, JSON_KEY_RUN_FILE, run->file);
	json_add_time(json, JSON_KEY_RUN_START, JSON_KEY_RUN_START_US,
		      run->start_us);
	if (run->end_us != 0)
		json_add_time(json, JSON_KEY_RUN_END, JSON_KEY_RUN_END_US,
			      run->end_us);
	json_add_some(json, JSON_KEY_RUN_VERSION, run->version);
	json_add_some(json, JSON_KEY_RUN_COMMAND, run->command);
	json_add_number(json, JSON_KEY_RUN_T1, run->t1_ms);
	json_add_number(json, JSON_KEY_RUN_SELECTED, run->selected);
	json_add_some(json, JSON_KEY_RUN_FAULT, run->fault);
	if (run->fault.size > 0)
		json_add_number(json, JSON_KEY_RUN_SEED, run->seed);
	json_close(json);
}

/** What comes before the results. */
static void add_head(struct writer *writer)
{
	const struct results *results = writer->report->results;
	struct json *json = &writer->json;

	json_add_number(json, JSON_KEY_FORMAT, JSON_FORMAT);
	add_counts(writer);
	open_section(json, JSON_KEY_RUNS, '[');
	for (size_t i = 0; i < results->run_count; i++)
		add_run(json, &results->run[i]);
	json_close(json);
	open_section(json, JSON_KEY_AGENTS, '[');
	for (size_t i = 0; i < results->agent_count; i++) {
		json_open_line(json, '{');
		json_add_value(json, JSON_KEY_AGENT_NAME,
			       results->agent[i].name);
		json_close(json);
	}
	json_close(json);
}

static void add_command(struct json *json, int status)
{
	if (status < 0 || (!WIFEXITED(status) && !WIFSIGNALED(status)))
		return;
	json_add_key(json, JSON_KEY_COMMAND);
	json_open_line(json, '{');
	if (WIFEXITED(status))
		json_add_number(json, JSON_KEY_EXIT,
				(uint64_t)WEXITSTATUS(status));
	else
		json_add_number(json, JSON_KEY_SIGNAL,
				(uint64_t)WTERMSIG(status));
	json_close(json);
}

/** A level that a later version may have, and this one does not know, is left out. */
static void add_level(struct json *json, struct str level)
{
	const char *name;

	for (size_t i = 0; (name = json_type_name(JSON_TYPE_LEVEL, i)) != NULL;
	     i++) {
		if (str_eq(level, str_from(name)))
			json_add_name(json, JSON_KEY_FINDING_LEVEL, i);
	}
}

static void add_finding(struct json *json, const struct result_finding *finding)
{
	json_open(json, '{');
	json_add_value(json, JSON_KEY_FINDING_CHECK, finding->check);
	add_level(json, finding->level);
	json_add_list(json, JSON_KEY_FINDING_RFC, finding->rfc);
	json_add_value(json, JSON_KEY_FINDING_RULE, finding->rule);
	json_add_name(json, JSON_KEY_FINDING_OUTCOME, finding->outcome);
	json_add_value(json, JSON_KEY_FINDING_EXPECTED, finding->expected);
	json_add_value(json, JSON_KEY_FINDING_ACTUAL, finding->actual);
	json_add_key(json, JSON_KEY_FINDING_PROOF);
	json_open_line(json, '[');
	for (size_t i = 0; i < finding->proof_count; i++)
		json_uint(json, finding->proof[i]);
	json_close(json);
	json_close(json);
}

/** Whether a message can be read as text: line ends and blanks are part of it. */
static bool is_text(struct str bytes)
{
	while (bytes.size > 0) {
		bool is_plain;
		char c = bytes.p[0];
		size_t size = plain_next(bytes, &is_plain);

		if (!is_plain && c != '\r' && c != '\n' && c != '\t')
			return false;
		bytes = str_sub(bytes, size, bytes.size);
	}
	return true;
}

static void add_bytes(struct json *json, struct str bytes)
{
	struct buf text;

	if (is_text(bytes)) {
		json_add_name(json, JSON_KEY_MESSAGE_ENCODING, ENCODING_UTF_8);
		json_add_value(json, JSON_KEY_MESSAGE_BYTES, bytes);
		return;
	}
	buf_init(&text, REPORT_MAX);
	base64_add(&text, bytes);
	json_add_name(json, JSON_KEY_MESSAGE_ENCODING, ENCODING_BASE64);
	json_add_value(json, JSON_KEY_MESSAGE_BYTES, buf_str(&text));
	if (json->out->error == 0)
		json->out->error = buf_error(&text);
	buf_release(&text);
}

static void add_address(struct json *json, enum json_id id,
			const struct endpoint *end)
{
	struct buf text;

	buf_init(&text, ADDRESS_SIZE);
	endpoint_write(&text, end);
	json_add_value(json, id, buf_str(&text));
	buf_release(&text);
}

static void add_message(struct writer *writer,
			const struct result_message *message, size_t number)
{
	struct json *json = &writer->json;
	struct buf safe;

	json_open(json, '{');
	json_add_number(json, JSON_KEY_MESSAGE_NUMBER, number);
	json_add_name(json, JSON_KEY_MESSAGE_TYPE, message->type);
	json_add_time(json, JSON_KEY_MESSAGE_AT, JSON_KEY_MESSAGE_AT_US,
		      message->at_us);
	json_add_name(json, JSON_KEY_MESSAGE_TRANSPORT,
		      message->local.transport);
	add_address(json, JSON_KEY_MESSAGE_LOCAL, &message->local);
	add_address(json, JSON_KEY_MESSAGE_REMOTE, &message->remote);
	json_add_flag(json, JSON_KEY_MESSAGE_SPOILT, message->is_spoilt);
	buf_init(&safe, REPORT_MAX);
	if (writer->report->is_redacted)
		redact_add(&safe, message->bytes);
	if (message->bytes.size > 0)
		add_bytes(json, writer->report->is_redacted ? buf_str(&safe)
							    : message->bytes);
	if (json->out->error == 0)
		json->out->error = buf_error(&safe);
	buf_release(&safe);
	json_close(json);
}

static int put_messages(struct writer *writer, const struct result *result)
{
	const struct report *report = writer->report;
	struct result_messages messages;
	int err;

	result_messages_init(&messages);
	err = report->messages(report->arg, &messages, result);
	open_section(&writer->json, JSON_KEY_MESSAGES, '[');
	for (size_t i = 0; i < messages.count && !err; i++) {
		add_message(writer, &messages.message[i], i + 1);
		err = put(writer);
	}
	json_close(&writer->json);
	result_messages_release(&messages);
	return err;
}

static void add_result(struct json *json, const struct result *result)
{
	json_add_number(json, JSON_KEY_RUN, result->run);
	json_add_number(json, JSON_KEY_AGENT, result->agent);
	json_add_value(json, JSON_KEY_SCENARIO, result->scenario);
	json_add_value(json, JSON_KEY_TITLE, result->title);
	json_add_list(json, JSON_KEY_RFC, result->rfc);
	json_add_list(json, JSON_KEY_TAGS, result->tags);
	if (result->code >= JSON_CODE_MIN && result->code <= JSON_CODE_MAX)
		json_add_number(json, JSON_KEY_CODE, result->code);
	json_add_name(json, JSON_KEY_VERDICT, result->verdict);
	json_add_some(json, JSON_KEY_WHY, result->why);
	json_add_name(json, JSON_KEY_EXPECTATION, result->expectation);
	json_add_some(json, JSON_KEY_REASON, result->reason);
	json_add_some(json, JSON_KEY_URI, result->uri);
	json_add_some(json, JSON_KEY_EVENTS, result->events);
	json_add_time(json, JSON_KEY_START, JSON_KEY_START_US,
		      result->start_us);
	json_add_number(json, JSON_KEY_DURATION, result->duration_us);
	json_add_flag(json, JSON_KEY_PREREQ, result->is_prereq_missing);
	add_command(json, result->command_status);
	json_add_some(json, JSON_KEY_OUTPUT, result->output);
	open_section(json, JSON_KEY_FINDINGS, '[');
	for (size_t i = 0; i < result->finding_count; i++)
		add_finding(json, &result->finding[i]);
	json_close(json);
}

static int put_all(struct writer *writer)
{
	const struct results *results = writer->report->results;
	struct json *json = &writer->json;
	int err;

	json_open(json, '{');
	add_head(writer);
	err = put(writer);
	open_section(json, JSON_KEY_RESULTS, '[');
	for (size_t i = 0; i < results->count && !err; i++) {
		json_open(json, '{');
		add_result(json, &results->result[i]);
		err = put_messages(writer, &results->result[i]);
		json_close(json);
	}
	json_close(json);
	json_close(json);
	buf_add_char(&writer->buf, '\n');
	return err ? err : put(writer);
}

int report_json(FILE *out, const struct report *report)
{
	struct writer writer = { .report = report, .out = out };
	int err;

	buf_init(&writer.buf, REPORT_MAX);
	json_init(&writer.json, &writer.buf);
	err = put_all(&writer);
	buf_release(&writer.buf);
	return err;
}
