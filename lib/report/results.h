/* SPDX-License-Identifier: MIT */
#ifndef REPORT_RESULTS_H
#define REPORT_RESULTS_H

#include "judge/verdict.h"
#include "sip/endpoint.h"

/**
 * What is kept of campaigns: the one model that the store writes and reads and
 * every report is made from. Texts are borrowed from an arena of their owner and
 * may hold any byte, for much of it came from the network.
 */

/** A finding with what it needs to be read alone. */
struct result_finding {
	struct str check; /* "ack-non2xx-sent" */
	struct str level; /* "MUST" */
	struct str rfc;   /* "3261#17.1.1.2, 3261#8.1.1.7" */
	struct str rule;  /* one sentence */
	enum outcome outcome;
	struct str expected;
	struct str actual;
	size_t proof[FINDING_PROOFS]; /* messages of the case, from 1 */
	size_t proof_count;
};

/** An entry of a case's record; a GONE or EXIT has no bytes. */
struct result_message {
	enum entry_type type;
	uint64_t at_us; /* since the Epoch */
	struct endpoint local;
	struct endpoint remote;
	bool is_spoilt;   /* a fault was put into it on purpose */
	struct str bytes; /* as on the wire */
};

/** The messages of one case in order of time. */
struct result_messages {
	struct arena arena; /* owns the texts */
	struct result_message *message;
	size_t count;
};

/** How the case's verdict compares with the expectation file: id, name. */
#define EXPECTATION_MAP(X)                                          \
	X(NONE, "none", "there is no expectation, or it is met")    \
	X(KNOWN, "known", "it fails, as the expectation file says") \
	X(UNEXPECTED_PASS, "unexpected-pass",                       \
	  "it passes, and the expectation file says that it fails") \
	X(MUST_PASS, "must-pass", "it must pass, and did not")

enum expectation {
#define X(id, name, text) EXPECTATION_##id,
	EXPECTATION_MAP(X)
#undef X
};

/** One case of a run. */
struct result {
	uint64_t id;         /* the store's; 0: not in one */
	size_t run;          /* index of struct results' runs */
	size_t agent;        /* index of its agents */
	struct str scenario; /* "final/486" */
	struct str title;
	struct str rfc;  /* of the scenario, comma-separated */
	struct str tags; /* of the scenario, comma-separated */
	uint16_t code;   /* the response that it is about; 0: none */
	enum verdict verdict;
	struct str why; /* the verdict in a line, empty for a plain pass:
			 * "ack-2xx-sent: no ACK", "no call came within 32 s",
			 * "the client crashed: SIGSEGV" */
	enum expectation expectation;
	struct str reason; /* the expectation file's; empty: none */
	struct str uri;    /* what was to be dialled; empty: not known */
	struct str events; /* "→ 486 ← ACK" */
	uint64_t start_us; /* since the Epoch */
	uint64_t duration_us;
	bool is_prereq_missing;
	int command_status; /* of wait(2), -1: there was no command or it did
			     * not end by itself */
	struct str output;  /* of the command, its last part if it is long */
	struct result_finding *finding;
	size_t finding_count;
};

/** One run of `gamut run`. */
struct result_run {
	struct str file;    /* that it was read from; empty: none */
	uint64_t start_us;  /* since the Epoch */
	uint64_t end_us;    /* 0: it was cut off */
	struct str version; /* of gamut */
	struct str command; /* of the client; empty: none */
	uint32_t t1_ms;
	uint64_t selected; /* cases that it was to run */
	struct str fault;  /* of --fault; empty: none */
	uint64_t seed;     /* of --seed, with a fault */
};

/** A client: --agent, else its User-Agent, else its address. */
struct result_agent {
	struct str name;
};

/** Results of one run or of many, in the order in which they were made. */
struct results {
	struct arena arena; /* owns the texts and the arrays */
	struct result_run *run;
	size_t run_count;
	struct result_agent *agent; /* each name once */
	size_t agent_count;
	struct result *result;
	size_t count;
};

void results_init(struct results *results);
void results_release(struct results *results);

/** The agent of this name, added when it is new. @return 0 or ENOMEM */
int results_agent(struct results *results, struct str name, size_t *agent);

/** Add room for one more at the end, zeroed. @return NULL when memory is short */
struct result *results_add(struct results *results);
struct result_run *results_add_run(struct results *results);

void result_messages_init(struct result_messages *messages);
void result_messages_release(struct result_messages *messages);

/** Add one, its bytes copied. @return 0 or ENOMEM */
int result_messages_add(struct result_messages *messages,
			const struct result_message *message);

/** The entries of a record; its times plus offset_us are those since the Epoch. */
int result_messages_of(struct result_messages *messages,
		       const struct record *record, int64_t offset_us);

/**
 * The findings of a case from the judge's, texts copied into the arena; INFO and PASS
 * too.
 *
 * @return 0 or ENOMEM
 */
int result_findings_of(struct result *result, struct arena *arena,
		       const struct findings *findings);

/**
 * The finding behind the verdict: the one that an inconclusive case's `why` names, of
 * others the worst that is a fail or a warn; NULL when there is none.
 */
const struct result_finding *result_cause(const struct result *result);

/**
 * How often a finding stands there in a row, seen from its first one. What was seen is the
 * same; a rule that was kept in between does not count.
 *
 * @param at  the index of a finding that is no PASS
 * @return at least 1; 0: it is not the first one
 */
size_t result_times(const struct result *result, size_t at);

const char *expectation_name(enum expectation expectation);

/**
 * The outcome of a whole set of results as an exit status, worst first: an error of the
 * tester's 3, unexpected verdicts 1, missed or nothing at all 4, else 0.
 *
 * @param is_strict  a warn counts as unexpected too
 */
int results_status(const struct results *results, bool is_strict);

#endif
