/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_MANGLED_H
#define JUDGE_MANGLED_H

#include "judge/refusal.h"

/** What the checks of mangled and unusual responses share with those of ACKs. */

/** What a flaw asks for. */
struct rule {
	enum flaw flaw;
	enum check_id check;
	enum outcome bad; /* when it was acted upon */
	const char *expected;
};

/** The first response of ours with the flaw to one INVITE. */
struct mangled {
	const struct rule *rule;
	const struct exchange *invite;
	size_t index; /* of the INVITE's exchange */
	size_t first;
	size_t early_end; /* entry of the first good response behind it */
	size_t final_end; /* of the first good final */
	bool was_early;   /* a good 1xx came before it */
};

/** What the client made of it. */
struct reaction {
	long act;  /* entry that shows that it was acted upon, or NOTHING */
	long kept; /* entry that shows that it was not, or NOTHING */
	bool has_stopped; /* no more copies of the INVITE: acted upon */
	bool is_unclear;  /* another response may be the reason */
	unsigned status;  /* what the act is about */
};

/** The flaw of an entry; what is no SIP at all has no status that is one. */
enum flaw mangled_flaw(const struct view *view, size_t entry);

/** The INVITE of the client that an entry of ours is for, or NOTHING. */
long mangled_invite(const struct view *view, size_t entry);

/**
 * Read what belongs to a response with the flaw.
 *
 * @param[in,out] mangled  rule and index are given
 * @return false when a good final came before it: it changes nothing then
 */
bool mangled_read(struct mangled *mangled, const struct view *view,
		  size_t entry);

struct reaction mangled_reaction(const struct view *view,
				 const struct mangled *mangled);

/** Forms of a response that are unusual but legal: id, words. */
#define ODD_MAP(X)                                                         \
	X(CASE, "names in another case")                                   \
	X(COMPACT, "compact names")                                        \
	X(FOLD, "folded lines")                                            \
	X(BLANK, "blanks before a colon")                                  \
	X(ORDER, "a header before the first Via")                          \
	X(LONG, "a line of more than 500 bytes")                           \
	X(EXTENSION, "a header that nobody knows")                         \
	X(PARAMETER, "a parameter of To that nobody knows")                \
	X(EMPTY_PHRASE, "an empty phrase")                                 \
	X(LONG_PHRASE, "a phrase of more than 100 bytes, or not in ASCII") \
	X(TRAILING, "bytes behind its body")

enum odd {
#define X(id, text) ODD_##id,
	ODD_MAP(X)
#undef X
		ODD_COUNT
};

/** The odd forms that a message has, as bits 1 << ODD_…. */
unsigned odd_read(const struct message *message);

/**
 * Whether legal-forms tells of a missing ACK for a 2xx: it has an odd form, and
 * no network can have kept it back for its size.
 */
struct success;
bool odd_owns_success(const struct view *view, const struct success *success);

/**
 * Whether it is a check of this family, not that of the ACK, that says that a
 * refusal had none: the response had no To tag or an odd form. So one fault is
 * one finding, of the check that knows the most of it.
 *
 * @param stray  an ACK with the tag of the refusal, or NOTHING: the client
 *               read the response
 */
bool mangled_owns_ack(const struct view *view, const struct refusal *refusal,
		      long stray);

#endif
