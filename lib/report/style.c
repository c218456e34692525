/* SPDX-License-Identifier: MIT */
#include "report/style.h"

#include "report/rfc.h"
#include "text/layout.h"
#include "text/plain.h"

enum { FIELD_MAX = 64 << 20 };

/** A verdict in short: id, sign, colour (ECMA-48 SGR). */
#define STYLE_MAP(X)               \
	X(PASS, '.', "32")         \
	X(WARN, 'w', "33")         \
	X(INCONCLUSIVE, '?', "36") \
	X(UNSUPPORTED, '-', "36")  \
	X(MISSED, 'm', "35")       \
	X(FAIL, 'F', "31")         \
	X(ERROR, 'E', "35")

char style_sign(enum verdict verdict)
{
	static const char sign[] = {
#define X(id, c, colour) [VERDICT_##id] = (c),
		STYLE_MAP(X)
#undef X
	};

	return sign[verdict];
}

static const char *colour_of(enum verdict verdict)
{
	static const char *const colour[] = {
#define X(id, c, sgr) [VERDICT_##id] = (sgr),
		STYLE_MAP(X)
#undef X
	};

	return colour[verdict];
}

const char *style_mark(const struct result *result)
{
	switch (result->expectation) {
	case EXPECTATION_NONE: break;
	case EXPECTATION_KNOWN: return "*";
	case EXPECTATION_UNEXPECTED_PASS:
	case EXPECTATION_MUST_PASS: return "!";
	}
	return "";
}

void style_add(struct buf *out, bool is_coloured, enum verdict verdict,
	       const char *text)
{
	if (is_coloured)
		buf_addf(out, "\033[%sm%s\033[0m", colour_of(verdict), text);
	else
		buf_add_text(out, text);
}

void style_field(struct buf *out, const char *label, struct str text)
{
	struct buf plain;

	buf_init(&plain, FIELD_MAX);
	plain_add(&plain, text);
	layout_field(out, label, buf_str(&plain));
	if (out->error == 0)
		out->error = buf_error(&plain);
	buf_release(&plain);
}

void style_count(struct buf *out, size_t count, const char *one,
		 const char *many)
{
	buf_addf(out, "%zu %s", count, count == 1 ? one : many);
}

void style_verdicts(struct buf *out, const size_t count[VERDICT_COUNT])
{
	const char *comma = "";

	for (unsigned i = 0; i < VERDICT_COUNT; i++) {
		if (count[i] == 0)
			continue;
		buf_addf(out, "%s%zu %s", comma, count[i],
			 verdict_name((enum verdict)i));
		comma = ", ";
	}
}

/** "messages 2, 3"; nothing when there are none. */
static void add_proof(struct buf *out, const struct result_finding *finding)
{
	if (finding->proof_count == 0)
		return;
	buf_add_text(out, finding->proof_count == 1 ? "message " : "messages ");
	for (size_t i = 0; i < finding->proof_count; i++)
		buf_addf(out, "%s%zu", i > 0 ? ", " : "", finding->proof[i]);
}

void style_actual(struct buf *out, const struct result_finding *finding,
		  size_t times)
{
	buf_add_str(out, finding->actual);
	if (times > 1)
		buf_addf(out, " (%zu times)", times);
}

void style_finding(struct buf *out, const struct result_finding *finding,
		   size_t times, struct str sent)
{
	struct buf text;

	buf_init(&text, FIELD_MAX);
	buf_addf(&text, "%.*s (%.*s): %s", STR_ARG(finding->check),
		 STR_ARG(finding->level), outcome_name(finding->outcome));
	style_field(out, "check", buf_str(&text));
	style_field(out, "rule", finding->rule);
	buf_clear(&text);
	rfc_write_list(&text, finding->rfc);
	style_field(out, "RFC", buf_str(&text));
	style_field(out, "we sent", sent);
	style_field(out, "expected", finding->expected);
	buf_clear(&text);
	style_actual(&text, finding, times);
	style_field(out, "actual", buf_str(&text));
	buf_clear(&text);
	add_proof(&text, finding);
	layout_field(out, "proof", buf_str(&text));
	if (out->error == 0)
		out->error = buf_error(&text);
	buf_release(&text);
}
