/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "check.h"
#include "client.h"
#include "gamut.h"

enum { WAIT_MS = 30000, THREADS = 4 };

static const char *const quick[] = { "--t1=50", NULL };

/** @return NULL after a failure, which is counted */
static struct gamut *start(const char *const options[])
{
	struct gamut *gamut = NULL;
	struct gamut_error error = { "" };

	if (!CHECK_INT(0, gamut_start(&gamut, options, &error), 0))
		CHECK_TEXT(0, error.text, "");
	return gamut;
}

static bool has_finding(const struct gamut_result *result, const char *check,
			enum gamut_outcome outcome)
{
	for (size_t i = 0; i < result->finding_count; i++) {
		const struct gamut_finding *finding = result->finding[i];

		if (strcmp(finding->check, check) == 0)
			return finding->outcome == outcome &&
			       strstr(finding->text, check) != NULL &&
			       strstr(finding->rfc, "RFC 3261 §") != NULL;
	}
	return false;
}

static void a_verdict_says_what_the_client_did(void)
{
	static const struct {
		const char *id;
		int status;
		enum client_fault fault;
		enum gamut_verdict verdict;
	} row[] = {
		{ "final/486", 486, CLIENT_CORRECT, GAMUT_PASS },
		{ "final.603", 603, CLIENT_CORRECT, GAMUT_PASS },
		{ "final/486", 486, CLIENT_NO_ACK, GAMUT_FAIL },
		{ "404", 404, CLIENT_CORRECT, GAMUT_PASS },
		{ "180*0*487", 487, CLIENT_CORRECT, GAMUT_PASS },
		{ "success/200", 200, CLIENT_CORRECT, GAMUT_PASS },
	};
	struct gamut *gamut = start(quick);

	for (size_t i = 0; gamut != NULL && i < ARRAY_SIZE(row); i++) {
		const struct gamut_result *result = NULL;
		struct gamut_call *call = NULL;

		if (!CHECK_INT(i, gamut_call_new(&call, gamut, row[i].id), 0))
			continue;
		CHECK_INT(i, client_call(gamut_call_uri(call), row[i].fault),
			  row[i].status);
		gamut_call_ended(call);
		if (CHECK_INT(i, gamut_call_wait(call, WAIT_MS, &result), 0)) {
			CHECK_TEXT(i, gamut_verdict_name(result->verdict),
				   gamut_verdict_name(row[i].verdict));
			CHECK(i,
			      strstr(result->text, result->scenario) != NULL);
			CHECK_TEXT(i, result->uri, gamut_call_uri(call));
			CHECK(i, row[i].verdict == GAMUT_PASS ||
					 has_finding(result, "ack-non2xx-sent",
						     GAMUT_OUTCOME_FAIL));
		}
		gamut_call_free(call);
	}
	gamut_stop(gamut);
}

static void a_client_that_goes_on_is_judged_when_time_is_over(void)
{
	struct gamut *gamut = start(quick);
	const struct gamut_result *result = NULL;
	struct gamut_call *call = NULL;

	if (gamut == NULL ||
	    !CHECK_INT(0, gamut_call_new(&call, gamut, "final/486"), 0))
		return;
	CHECK_INT(0, gamut_call_wait(call, 10, &result), ETIMEDOUT);
	CHECK(0, result == NULL);
	CHECK_INT(0, client_call(gamut_call_uri(call), CLIENT_CORRECT), 486);
	if (CHECK_INT(0, gamut_call_wait(call, WAIT_MS, &result), 0))
		CHECK_TEXT(0, gamut_verdict_name(result->verdict), "pass");
	gamut_call_free(call);
	gamut_stop(gamut);
}

static void a_call_that_is_not_wanted_any_more_is_judged_at_once(void)
{
	struct gamut *gamut = start(NULL); /* T1 is 500 ms: windows are long */
	const struct gamut_result *result = NULL;
	struct gamut_call *call = NULL;

	if (gamut == NULL ||
	    !CHECK_INT(0, gamut_call_new(&call, gamut, "final/486"), 0))
		return;
	CHECK_INT(0, client_call(gamut_call_uri(call), CLIENT_CORRECT), 486);
	gamut_call_close(call);
	if (CHECK_INT(0, gamut_call_wait(call, 3000, &result), 0))
		CHECK(0, result->verdict == GAMUT_PASS ||
				 result->verdict == GAMUT_INCONCLUSIVE);
	gamut_call_free(call);
	gamut_stop(gamut);
}

static void without_a_call_the_case_is_missed(void)
{
	static const char *const hasty[] = { "--timeout", "1", "--t1=50",
					     NULL };
	static const struct {
		void (*end)(struct gamut_call *call);
		const char *why;
	} row[] = {
		{ NULL, "no call came within 1 s" },
		{ gamut_call_ended, "the client ended and had not called" },
		{ gamut_call_close, "the client ended and had not called" },
	};
	struct gamut *gamut = start(hasty);

	for (size_t i = 0; gamut != NULL && i < ARRAY_SIZE(row); i++) {
		const struct gamut_result *result = NULL;
		struct gamut_call *call = NULL;

		CHECK_INT(i, gamut_call_new(&call, gamut, "final/486"), 0);
		if (row[i].end != NULL)
			row[i].end(call);
		if (CHECK_INT(i, gamut_call_wait(call, WAIT_MS, &result), 0)) {
			CHECK_INT(i, result->verdict, GAMUT_MISSED);
			CHECK_TEXT(i, result->why, row[i].why);
		}
		gamut_call_free(call);
	}
	gamut_stop(gamut);
}

static void what_cannot_be_started_says_why(void)
{
	static const struct {
		const char *option[3];
		int err;
		const char *text;
	} row[] = {
		{ { "--colour" }, EINVAL, "libgamut has no option --colour" },
		{ { "--jobs=2" }, EINVAL, "it belongs to: run" },
		{ { "--t1", "5" }, EINVAL, "a number of milliseconds" },
		{ { "--help" }, EINVAL, "libgamut(3)" },
		{ { "/nowhere/at/all" }, ENOENT, "/nowhere/at/all" },
		{ { "--listen=udp:192.0.2.1:5060" },
		  EADDRNOTAVAIL,
		  "cannot listen" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct gamut *gamut = NULL;
		struct gamut_error error = { "" };

		CHECK_INT(i, gamut_start(&gamut, row[i].option, &error),
			  row[i].err);
		CHECK(i, gamut == NULL);
		if (!CHECK(i, strstr(error.text, row[i].text) != NULL))
			CHECK_TEXT(i, error.text, row[i].text);
		CHECK_INT(i, gamut_start(&gamut, row[i].option, NULL),
			  row[i].err);
	}
}

static void a_case_that_is_none_is_refused(void)
{
	struct gamut *gamut = start(NULL);
	struct gamut_call *call = NULL;

	if (gamut == NULL)
		return;
	CHECK_INT(0, gamut_call_new(&call, gamut, "final/nothing"), ENOENT);
	CHECK_INT(0, gamut_call_new(&call, gamut, ""), ENOENT);
	CHECK(0, call == NULL);
	CHECK(0, gamut_case_count(gamut) > 100);
	CHECK(0, gamut_case_id(gamut, gamut_case_count(gamut)) == NULL);
	for (size_t i = 0; i < gamut_case_count(gamut); i++) {
		CHECK(i, gamut_call_new(&call, gamut,
					gamut_case_id(gamut, i)) == 0);
		if (i % 2 == 0)
			gamut_call_free(call); /* the rest goes by the stop */
	}
	gamut_stop(gamut);
	gamut_stop(NULL);
	gamut_call_free(NULL);
}

/** What one of several threads does: calls of its own, on a server of its own or not. */
struct worker {
	pthread_t thread;
	struct gamut *gamut;
	bool is_owner;
	int passed;
};

static void *work(void *arg)
{
	struct worker *worker = arg;

	for (int i = 0; i < 3; i++) {
		const struct gamut_result *result = NULL;
		struct gamut_call *call = NULL;

		if (gamut_call_new(&call, worker->gamut, "final/486") != 0)
			break;
		(void)client_call(gamut_call_uri(call), CLIENT_CORRECT);
		gamut_call_ended(call);
		if (gamut_call_wait(call, WAIT_MS, &result) == 0 &&
		    result->verdict == GAMUT_PASS)
			worker->passed++;
		gamut_call_free(call);
	}
	return NULL;
}

static void several_threads_share_servers(void)
{
	struct worker worker[THREADS] = { { .passed = 0 } };

	for (size_t i = 0; i < THREADS; i++) {
		worker[i].is_owner = i < 2;
		worker[i].gamut = i < 2 ? start(quick) : worker[i % 2].gamut;
	}
	for (size_t i = 0; i < THREADS; i++)
		CHECK_INT(i,
			  pthread_create(&worker[i].thread, NULL, work,
					 &worker[i]),
			  0);
	for (size_t i = 0; i < THREADS; i++) {
		(void)pthread_join(worker[i].thread, NULL);
		CHECK_INT(i, worker[i].passed, 3);
	}
	for (size_t i = 0; i < THREADS; i++)
		gamut_stop(worker[i].is_owner ? worker[i].gamut : NULL);
}

CU_TestInfo test_api[] = {
	{ "a verdict says what the client did",
	  a_verdict_says_what_the_client_did },
	{ "a client that goes on is judged when time is over",
	  a_client_that_goes_on_is_judged_when_time_is_over },
	{ "a call that is not wanted any more is judged at once",
	  a_call_that_is_not_wanted_any_more_is_judged_at_once },
	{ "without a call the case is missed",
	  without_a_call_the_case_is_missed },
	{ "what cannot be started says why", what_cannot_be_started_says_why },
	{ "a case that is none is refused", a_case_that_is_none_is_refused },
	{ "several threads share servers", several_threads_share_servers },
	CU_TEST_INFO_NULL,
};
