/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_REFUSAL_H
#define JUDGE_REFUSAL_H

#include "judge/view.h"

/**
 * What many checks ask of an INVITE that we refused (300 to 699). For the
 * files of the judge only.
 */
enum { NOTE_SIZE = 128 };

/* Which refused requests a check looks at: a set of these bits. */
enum refusal_kind {
	REFUSAL_INVITE = 1,
	REFUSAL_OUTSIDE = 2, /* of a dialog */
	REFUSAL_ANY = 4,     /* but CANCEL */
	REFUSAL_CHALLENGED = 8
};

/**
 * A request of the client's, an INVITE mostly, whose final of ours was 300 to
 * 699.
 */
struct refusal {
	const struct exchange *exchange;
	size_t index; /* of the exchange */
	size_t final; /* entry: the first final that we did not spoil */
	unsigned status;
	uint64_t at_us;  /* when that was sent */
	long ack;        /* entry of its first ACK, or NOTHING */
	bool is_spoilt;  /* a spoilt final before it may have ended the call */
	bool is_proxied; /* what is hop by hop is a proxy's work */
	unsigned kinds;  /* enum refusal_kind */
	const char
		*note; /* what a look found good, or NULL; see refusal_note() */
};

/** Why the absence of an ACK proves nothing: id, words. */
#define DOUBT_MAP(X)                                                         \
	X(NONE, "the client was receiving for the whole window")             \
	X(SPOILT, "our faulty response before it may have ended the call")   \
	X(OTHER, "the client acknowledged another final instead")            \
	X(LATE, "our answer came after the client's transaction had ended")  \
	X(GONE, "client-gone: the client went away within the window")       \
	X(CUT, "the record ends before the window does")                     \
	X(LOST, "what came after it was thrown away on purpose")             \
	X(UNREACHABLE, "unreachable: nothing shows that our answer arrived") \
	X(FEW, "the final was sent too few times: packets get lost")         \
	X(PROXY, "middlebox: a proxy in between makes the ACK itself")

enum doubt {
#define X(id, text) DOUBT_##id,
	DOUBT_MAP(X)
#undef X
};

const char *doubt_text(enum doubt doubt);

/** What a look at one refusal says. */
enum look {
	LOOK_NONE, /* the check does not apply */
	LOOK_GOOD, /* the rule was kept */
	LOOK_SAID, /* a finding was added */
};

/** Note what is good, for the text of a PASS; at most NOTE_SIZE - 1 bytes of it. */
__attribute__((format(printf, 3, 4))) void refusal_note(struct view *view,
							struct refusal *refusal,
							const char *format,
							...);

typedef enum look look_f(struct view *view, struct refusal *refusal);

/**
 * Look at all refusals. Where the rule was kept by each one that it applies
 * to, and no look added a finding, there is one PASS.
 */
void refusal_each(struct view *view, enum check_id check, const char *expected,
		  look_f *look);

/**
 * The same for every refused request of the client that stands outside of a
 * dialog.
 */
void refusal_each_request(struct view *view, enum check_id check,
			  const char *expected, look_f *look);

/** The same for every refused request of the client, in a dialog and outside. */
void refusal_each_any(struct view *view, enum check_id check,
		      const char *expected, look_f *look);

/**
 * The same for every request of the client that we challenged with 401 or 407,
 * in a dialog and outside; not for what got a faulty response on purpose.
 */
void refusal_each_challenged(struct view *view, enum check_id check,
			     const char *expected, look_f *look);

/** Read a refused request of any method. @return false when it is none */
bool refusal_read_any(struct refusal *refusal, const struct view *view,
		      size_t exchange);

/**
 * Read one exchange. @return false when it is no refused INVITE of the
 * client's
 */
bool refusal_read(struct refusal *refusal, const struct view *view,
		  size_t exchange);

/** The same for a request of any method that stands outside of a dialog. */
bool refusal_read_request(struct refusal *refusal, const struct view *view,
			  size_t exchange);

/** The same for a request of any method that we challenged. */
bool refusal_read_challenged(struct refusal *refusal, const struct view *view,
			     size_t exchange);

/** Whether the absence of an ACK for it is the client's fault; NONE: it is. */
enum doubt refusal_doubt(struct view *view, const struct refusal *refusal);

/**
 * Where its final went and what the Via asked for, for people. Borrowed from
 * arena.
 */
const char *refusal_route(struct view *view, const struct refusal *refusal);

/**
 * An ACK with the tag of the final that has neither the branch nor the CSeq
 * number of its INVITE: it is one for nothing; or NOTHING.
 */
long refusal_stray_ack(const struct view *view, const struct refusal *refusal);

/** Whether an entry is an ACK for a refusal. */
bool is_failure_ack(const struct view *view, size_t entry);

/** This time at T1 = 500 ms in µs at the T1 of the run. */
uint64_t scaled_us(const struct view *view, unsigned ms);

/**
 * Whether the client did not do something for long enough: the window is over,
 * or nothing can come any more (its command has ended, the record is closed).
 */
bool quiet_is_over(struct view *view, uint64_t from_us, uint64_t window_us);

/**
 * W_QUIET: how long to watch for what must not be done, in ms at T1 = 500 ms.
 */
enum { QUIET_MS = 5000, QUIET_LONG_MS = 35000 };

/**
 * The usual end of such a check: GOOD, or an INCONCLUSIVE that the window is
 * open.
 */
enum look look_quiet(struct view *view, const struct refusal *refusal,
		     enum check_id check, uint64_t from_us, uint64_t window_us);

#endif
