/* SPDX-License-Identifier: MIT */
#include "scenario/template.h"

#include "check.h"
#include "sample.h"

static void finds_the_first_fault(void)
{
	static const struct {
		const char *text;
		enum template_error error;
		size_t offset;
		const char *name;
		const char *nearest;
	} row[] = {
		{ "", TEMPLATE_FINE, 0, NULL, NULL },
		{ "plain", TEMPLATE_FINE, 0, NULL, NULL },
		{ "$$", TEMPLATE_FINE, 0, NULL, NULL },
		{ "$${x}", TEMPLATE_FINE, 0, NULL, NULL },
		{ "a ${to} $$ ${from}", TEMPLATE_FINE, 0, NULL, NULL },
		{ "$", TEMPLATE_DOLLAR, 0, NULL, NULL },
		{ "a$", TEMPLATE_DOLLAR, 1, NULL, NULL },
		{ "$$$", TEMPLATE_DOLLAR, 2, NULL, NULL },
		{ "${to}$5", TEMPLATE_DOLLAR, 5, NULL, NULL },
		{ "$(to)", TEMPLATE_DOLLAR, 0, NULL, NULL },
		{ "${", TEMPLATE_OPEN, 0, NULL, NULL },
		{ "a ${to", TEMPLATE_OPEN, 2, NULL, NULL },
		{ "${}", TEMPLATE_UNKNOWN, 0, "", NULL },
		{ "${To}", TEMPLATE_UNKNOWN, 0, "To", "to" },
		{ "${to }", TEMPLATE_UNKNOWN, 0, "to ", "to" },
		{ "${to} ${callid}", TEMPLATE_UNKNOWN, 6, "callid", "call-id" },
		{ "${from.usr}${x}", TEMPLATE_UNKNOWN, 0, "from.usr",
		  "from.user" },
		{ "${something}", TEMPLATE_UNKNOWN, 0, "something", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct template_fault fault = { .offset = 0 };
		bool is_fine = template_check(str_from(row[i].text), &fault);

		CHECK_INT(i, is_fine, row[i].error == TEMPLATE_FINE);
		CHECK_INT(i, fault.error, row[i].error);
		CHECK_INT(i, fault.offset, row[i].offset);
		CHECK_STR(i, fault.name, row[i].name);
		CHECK_STR(i, fault.nearest, row[i].nearest);
	}
}

static void knows_which_names_are_used(void)
{
	static const struct {
		const char *text;
		bool uses_child;
	} row[] = {
		{ "", false },
		{ "${child}", true },
		{ "a ${to} ${child}", true },
		{ "$${child}", false },
		{ "child", false },
		{ "${to}", false },
		{ "${x} ${child}", false }, /* it ends at a fault */
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		CHECK_INT(i,
			  template_uses(str_from(row[i].text), TEMPLATE_CHILD),
			  row[i].uses_child);
}

struct write_row {
	const char *text;
	const char *want;
	struct sample sample;
};

static void check_written(const struct write_row *row, size_t count)
{
	static const struct endpoint source = { "192.0.2.1", 5070,
						TRANSPORT_UDP };
	static const struct endpoint local = { "2001:db8::a", 5062,
					       TRANSPORT_TCP };

	for (size_t i = 0; i < count; i++) {
		struct message *request = sample_load(&row[i].sample);
		struct context ctx = sample_context(request);
		struct template_fault fault;
		struct buf out;

		ctx.source = &source;
		ctx.local = &local;
		ctx.to_tag = STR("ours");
		buf_init(&out, 10000);
		CHECK(i, template_check(str_from(row[i].text), &fault));
		template_write(&out, str_from(row[i].text), &ctx);
		CHECK_INT(i, buf_error(&out), 0);
		CHECK_STR(i, sample_text(&out), row[i].want);
		buf_release(&out);
		message_free(request);
	}
}

#define NO_SAMPLE              \
	{                      \
		.method = NULL \
	}

static void writes_what_the_request_says(void)
{
	static const struct write_row row[] = {
		{ "", "", NO_SAMPLE },
		{ "plain $$ text$$", "plain $ text$", NO_SAMPLE },
		{ "${call-id}|${cseq}|${method}", "c1|1 INVITE|INVITE",
		  NO_SAMPLE },
		{ "${branch}", "z9hG4bK1", NO_SAMPLE },
		{ "${branch}", "", { .via = "SIP/2.0/UDP h" } },
		{ "${from}|${from.user}|${from.tag}",
		  "<sip:alice@example.com>;tag=a1|alice|a1", NO_SAMPLE },
		{ "${from.user}|${from.tag}",
		  "al%3ax|",
		  { .from = "\"a;tag=no\" <sip:al%3ax:secret@h>" } },
		{ "${cseq.number}|${via.transport}", "1|UDP", NO_SAMPLE },
		{ "${via.transport}|${via.sent-by}",
		  "TCP|[2001:db8::7]:5070",
		  { .via = "SIP / 2.0 / TCP [2001:db8::7]:5070 ;branch=z9hG4bK1"
			   ", SIP/2.0/UDP h" } },
		{ "${via.sent-by}", "h", { .via = "SIP/2.0/UDP h" } },
		{ "${to}|${to.tag}", "<sip:bob@example.com>|ours", NO_SAMPLE },
		{ "${ruri}|${ruri.user}", "sip:bob@192.0.2.10|bob", NO_SAMPLE },
		{ "${ruri.user}", "", { .uri = "sip:192.0.2.10" } },
		{ "${call-id}${call-id}", "c1c1", NO_SAMPLE },
		{ "${from}",
		  "<sip:a@h> ;tag=1",
		  { .from = "<sip:a@h>\r\n ;tag=1" } },
	};

	check_written(row, ARRAY_SIZE(row));
}

static void writes_what_is_ours(void)
{
	static const struct write_row row[] = {
		{ "${local}|${local.host}|${local.port}",
		  "[2001:db8::a]:5062|[2001:db8::a]|5062", NO_SAMPLE },
		{ "${token}", SAMPLE_TOKEN, NO_SAMPLE },
		{ "${child}", "child-" SAMPLE_TOKEN, NO_SAMPLE },
		{ "${child}",
		  "child-" SAMPLE_TOKEN "-2",
		  { .uri = "sip:child-" SAMPLE_TOKEN "@192.0.2.10" } },
		{ "${child.2}", "child-" SAMPLE_TOKEN "-2", NO_SAMPLE },
		{ "${child} ${child.2} ${child.3}",
		  "child-" SAMPLE_TOKEN "-2 child-" SAMPLE_TOKEN
		  "-3 child-" SAMPLE_TOKEN "-4",
		  { .uri = "sip:child-" SAMPLE_TOKEN "@192.0.2.10" } },
		{ "${child} ${child.2} ${child.3}",
		  "child-" SAMPLE_TOKEN " child-" SAMPLE_TOKEN
		  "-2 child-" SAMPLE_TOKEN "-4",
		  { .uri = "sip:child-" SAMPLE_TOKEN "-3@192.0.2.10" } },
		{ "${nonce}", SAMPLE_TOKEN "0000000000000001", NO_SAMPLE },
		{ "${now}", "Tue, 14 Nov 2023 22:13:20 GMT", NO_SAMPLE },
	};

	check_written(row, ARRAY_SIZE(row));
}

static void echoes_all_via_lines(void)
{
	static const struct write_row row[] = {
		{ "${via}\r\n",
		  "Via: SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bK1\r\n",
		  NO_SAMPLE },
		{ "a\r\n${via}\r\nb",
		  "a\r\nVia: SIP/2.0/UDP h;branch=1;rport=5070"
		  ";received=192.0.2.1\r\nVia: SIP/2.0/UDP second\r\nb",
		  { .via = "SIP/2.0/UDP h;branch=1;rport",
		    .headers = "v: SIP/2.0/UDP second\r\n" } },
	};

	check_written(row, ARRAY_SIZE(row));
}

static void leaves_what_is_faulty_as_it_is(void)
{
	struct message *request = sample_load(&(struct sample){ .via = NULL });
	struct context ctx = sample_context(request);
	struct buf out;

	buf_init(&out, 1000);
	template_write(&out, STR("${method} ${x} ${method}"), &ctx);
	CHECK_STR(0, buf_str(&out), "INVITE ${x} ${method}");
	buf_release(&out);
	message_free(request);
}

static void has_a_name_for_each_row(void)
{
	for (unsigned i = 0; i < TEMPLATE_COUNT; i++) {
		enum template_name name = (enum template_name)i;

		CHECK(i, template_name(name).size > 0);
		CHECK(i, template_text(name)[0] != '\0');
	}
	CHECK_STR(0, template_name(TEMPLATE_NOW), "now");
}

CU_TestInfo test_template[] = {
	{ "finds the first fault", finds_the_first_fault },
	{ "knows which names are used", knows_which_names_are_used },
	{ "writes what the request says", writes_what_the_request_says },
	{ "writes what is ours", writes_what_is_ours },
	{ "echoes all Via lines", echoes_all_via_lines },
	{ "leaves what is faulty as it is", leaves_what_is_faulty_as_it_is },
	{ "has a name for each row", has_a_name_for_each_row },
	CU_TEST_INFO_NULL,
};
