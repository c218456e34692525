/* SPDX-License-Identifier: MIT */
#include "case_flow.h"

#include "catalogue/catalogue.h"
#include "page.h"
#include "text/layout.h"

enum { STEP_MAX = 65536, NUMBER_WIDTH = 5, HEADING_MAX = 256 };

/** How the value of a fault is to be read. */
enum fault_kind { FAULT_KIND_COUNT, FAULT_KIND_DURATION, FAULT_KIND_FLAG };

static const struct {
	const char *name;
	enum fault_kind kind;
} fault_row[] = {
#define X(id, name, kind, text) { name, FAULT_KIND_##kind },
	FAULT_MAP(X)
#undef X
};

static const char *const sdp_name[] = {
#define X(id, name) name,
	SDP_USE_MAP(X)
#undef X
};

static void add_seconds(struct buf *out, uint32_t ms)
{
	unsigned part = ms % 1000;

	buf_addf(out, "%u", ms / 1000);
	for (const char *join = "."; part > 0; join = "") {
		buf_addf(out, "%s%u", join, part / 100);
		part = part % 100 * 10;
	}
	buf_add_text(out, " s");
}

static void add_cause(struct buf *out, unsigned cause)
{
	if (cause != 0)
		buf_addf(out, ", Q.850 cause %u", cause);
}

static void add_faults(struct buf *out, const struct faults *faults)
{
	const char *join = "; fault: ";

	for (size_t i = 0; i < FAULT_COUNT; i++) {
		if (faults->value[i] == 0)
			continue;
		buf_addf(out, "%s%s", join, fault_row[i].name);
		if (fault_row[i].kind == FAULT_KIND_COUNT)
			buf_addf(out, " %u", faults->value[i]);
		if (fault_row[i].kind == FAULT_KIND_DURATION) {
			buf_add_char(out, ' ');
			add_seconds(out, faults->value[i]);
		}
		join = ", ";
	}
}

static void add_timer(struct buf *out, enum session_timer timer)
{
	if (timer == SESSION_TIMER_CLIENT)
		buf_add_text(out, ", session timer: the client refreshes");
	if (timer == SESSION_TIMER_US)
		buf_add_text(out, ", session timer: we refresh");
}

static void add_carry(struct buf *out, const struct carry *carry)
{
	if (carry->without.size > 0)
		buf_addf(out, ", without %.*s", STR_ARG(carry->without));
	if (carry->body.p != NULL)
		buf_addf(out, ", with %.*s", STR_ARG(carry->type));
	if (carry->sdp != SDP_USE_USUAL)
		buf_addf(out, ", sdp: %s", sdp_name[carry->sdp]);
	add_timer(out, carry->timer);
}

static void add_reliable(struct buf *out, const struct step *step)
{
	int more = step->respond.rseq_more;

	buf_add_text(out, ", reliably");
	if (more < 0)
		buf_add_text(out, ", RSeq the same again");
	else if (more > 0)
		buf_addf(out, ", RSeq %d too high", more);
	if (step->respond.is_unproved)
		buf_add_text(out, ", PRACK not awaited");
}

static void add_respond(struct buf *out, const struct step *step)
{
	struct str phrase = step->respond.phrase;

	if (phrase.p == NULL)
		phrase = str_from(catalogue_phrase(step->respond.code));
	buf_addf(out, "respond %u %.*s", step->respond.code, STR_ARG(phrase));
	if (phrase.size == 0)
		buf_add_text(out, "(no phrase)");
	add_cause(out, step->respond.cause);
	if (step->respond.is_reliable)
		add_reliable(out, step);
	if (step->respond.to_tag.p != NULL && step->respond.to_tag.size == 0)
		buf_add_text(out, ", no To tag");
	else if (step->respond.to_tag.p != NULL)
		buf_addf(out, ", To tag %.*s", STR_ARG(step->respond.to_tag));
	if (step->respond.otherwise != 0)
		buf_addf(out, ", or %u to a request that lacks what %u needs",
			 step->respond.otherwise, step->respond.code);
	if (step->respond.overload.is_given) {
		buf_addf(out, ", overload control: oc=%u for ",
			 step->respond.overload.loss);
		add_seconds(out, step->respond.overload.validity_ms);
	}
	add_carry(out, &step->respond.carry);
	add_faults(out, &step->respond.faults);
}

static void add_receive(struct buf *out, const struct step *step)
{
	static const char *const with[] = {
		[WITH_ANYTHING] = "",
		[WITH_CREDENTIALS] = " with credentials",
		[WITH_CHILD] = " to our Contact",
	};
	struct str methods = step->receive.methods;
	struct str method;

	buf_add_text(out, "receive ");
	for (const char *join = ""; methods.size > 0; join = " or ") {
		(void)str_cut(methods, ',', &method, &methods);
		method = str_trim(method);
		buf_addf(out, "%s%.*s", join, STR_ARG(method));
	}
	buf_addf(out, "%s, within ", with[step->receive.with]);
	add_seconds(out, step->receive.within_ms);
	buf_add_text(out, step->receive.is_optional
				  ? ", else the flow ends"
				  : ", else it is inconclusive");
}

static void add_send(struct buf *out, const struct step *step)
{
	buf_addf(out, "send %.*s", STR_ARG(step->send.method));
	if (step->send.to_tag.p != NULL)
		buf_addf(out, " in the dialog with tag %.*s",
			 STR_ARG(step->send.to_tag));
	if (step->send.is_hold) {
		buf_add_text(out, " after --hold seconds");
	} else if (step->send.after_ms > 0) {
		buf_add_text(out, " after ");
		add_seconds(out, step->send.after_ms);
	}
	add_cause(out, step->send.cause);
	add_carry(out, &step->send.carry);
	add_faults(out, &step->send.faults);
	if (step->send.carry.headers.size > 0) {
		buf_add_char(out, '\n');
		page_add_plain(out, step->send.carry.headers);
	}
}

static void add_step(struct buf *out, const struct step *step)
{
	switch (step->type) {
	case STEP_RESPOND: add_respond(out, step); break;
	case STEP_RECEIVE: add_receive(out, step); break;
	case STEP_SEND: add_send(out, step); break;
	case STEP_WAIT:
		buf_add_text(out, "wait ");
		add_seconds(out, step->wait_ms);
		if (step->is_for_copy)
			buf_add_text(out, ", or until the INVITE comes again");
		break;
	case STEP_RAW:
		buf_add_text(out, "send the text below");
		add_faults(out, &step->raw.faults);
		break;
	}
}

static void write_steps(struct buf *page, const char *heading,
			const struct steps *steps)
{
	struct buf text;

	buf_init(&text, STEP_MAX);
	buf_add_char(page, '\n');
	page_heading(page, heading);
	for (size_t i = 0; i < steps->count; i++) {
		buf_clear(&text);
		add_step(&text, &steps->step[i]);
		if (page->error == 0)
			page->error = buf_error(&text);
		buf_addf(page, "%3zu. ", i + 1);
		layout_wrap(page, NUMBER_WIDTH, NUMBER_WIDTH, buf_str(&text));
	}
	buf_release(&text);
}

/** Write the steps under a heading that names a call or a method. */
static void write_named(struct buf *page, struct buf *heading,
			const struct steps *steps)
{
	write_steps(page, heading->p != NULL ? heading->p : "flow", steps);
	buf_clear(heading);
}

void case_flow_write(struct buf *page, const struct scenario *scenario)
{
	struct buf heading;

	buf_init(&heading, HEADING_MAX);
	for (size_t i = 0; i < scenario->attempt_count; i++) {
		buf_add_text(&heading, "flow");
		if (scenario->attempt_count > 1)
			buf_addf(&heading, " of call %zu of the same caller",
				 i + 1);
		write_named(page, &heading, &scenario->attempt[i]);
	}
	for (size_t i = 0; i < scenario->reaction_count; i++) {
		buf_addf(&heading, "on %.*s, instead of the usual answer",
			 STR_ARG(scenario->reaction[i].method));
		write_named(page, &heading, &scenario->reaction[i].steps);
	}
	buf_release(&heading);
}
