/* SPDX-License-Identifier: MIT */
#ifndef GAMUT_H
#define GAMUT_H

#include <stddef.h>
#include <stdint.h>

/**
 * libgamut: Gamut inside of a test programme. A server answers calls in a thread of its
 * own; the programme has its SIP client call the URI of a case and is told whether the
 * client did what the RFCs ask for. See libgamut(3).
 *
 *	struct gamut *gamut;
 *	struct gamut_call *call;
 *	const struct gamut_result *result;
 *
 *	err = gamut_start(&gamut, NULL, &error);
 *	err = gamut_call_new(&call, gamut, "final/486");
 *	my_client_calls(gamut_call_uri(call));
 *	err = gamut_call_wait(call, 60000, &result);
 *	if (result->verdict == GAMUT_FAIL)
 *		puts(result->text);
 *	gamut_call_free(call);
 *	gamut_stop(gamut);
 *
 * Threads: each function may be called by any thread, also at the same time by several,
 * also for the same object; only what ends an object must be the last that is called for
 * it and its parts. None of them may be called by a signal handler, nor in a child
 * after fork(2) that has not called exec(3). There may be several servers at once.
 *
 * Of the process nothing is changed: no signal handler or mask, locale, working
 * directory, environment or standard stream, and the environment is not read. Errors are
 * returned, as 0 or a positive errno. All text is UTF-8 where it is ours, ends with a
 * NUL, and has '?' for control bytes that came from the network.
 */

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define GAMUT_API __attribute__((visibility("default")))
#else
#define GAMUT_API
#endif

/** A server with its thread. */
struct gamut;

/** A case that a client is to call, and what came of it. */
struct gamut_call;

/** What is said of a case, from the best to the worst. */
enum gamut_verdict {
	GAMUT_PASS,         /* every MUST and SHOULD that applied held */
	GAMUT_WARN,         /* a SHOULD was missed */
	GAMUT_INCONCLUSIVE, /* no occasion to judge what the case is about */
	GAMUT_MISSED,       /* no call came */
	GAMUT_FAIL,         /* a MUST was broken, visibly */
	GAMUT_ERROR /* the tester could not judge; not the client's fault */
};

/** What a finding says, from the best to the worst. */
enum gamut_outcome {
	GAMUT_OUTCOME_PASS,
	GAMUT_OUTCOME_INFO,
	GAMUT_OUTCOME_WARN,
	GAMUT_OUTCOME_INCONCLUSIVE,
	GAMUT_OUTCOME_FAIL
};

/** One rule, and whether it was kept. */
struct gamut_finding {
	enum gamut_outcome outcome;
	const char *check;    /* its name: "ack-non2xx-sent" */
	const char *level;    /* "MUST", "SHOULD", "MAY" */
	const char *rfc;      /* "RFC 3261 §17.1.1.2" */
	const char *rule;     /* one sentence */
	const char *expected; /* "" where the rule says it all */
	const char *actual;
	const char *text; /* all of it in one line */
};

/** What came of a call. Later versions may add members at the end. */
struct gamut_result {
	enum gamut_verdict verdict;
	const char *scenario; /* the case: "final/486" */
	const char *title;
	const char *uri;
	const char *agent;  /* the client's User-Agent, else its address */
	const char *events; /* "→ 486 ← ACK" */
	const char *why;    /* the verdict in a line; "" for a plain pass */
	const char *text;   /* the report for people: verdict, rule, ladder,
			     * messages; lines */
	uint64_t duration_us;
	const struct gamut_finding *const *finding;
	size_t finding_count;
};

/** Why something could not be done, for people; without a newline at its end. */
struct gamut_error {
	char text[1024];
};

/** The version of the library: "0.1.0". */
GAMUT_API const char *gamut_version(void);

/** "pass", "warn" … */
GAMUT_API const char *gamut_verdict_name(enum gamut_verdict verdict);
GAMUT_API const char *gamut_outcome_name(enum gamut_outcome outcome);

/**
 * Start a server. Without options it listens on UDP and TCP, on one port of 127.0.0.1
 * that the kernel chooses, and has the shipped cases.
 *
 * @param[out] gamutp   written only on success; gamut_stop() it
 * @param      options  as on the command line, see libgamut(3), and files or folders with
 *                      scenarios; ends with NULL; NULL: none. It is copied.
 * @param[out] error    why, on failure; NULL: nobody wants to know
 * @return 0; EINVAL: an option is wrong; EBADMSG, ENOENT: a scenario is, or there is
 *         none; ENOMEM; or what the network or the file system says
 */
GAMUT_API int gamut_start(struct gamut **gamutp, const char *const options[],
			  struct gamut_error *error);

/** End the server, its thread and its calls. NULL is fine. */
GAMUT_API void gamut_stop(struct gamut *gamut);

/** How many cases there are. */
GAMUT_API size_t gamut_case_count(const struct gamut *gamut);

/** The id of the nth case in order of ids, until gamut_stop(); NULL behind the last. */
GAMUT_API const char *gamut_case_id(const struct gamut *gamut, size_t n);

/**
 * Have a case ready for a call. It waits for the client from now on.
 *
 * @param      id     the id of a case, or what can be dialled: "486", "180*2*486"
 * @param[out] callp  written only on success; gamut_call_free() it
 * @return 0, ENOENT: there is no such case, or ENOMEM
 */
GAMUT_API int gamut_call_new(struct gamut_call **callp, struct gamut *gamut,
			     const char *id);

/** What the client is to call, "sip:final.486.r1@127.0.0.1:40000". */
GAMUT_API const char *gamut_call_uri(const struct gamut_call *call);

/**
 * Say that the client has ended, or closed its sockets. It gets nothing any more, and
 * the verdict is there soon, for it can do nothing any more.
 */
GAMUT_API void gamut_call_ended(struct gamut_call *call);

/**
 * Say that no more is wanted, of a client that goes on. The verdict is there at once; what
 * rings gets a 480, what was answered a BYE. It may be inconclusive where more time would
 * have shown something.
 */
GAMUT_API void gamut_call_close(struct gamut_call *call);

/**
 * Wait for the verdict. It stands when no rule has time left in which it can be broken;
 * that may be 64 T1 behind the call, unless one of the two functions above was called. A
 * call that does not come is missed after the time of --timeout.
 *
 * @param      timeout_ms  how long; negative: for ever
 * @param[out] resultp     the same each time, until gamut_call_free(); written only
 *                         on success
 * @return 0; ETIMEDOUT: not yet; ENOMEM: it was lost for want of memory
 */
GAMUT_API int gamut_call_wait(struct gamut_call *call, int timeout_ms,
			      const struct gamut_result **resultp);

/** Forget a call; where it is in progress it is ended. NULL is fine. */
GAMUT_API void gamut_call_free(struct gamut_call *call);

#ifdef __cplusplus
}
#endif

#endif
