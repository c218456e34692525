/* SPDX-License-Identifier: MIT */
#ifndef SCENARIO_TEMPLATE_H
#define SCENARIO_TEMPLATE_H

#include "catalogue/context.h"

/**
 * The names that may stand as ${name} in the texts of a scenario: id, name, what
 * it becomes. All but VIA are one line; what the request lacks is empty.
 */
#define TEMPLATE_MAP(X)                                                       \
	X(CALL_ID, "call-id", "the Call-ID of the request")                   \
	X(CSEQ, "cseq", "the CSeq of the request, number and method")         \
	X(CSEQ_NUMBER, "cseq.number", "the number in it")                     \
	X(BRANCH, "branch", "the branch of its top Via")                      \
	X(VIA, "via", "all its Via lines as a response echoes them")          \
	X(VIA_TRANSPORT, "via.transport", "the transport of the top one")     \
	X(VIA_SENT_BY, "via.sent-by", "the host and port in the top one")     \
	X(FROM, "from", "its From")                                           \
	X(FROM_USER, "from.user", "the user in its From")                     \
	X(FROM_TAG, "from.tag", "the tag of its From")                        \
	X(TO, "to", "its To as it came, without a tag of ours")               \
	X(TO_TAG, "to.tag", "our tag in this dialog")                         \
	X(RURI, "ruri", "its Request-URI")                                    \
	X(RURI_USER, "ruri.user", "the user in its Request-URI")              \
	X(METHOD, "method", "its method")                                     \
	X(LOCAL, "local", "where we are reached, host:port")                  \
	X(LOCAL_HOST, "local.host", "the host of that, IPv6 in brackets")     \
	X(LOCAL_PORT, "local.port", "its port")                               \
	X(CHILD, "child", "a user of this call's own, to send the client to") \
	X(CHILD_2, "child.2", "a second such user, another than child")       \
	X(CHILD_3, "child.3", "a third such user")                            \
	X(TOKEN, "token", "the token of this call")                           \
	X(NONCE, "nonce", "a fresh nonce of this call")                       \
	X(NOW, "now", "the time, as in Date")

enum template_name {
#define X(id, name, text) TEMPLATE_##id,
	TEMPLATE_MAP(X)
#undef X
		TEMPLATE_COUNT
};

enum template_error {
	TEMPLATE_FINE,
	TEMPLATE_UNKNOWN, /* no such name */
	TEMPLATE_OPEN,    /* ${ without } */
	TEMPLATE_DOLLAR   /* a $ before another byte than { and $ */
};

/** Where the first fault of a text is. */
struct template_fault {
	enum template_error error;
	size_t offset;      /* of the $ */
	struct str name;    /* UNKNOWN: what stands there; borrowed */
	struct str nearest; /* UNKNOWN: what may be meant, or absent; static */
};

struct str template_name(enum template_name name);
const char *template_text(enum template_name name);

/**
 * Look at all names of a text.
 *
 * @param[out] fault  written only when there is one
 * @return whether the text is fine
 */
bool template_check(struct str text, struct template_fault *fault);

/** Whether this name is in a text that is fine. */
bool template_uses(struct str text, enum template_name name);

/**
 * Write a text that is fine with values from ctx; $$ becomes $. ${via} has no
 * line end behind its last line. What is not fine is written as it is.
 */
void template_write(struct buf *out, struct str text,
		    const struct context *ctx);

#endif
