/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_JUDGE_H
#define JUDGE_JUDGE_H

#include "judge/check.h"
#include "judge/demand.h"
#include "judge/record.h"
#include "sip/digest.h"
#include "text/arena.h"
#include "transaction/timing.h"

/**
 * The judge: a record in, findings out. Pure: the same record gives the same
 * findings. It says nothing of what it cannot see.
 */
enum { FINDING_PROOFS = 6 };

struct finding {
	enum check_id check;
	enum outcome outcome;
	struct str expected;          /* what the rule asks for here */
	struct str actual;            /* what was seen */
	size_t proof[FINDING_PROOFS]; /* entries of the record that prove it */
	size_t proof_count;
	bool is_unacked; /* our final has no ACK: what became of it is not known */
};

/** How to judge. */
struct judge_config {
	struct timing timing; /* ours; windows scale with it */
	uint64_t
		end_us; /* until when the record was kept: now, when it is judged */
	bool is_closed; /* nothing will come any more: windows are cut here */
	bool is_mangled; /* a case of section "mangled": a vanished client fails */
	bool is_brief; /* only WARN and FAIL have texts: nobody reads the others,
			* and to write them is a good part of the work */
	const struct demands *demands; /* of the case, may be NULL */
	const struct account
		*accounts; /* whose passwords we have: without the one a digest
			    * is of nobody is blamed for it */
	size_t account_count;
};

struct findings {
	struct arena arena; /* owns the texts */
	struct finding *finding;
	size_t count;
	size_t room;
	uint64_t
		open_us; /* when the last open window closes; 0: none is open: all is
			   * said that can be said */
};

void findings_init(struct findings *findings);
void findings_release(struct findings *findings);

/** Judge a record by all checks that exist. @return 0 or ENOMEM */
int judge(struct findings *findings, const struct record *record,
	  const struct judge_config *config);

#endif
