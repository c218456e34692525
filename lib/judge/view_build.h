/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_VIEW_BUILD_H
#define JUDGE_VIEW_BUILD_H

#include "judge/view.h"
#include "text/map.h"

/** How a view is made; for view*.c only. */

/** What entries are found by: id. */
#define KEY_KIND_MAP(X)                                                       \
	X(TRANSACTION) /* branch, sent-by, method: a request of the client */ \
	X(BRANCH)      /* branch: the same */                                 \
	X(NUMBER)      /* Call-ID, From tag, CSeq number: the same */         \
	X(ATTEMPT)     /* Call-ID, From tag, method: outside of dialogs */    \
	X(OURS)        /* branch, method: a request of ours */                \
	X(OUR_NUMBER)  /* Call-ID, From tag, CSeq number: the same */         \
	X(TAG)         /* our To tag: a talk */                               \
	X(STRAY_TAG)   /* our To tag that makes no dialog: its exchange */    \
	X(TOKEN)       /* user of a Contact that redirects: its exchange */   \
	X(NONCE)       /* nonce of a challenge: its exchange */               \
	X(RESPONSE)    /* exchange, status, To tag: the first such entry */

enum key_kind {
#define X(id) KEY_##id,
	KEY_KIND_MAP(X)
#undef X
};

/** One thing that can be found; text is what TAG, TOKEN and NONCE are. */
struct key_node {
	struct map_node node;
	enum key_kind kind;
	size_t value; /* exchange or talk */
	struct str text;
	bool is_used; /* TOKEN: a request went there */
};

/** What is known of an exchange while the record is gone through. */
struct progress {
	unsigned final;  /* status of its first final, spoilt or not */
	bool is_refused; /* a final that refuses went out, first or not */
	const struct key_node *nonce; /* that its credentials are for */
};

struct build {
	struct view *view;
	struct map index;
	struct progress *progress; /* one for each exchange */
	long *last_invite; /* for each talk: its last INVITE with a 2xx */
	long *last_talk;   /* for each exchange: the last that it made */
	long call;         /* entry of the call, or NOTHING */
	bool has_nonces;   /* any was issued */
	bool has_tokens;
	int error;
};

/** How many entries with the same key are looked at, newest first. */
enum { CHAIN_MAX = 16 };

/** Add under a hash of hash_…(). */
void index_add(struct build *build, enum key_kind kind, uint64_t hash,
	       size_t value, struct str text);

/** The newest of this kind and hash; then the next older one. NULL when none. */
struct key_node *index_first(const struct build *build, enum key_kind kind,
			     uint64_t hash);
struct key_node *index_next(const struct key_node *node);

uint64_t hash_text(const struct build *build, enum key_kind kind,
		   struct str text);
uint64_t hash_pair(const struct build *build, enum key_kind kind, struct str a,
		   struct str b);
uint64_t hash_number(const struct build *build, enum key_kind kind,
		     const struct facts *facts);

/** The newest of this kind and text, or NULL. */
struct key_node *index_find_text(const struct build *build, enum key_kind kind,
				 struct str text);

/** The talk with this tag of ours, of this Call-ID if there is one; or NOTHING. */
long index_find_talk(const struct build *build, struct str tag,
		     struct str call_id);

/**
 * The newest exchange of the client's with this Call-ID, From tag and CSeq number: one
 * of this method if there is one, else of another; or NOTHING.
 */
long index_find_number(const struct build *build, const struct facts *facts,
		       struct str method);

/** A request of the client's that has this branch: an INVITE if any; or NOTHING. */
long index_find_branch(const struct build *build, const struct facts *facts);

/** The client's transaction that a request or a response belongs to, or NOTHING. */
long index_find_transaction(const struct build *build,
			    const struct facts *facts);

/** Whether a branch says that it is unique (RFC 3261 §8.1.1.7). */
bool has_cookie(struct str branch);

/** Start an exchange with this entry as its request; @return its index */
size_t add_exchange(struct build *build, size_t entry, enum class class,
		    bool is_ours);

/** Sort one entry of each sort; in order of time. */
void sort_request(struct build *build, size_t entry);
void sort_ack(struct build *build, size_t entry);
void sort_cancel(struct build *build, size_t entry);
void sort_response(struct build *build, size_t entry);
void sort_our_request(struct build *build, size_t entry);
void sort_answer(struct build *build, size_t entry);

/** Facts of the request of an exchange. */
const struct facts *request_facts(const struct build *build, size_t exchange);

/** Fill next_… of the items and the T1 of the client. */
void view_read_signs(struct view *view);

#endif
