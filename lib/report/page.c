/* SPDX-License-Identifier: MIT */
#include "report/ladder.h"
#include "report/offence.h"
#include "report/put.h"
#include "report/redact.h"
#include "report/report.h"
#include "report/style.h"
#include "report/wire.h"
#include "text/iso_time.h"
#include "text/layout.h"
#include "text/plain.h"

enum { OUTPUT_LINES = 8, WIDTH_MIN = 40, WIRE_MAX = 64 << 20 };

/** The page of a case in the making. */
struct page {
	const struct report *report;
	const struct result *result;
	const struct result_finding *finding; /* the cause; NULL: none */
	struct result_messages messages;
	struct buf buf;
	FILE *out;
};

static size_t width_of(const struct report *report)
{
	if (report->width == 0)
		return LAYOUT_WIDTH;
	return report->width > WIDTH_MIN ? report->width : WIDTH_MIN;
}

static void add_head(struct page *page)
{
	const struct result *result = page->result;
	struct str agent = page->report->results->agent[result->agent].name;
	struct buf *out = &page->buf;

	style_add(out, page->report->is_coloured, result->verdict,
		  verdict_name(result->verdict));
	buf_add_text(out, "  ");
	plain_add(out, result->scenario);
	buf_add_text(out, "  ");
	plain_add(out, result->title);
	buf_add_text(out, "\n");
	style_field(out, "client", agent);
}

/** What shows no finding, or the one that keeps a case from being judged. */
static const struct result_finding *choose(const struct result *result)
{
	const struct result_finding *cause = result_cause(result);

	for (size_t i = 0; i < result->finding_count && cause == NULL; i++) {
		if (result->finding[i].outcome == OUTCOME_INCONCLUSIVE)
			cause = &result->finding[i];
	}
	return cause;
}

/** The number of the last proof, or of the last message when there is none. */
static size_t last_proof(const struct page *page)
{
	size_t last = 0;

	for (size_t i = 0; i < page->finding->proof_count; i++) {
		size_t number = page->finding->proof[i];

		if (number > last && number <= page->messages.count)
			last = number;
	}
	return last > 0 ? last : page->messages.count;
}

/** Our last message up to there; 0: there is none. */
static size_t find_sent(const struct page *page)
{
	size_t number = last_proof(page);

	while (number > 0 &&
	       page->messages.message[number - 1].type != ENTRY_OUT)
		number--;
	return number;
}

/** The finding in full. */
static void add_finding(struct page *page)
{
	size_t number;
	struct buf sent;

	if (page->finding == NULL)
		return;
	number = find_sent(page);
	buf_init(&sent, WIRE_MAX);
	if (number > 0) {
		ladder_write_label(&sent,
				   page->messages.message[number - 1].bytes);
		buf_addf(&sent, ", message %zu", number);
	}
	style_finding(&page->buf, page->finding,
		      result_times(page->result,
				   (size_t)(page->finding -
					    page->result->finding)),
		      buf_str(&sent));
	buf_release(&sent);
}

/** What else was found, in a line each. */
static void add_others(struct page *page)
{
	const struct result *result = page->result;
	const char *label = "also";
	struct buf line;

	buf_init(&line, WIRE_MAX);
	for (size_t i = 0; i < result->finding_count; i++) {
		const struct result_finding *finding = &result->finding[i];
		size_t times;

		if (finding == page->finding ||
		    finding->outcome == OUTCOME_PASS)
			continue;
		times = result_times(result, i);
		if (times == 0)
			continue;
		buf_addf(&line, "%.*s: %s: ", STR_ARG(finding->check),
			 outcome_name(finding->outcome));
		style_actual(&line, finding, times);
		style_field(&page->buf, label, buf_str(&line));
		buf_clear(&line);
		label = "";
	}
	buf_release(&line);
}

/** How many rules were kept; the report in JSON names them. */
static void add_kept(struct page *page)
{
	const struct result *result = page->result;
	struct str last = { NULL, 0 };
	size_t kept = 0;
	struct buf line;

	/* what is found of one rule stands together */
	for (size_t i = 0; i < result->finding_count; i++) {
		if (result->finding[i].outcome != OUTCOME_PASS)
			continue;
		kept += !str_eq(result->finding[i].check, last);
		last = result->finding[i].check;
	}
	if (kept == 0)
		return;
	buf_init(&line, WIRE_MAX);
	style_count(&line, kept, "rule", "rules");
	style_field(&page->buf, "kept", buf_str(&line));
	buf_release(&line);
}

/** All that is said of it, finding or not. */
static void add_fields(struct page *page)
{
	const struct result *result = page->result;

	if (page->finding == NULL)
		style_field(&page->buf, "why", result->why);
	add_finding(page);
	add_others(page);
	add_kept(page);
	if (result->is_prereq_missing)
		style_field(&page->buf, "note",
			    STR("the request lacked what this code is for"));
	if (result->expectation != EXPECTATION_NONE) {
		style_field(&page->buf, "expectation",
			    str_from(expectation_name(result->expectation)));
		style_field(&page->buf, "reason", result->reason);
	}
	buf_add_char(&page->buf, '\n');
}

static void add_message(struct page *page, size_t at,
			const struct offence *offence)
{
	const struct result_message *message = &page->messages.message[at];
	struct buf *out = &page->buf;
	struct buf wire;

	if (message->bytes.size == 0)
		return;
	buf_addf(out, "message %zu, ", at + 1);
	ladder_write_time(out, &page->messages, at);
	buf_addf(out, ", %s\n",
		 message->type == ENTRY_IN || message->type == ENTRY_LOST_IN
			 ? "of the client"
			 : "ours");
	buf_init(&wire, WIRE_MAX);
	if (page->report->is_redacted)
		redact_add(&wire, message->bytes);
	else
		buf_add_str(&wire, message->bytes);
	wire_write_lines(out, buf_str(&wire),
			 offence->message == at + 1 ? offence->line : SIZE_MAX,
			 width_of(page->report));
	if (out->error == 0)
		out->error = buf_error(&wire);
	buf_release(&wire);
	buf_add_char(out, '\n');
}

/** The messages that prove the finding; without one there is nothing to prove. */
static int put_messages(struct page *page)
{
	const struct result_finding *finding = page->finding;
	struct offence offence = { .message = 0 };
	int err = report_put(page->out, &page->buf);

	if (finding == NULL)
		return err;
	if (!offence_find(&offence, finding, &page->messages))
		offence.message = 0;
	for (size_t i = 0; i < finding->proof_count && !err; i++) {
		size_t number = finding->proof[i];

		if (number > 0 && number <= page->messages.count)
			add_message(page, number - 1, &offence);
		err = report_put(page->out, &page->buf);
	}
	return err;
}

/** The last lines that the client's command wrote. */
static void add_output(struct page *page)
{
	struct str text = page->result->output;
	size_t from = text.size;
	struct str line;

	while (from > 0 && text.p[from - 1] == '\n')
		from--;
	text.size = from;
	if (from == 0)
		return;
	for (size_t lines = 0; from > 0; from--) {
		if (text.p[from - 1] == '\n' && ++lines == OUTPUT_LINES)
			break;
	}
	buf_addf(&page->buf, "%s of the client's command\n",
		 from > 0 ? "the end of the output" : "output");
	text = str_sub(text, from, text.size);
	while (str_next_line(&text, &line)) {
		buf_add_text(&page->buf, "    ");
		plain_add_cut(&page->buf, line, width_of(page->report) - 4);
		buf_add_char(&page->buf, '\n');
	}
	buf_add_char(&page->buf, '\n');
}

/** When it was, and how to do it again. */
static void add_repeat(struct page *page)
{
	const struct result *result = page->result;
	const struct result_run *run = &page->report->results->run[result->run];
	struct buf *out = &page->buf;

	buf_add_text(out, "run at ");
	iso_time_write_seconds(out, result->start_us);
	buf_add_text(out, "; to repeat it\n    gamut run --case ");
	plain_add(out, result->scenario);
	if (run->fault.size > 0) {
		buf_add_text(out, " --fault ");
		plain_add(out, run->fault);
		buf_addf(out, " --seed %llu", (unsigned long long)run->seed);
	}
	buf_add_char(out, '\n');
	if (result->uri.size > 0) {
		buf_add_text(out, "or gamut serve, and call\n    ");
		plain_add(out, result->uri);
		buf_add_char(out, '\n');
	}
}

static int put_page(struct page *page)
{
	int err;

	add_head(page);
	add_fields(page);
	ladder_write(&page->buf, &page->messages, page->finding,
		     page->result->command_status);
	buf_add_text(&page->buf, page->messages.count > 0 ? "\n" : "");
	err = put_messages(page);
	if (err)
		return err;
	add_output(page);
	add_repeat(page);
	return report_put(page->out, &page->buf);
}

int report_case(FILE *out, const struct report *report,
		const struct result *result)
{
	struct page page = {
		.report = report,
		.result = result,
		.finding = choose(result),
		.out = out,
	};
	int err;

	buf_init(&page.buf, REPORT_MAX);
	result_messages_init(&page.messages);
	err = report->messages(report->arg, &page.messages, result);
	if (!err)
		err = put_page(&page);
	result_messages_release(&page.messages);
	buf_release(&page.buf);
	return err;
}
