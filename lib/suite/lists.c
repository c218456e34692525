/* SPDX-License-Identifier: MIT */
#include "suite/lists.h"

#include "catalogue/catalogue.h"

enum { TEXT_MAX = 64 << 20 };

/** The texts that grow by a line for each case. */
struct lists {
	struct buf manifest;
	struct buf dial;
	struct buf page;
	struct buf text; /* for one case at a time */
};

static const char page_head[] =
	"<!DOCTYPE html>\n"
	"<html lang=\"en\">\n"
	"<head>\n"
	"<meta charset=\"utf-8\">\n"
	"<title>What to dial</title>\n"
	"<style>\n"
	"body { font: 11pt/1.4 sans-serif; margin: 1.5em; }\n"
	"table { border-collapse: collapse; width: 100%; }\n"
	"th, td { border: 1px solid #888; padding: 2px 6px;\n"
	"  text-align: left; vertical-align: top; }\n"
	"td:first-child { font: bold 12pt monospace; white-space: nowrap; }\n"
	"td:nth-child(4), td:nth-child(5) { width: 18%; }\n"
	"@media print { thead { display: table-header-group; }\n"
	"  tr { break-inside: avoid; } body { margin: 0; } }\n"
	"</style>\n"
	"</head>\n"
	"<body>\n"
	"<h1>What to dial</h1>\n"
	"<p>Start <code>gamut serve cases</code> where this page lies, and give "
	"the telephone that host and port as its proxy or registrar. Dial each "
	"number, and write down what the telephone shows.</p>\n"
	"<table>\n"
	"<thead><tr><th>Dial</th><th>Answer</th><th>Case</th>"
	"<th>What the telephone showed</th><th>Verdict</th></tr></thead>\n"
	"<tbody>\n";
static const char page_tail[] = "</tbody>\n"
				"</table>\n"
				"</body>\n"
				"</html>\n";

static void lists_init(struct lists *lists)
{
	buf_init(&lists->manifest, TEXT_MAX);
	buf_init(&lists->dial, TEXT_MAX);
	buf_init(&lists->page, TEXT_MAX);
	buf_init(&lists->text, TEXT_MAX);
	buf_add_text(&lists->manifest,
		     "id,file,method,code,transport,variants,dial,key\n");
	buf_add_text(&lists->dial, "dial,uri,code,title,id\n");
	buf_add_text(&lists->page, page_head);
}

static void lists_release(struct lists *lists)
{
	buf_release(&lists->manifest);
	buf_release(&lists->dial);
	buf_release(&lists->page);
	buf_release(&lists->text);
}

static void add_manifest(struct lists *lists, const struct suite_case *one)
{
	struct buf *out = &lists->manifest;
	const char *key = suite_case_key(one);
	const char *sep = "";

	suite_case_write_id(out, one);
	buf_add_text(out, ",cases/");
	suite_case_write_id(out, one);
	buf_addf(out, ".yaml,%.*s,%u,%s,", STR_ARG(one->method), one->code,
		 transport_name(one->transport));
	for (unsigned i = 0; i < VARIANT_COUNT; i++) {
		if (!suite_case_has(one, (enum variant)i))
			continue;
		buf_addf(out, "%s%s", sep, variant_name((enum variant)i));
		sep = "+";
	}
	buf_add_char(out, ',');
	suite_case_write_dial(out, one);
	buf_addf(out, ",%s\n", key != NULL ? key : "");
}

/** Titles have commas; none has a quote. */
static void add_dial(struct lists *lists, const struct suite_case *one)
{
	struct buf *text = &lists->text;
	struct str dial;

	buf_clear(text);
	suite_case_write_dial(text, one);
	dial = buf_str(text);
	if (dial.size == 0)
		return;
	buf_addf(&lists->dial, "%.*s,sip:%.*s@HOST:PORT", STR_ARG(dial),
		 STR_ARG(dial));
	if (one->transport != TRANSPORT_UDP)
		buf_addf(&lists->dial, ";transport=%s",
			 transport_name(one->transport));
	buf_addf(&lists->dial, ",%u,\"", one->code);
	suite_case_write_title(&lists->dial, one);
	buf_add_text(&lists->dial, "\",");
	suite_case_write_id(&lists->dial, one);
	buf_add_char(&lists->dial, '\n');

	buf_addf(&lists->page, "<tr><td>%.*s</td><td>%u ", STR_ARG(dial),
		 one->code);
	suite_case_write_title(&lists->page, one);
	buf_add_text(&lists->page, "</td><td>");
	suite_case_write_id(&lists->page, one);
	buf_add_text(&lists->page, "</td><td></td><td></td></tr>\n");
}

static void put_case(struct suite_out *out, struct lists *lists,
		     const struct suite_case *one, const struct vary *vary)
{
	struct buf path;

	buf_init(&path, TEXT_MAX);
	buf_add_text(&path, "cases/");
	suite_case_write_id(&path, one);
	buf_add_text(&path, ".yaml");
	buf_clear(&lists->text);
	suite_case_write(&lists->text, one, vary);
	suite_put(out, buf_str(&path), buf_str(&lists->text));
	buf_release(&path);
	add_manifest(lists, one);
	add_dial(lists, one);
}

size_t suite_generate(struct suite_out *out, const struct axes *axes,
		      const struct vary *vary)
{
	struct suite_case one;
	struct lists lists;
	size_t count = 0;
	size_t at = 0;

	lists_init(&lists);
	for (; axes_next(axes, &at, &one); count++)
		put_case(out, &lists, &one, vary);
	buf_add_text(&lists.page, page_tail);
	suite_put(out, STR("manifest.csv"), buf_str(&lists.manifest));
	suite_put(out, STR("dial.csv"), buf_str(&lists.dial));
	suite_put(out, STR("dial.html"), buf_str(&lists.page));
	lists_release(&lists);
	return count;
}
