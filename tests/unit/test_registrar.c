/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <stdio.h>

#include "engine/registrar.h"

enum { S = 1000000 };

/** One REGISTER and what it gets. */
struct row {
	uint64_t at_s;
	const char *user;
	const char *call_id;
	unsigned cseq;
	unsigned code;
	const char *headers;  /* with CRLF */
	const char *contacts; /* header lines of the answer */
};

static void run_rows(size_t max, uint32_t most_s, const struct row *row,
		     size_t count)
{
	static const uint64_t key[2] = { 3, 4 };
	struct registrar *registrar = NULL;

	CHECK_INT(0, registrar_new(&registrar, max, key), 0);
	for (size_t i = 0; i < count; i++) {
		struct message *request = NULL;
		char text[1024];
		struct buf headers;

		(void)snprintf(text, sizeof(text),
			       "REGISTER sip:gamut SIP/2.0\r\n"
			       "Via: SIP/2.0/UDP h;branch=z9hG4bK%zu\r\n"
			       "From: <sip:%s@gamut>;tag=f\r\n"
			       "To: <sip:%s@GAMUT>\r\n"
			       "Call-ID: %s\r\nCSeq: %u REGISTER\r\n%s\r\n",
			       i, row[i].user, row[i].user, row[i].call_id,
			       row[i].cseq, row[i].headers);
		buf_init(&headers, 4096);
		CHECK_INT(i, message_load(&request, str_from(text)), 0);
		CHECK_INT(i,
			  registrar_register(registrar, request, most_s,
					     row[i].at_s * S, &headers),
			  row[i].code);
		CHECK_STR(i, buf_str(&headers), row[i].contacts);
		buf_release(&headers);
		message_free(request);
	}
	registrar_free(registrar);
}

static void keeps_bindings(void)
{
	static const struct row row[] = {
		{ 0, "a", "1", 1, 200, "", "" },
		{ 0, "a", "1", 2, 200, "Contact: <sip:a@h1>\r\n",
		  "Contact: <sip:a@h1>;expires=3600\r\n" },
		{ 100, "a", "1", 3, 200, "",
		  "Contact: <sip:a@h1>;expires=3500\r\n" },
		{ 100, "a", "1", 4, 200,
		  "Contact: \"A\" <sip:a@h2>;q=0.5;expires=60;+sip.x=\"<1>\"\r\n",
		  "Contact: <sip:a@h2>;q=0.5;+sip.x=\"<1>\";expires=60\r\n"
		  "Contact: <sip:a@h1>;expires=3500\r\n" },
		/* Another user has nothing of it. */
		{ 100, "b", "2", 1, 200, "", "" },
		/* It expires. */
		{ 160, "a", "1", 5, 200, "",
		  "Contact: <sip:a@h1>;expires=3440\r\n" },
		/* A refresh, by the header this time; a long wish is cut. */
		{ 200, "a", "1", 6, 200, "m: <sip:a@h1>\r\nExpires: 99999\r\n",
		  "Contact: <sip:a@h1>;expires=7200\r\n" },
		/* Late: the CSeq is not higher. */
		{ 200, "a", "1", 6, 500, "Contact: <sip:a@h1>\r\n", "" },
		/* A new Call-ID (the phone restarted) starts over. */
		{ 200, "a", "9", 1, 200, "Contact: <sip:a@h1>;expires=10\r\n",
		  "Contact: <sip:a@h1>;expires=10\r\n" },
		{ 201, "a", "9", 2, 200, "Contact: <sip:a@h1>;expires=0\r\n",
		  "" },
		{ 201, "a", "9", 3, 200, "Contact: <sip:a@h3>, <sip:a@h4>\r\n",
		  "Contact: <sip:a@h4>;expires=3600\r\n"
		  "Contact: <sip:a@h3>;expires=3600\r\n" },
		{ 202, "a", "9", 4, 400, "Contact: *\r\n", "" },
		{ 202, "a", "9", 5, 400, "Contact: *\r\nExpires: 60\r\n", "" },
		{ 202, "a", "9", 6, 200, "Contact: *\r\nExpires: 0\r\n", "" },
		{ 203, "a", "9", 7, 400, "Contact: <nothing>\r\n", "" },
		{ 203, "a", "9", 8, 200, "Contact: sip:a@h;expires=x\r\n",
		  "Contact: <sip:a@h>;expires=3600\r\n" },
	};

	run_rows(100, 7200, row, ARRAY_SIZE(row));
}

static void is_bounded_and_makes_room(void)
{
	static const struct row row[] = {
		{ 10, "a", "1", 1, 200, "Contact: <sip:a@h>;expires=5\r\n",
		  "Contact: <sip:a@h>;expires=5\r\n" },
		{ 10, "b", "2", 1, 200, "Contact: <sip:b@h>\r\n",
		  "Contact: <sip:b@h>;expires=3600\r\n" },
		{ 11, "c", "3", 1, 503, "Contact: <sip:c@h>\r\n", "" },
		{ 16, "c", "3", 2, 200, "Contact: <sip:c@h>\r\n",
		  "Contact: <sip:c@h>;expires=3600\r\n" },
		{ 17, "a", "1", 2, 503, "Contact: <sip:a@h>\r\n", "" },
		{ 18, "b", "2", 2, 503,
		  "Contact: <sip:b@i>, <sip:b@h>;expires=0\r\n", "" },
		{ 18, "b", "2", 3, 200, "",
		  "Contact: <sip:b@h>;expires=3592\r\n" },
	};

	run_rows(2, 7200, row, ARRAY_SIZE(row));
}

static void shortens_what_is_bound(void)
{
	static const struct row row[] = {
		{ 0, "a", "1", 2, 200,
		  "Contact: <sip:a@i>, <sip:a@j>;expires=20\r\n",
		  "Contact: <sip:a@j>;expires=20\r\n"
		  "Contact: <sip:a@i>;expires=30\r\n" },
		{ 1, "a", "1", 3, 200, "Contact: *\r\nExpires: 0\r\n", "" },
	};

	run_rows(9, 30, row, ARRAY_SIZE(row));
}

CU_TestInfo test_registrar[] = {
	{ "keeps bindings", keeps_bindings },
	{ "shortens what is bound", shortens_what_is_bound },
	{ "is bounded and makes room", is_bounded_and_makes_room },
	CU_TEST_INFO_NULL,
};
