/* SPDX-License-Identifier: MIT */
#include "trial.h"

#include <errno.h>

#include "report/redact.h"

enum { TEXT_MAX = 4096, BYTES_MAX = 1 << 24 };

/** A list with ", " between. */
static struct str joined(struct arena *arena, const struct str *text,
			 size_t count)
{
	struct buf out;
	struct str copy;

	buf_init(&out, TEXT_MAX);
	for (size_t i = 0; i < count; i++) {
		buf_add_text(&out, i > 0 ? ", " : "");
		buf_add_str(&out, text[i]);
	}
	copy = arena_copy(arena, buf_str(&out));
	buf_release(&out);
	return copy;
}

int trial_init(struct trial *trial, const struct scenario *scenario)
{
	*trial = (struct trial){ .scenario = scenario };
	arena_init(&trial->arena);
	result_messages_init(&trial->messages);
	trial->result = (struct result){
		.scenario = scenario->id,
		.title = scenario->title,
		.rfc = joined(&trial->arena, scenario->rfc,
			      scenario->rfc_count),
		.tags = joined(&trial->arena, scenario->tag,
			       scenario->tag_count),
		.code = scenario->code,
		.command_status = -1,
	};
	return arena_error(&trial->arena);
}

void trial_release(struct trial *trial)
{
	arena_release(&trial->arena);
	result_messages_release(&trial->messages);
}

/** A text as it is kept. */
static struct str kept(struct trial *trial, struct str text)
{
	struct buf out;

	if (!trial->is_redacted || text.size == 0)
		return arena_copy(&trial->arena, text);
	buf_init(&out, BYTES_MAX);
	redact_add(&out, text);
	text = arena_copy(&trial->arena, buf_str(&out));
	buf_release(&out);
	return text;
}

/** The same messages without credentials. */
static int redact_messages(struct trial *trial)
{
	struct result_messages clean;
	struct buf out;
	int err = 0;

	result_messages_init(&clean);
	buf_init(&out, BYTES_MAX);
	for (size_t i = 0; !err && i < trial->messages.count; i++) {
		struct result_message message = trial->messages.message[i];

		buf_clear(&out);
		if (message.bytes.size > 0)
			redact_add(&out, message.bytes);
		message.bytes = buf_str(&out);
		err = buf_error(&out);
		if (!err)
			err = result_messages_add(&clean, &message);
	}
	buf_release(&out);
	result_messages_release(&trial->messages);
	trial->messages = clean;
	return err;
}

static int take_messages(struct trial *trial, const struct record *record,
			 const struct wall *wall)
{
	int err;

	result_messages_release(&trial->messages);
	err = result_messages_of(&trial->messages, record, wall->offset_us);
	if (!err && trial->is_redacted)
		err = redact_messages(trial);
	return err;
}

static int take_findings(struct trial *trial, const struct findings *findings)
{
	struct result *result = &trial->result;
	int err = result_findings_of(result, &trial->arena, findings);

	for (size_t i = 0; trial->is_redacted && i < result->finding_count;
	     i++) {
		struct result_finding *finding = &result->finding[i];

		finding->expected = kept(trial, finding->expected);
		finding->actual = kept(trial, finding->actual);
	}
	trial->finding = result->finding;
	trial->finding_count = result->finding_count;
	return err;
}

int trial_judge(struct trial *trial, const struct call_report *report,
		const struct wall *wall)
{
	struct result *result = &trial->result;
	int err;

	trial->agent = arena_copy(&trial->arena, report->agent);
	if (trial->agent.size == 0)
		trial->agent = arena_copy(&trial->arena,
					  str_from(report->remote.host));
	result->events = kept(trial, report->events);
	result->is_prereq_missing = report->is_prereq_missing;
	trial->verdict =
		report->findings != NULL ? report->verdict : VERDICT_ERROR;
	err = take_messages(trial, report->record, wall);
	if (!err && report->findings != NULL)
		err = take_findings(trial, report->findings);
	return err ? err : arena_error(&trial->arena);
}

int trial_exited(struct trial *trial, int status, bool was_ended,
		 struct str output)
{
	trial->was_ended = was_ended;
	trial->result.command_status = was_ended ? -1 : status;
	trial->result.output = kept(trial, output);
	return arena_error(&trial->arena);
}

uint64_t trial_timeout_us(uint64_t wanted_us, uint32_t t1_ms)
{
	const struct timing timing = timing_of(t1_ms);

	/* A client takes as long to start whatever T1 is. */
	return wanted_us > 0 ? wanted_us : 8000000 + timing_64t1_us(&timing);
}

void trial_write_user(struct buf *out, struct str id, unsigned run)
{
	for (size_t i = 0; i < id.size; i++) {
		if (id.p[i] == '@')
			buf_add_text(out, "%40");
		else
			buf_add_char(out,
				     (char)(id.p[i] == '/' ? '.' : id.p[i]));
	}
	if (run > 0)
		buf_addf(out, ".r%u", run);
}

int trial_skip(struct trial *trial, struct str why)
{
	trial->result.verdict = VERDICT_UNSUPPORTED;
	trial->result.why = arena_copy(&trial->arena, why);
	return arena_error(&trial->arena);
}
