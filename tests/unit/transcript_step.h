/* SPDX-License-Identifier: MIT */
#ifndef TESTS_TRANSCRIPT_STEP_H
#define TESTS_TRANSCRIPT_STEP_H

#include "text/buf.h"
#include "transcript.h"

/** The inside of transcript.c: one message of a transcript. */
struct step {
	bool is_in; /* of the client */
	uint64_t at_us;
	struct str method; /* of a request; "reINVITE" is one in the dialog */
	unsigned status;   /* of a response, or 0 */
	struct str about; /* of a response: method that it answers, or absent */
	unsigned call;
	bool is_copy;
	bool is_outside;
	bool is_spoilt;
	bool is_challenge; /* a response with a challenge */
	bool is_answer;    /* a request with credentials for the last one */
	struct endpoint client;
	struct endpoint ours;
};

/** A message in the making: lines with CRLF, and what stands behind the empty line. */
struct draft {
	struct buf head;
	struct buf body;
	bool has_own_length; /* Content-Length was set by hand */
};

void draft_init(struct draft *draft);
void draft_release(struct draft *draft);

/** Write what a correct peer sends here. @return false: there is nothing to answer */
bool draft_write(struct draft *draft, const struct transcript *transcript,
		 const struct step *step);

/** Start from the bytes of a message before. */
void draft_copy(struct draft *draft, const struct message *message);

/** Change it: "=Name: value", "-Name", "+Name: value", "~old=>new", "|text". */
bool draft_change(struct draft *draft, struct str change);

/** Compute the digests: "$digest" in credentials. */
void fill_digests(struct draft *draft);

/** The whole message. */
void draft_finish(struct buf *out, struct draft *draft);

/** The same message as before: the last one of its kind in its call. */
const struct message *step_before(const struct transcript *transcript,
				  const struct step *step);

/** What of the messages before is asked for. */
struct wanted {
	unsigned call;
	enum entry_type type;
	bool is_request;
	struct str method;    /* absent: any but ACK */
	unsigned status_from; /* of a response */
	unsigned status_to;
	bool has_tag; /* a response with a To tag */
};

/** The last message that fits, or NULL. */
const struct message *find_message(const struct transcript *transcript,
				   const struct wanted *wanted);

#endif
