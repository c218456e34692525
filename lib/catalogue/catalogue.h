/* SPDX-License-Identifier: MIT */
#ifndef CATALOGUE_CATALOGUE_H
#define CATALOGUE_CATALOGUE_H

#include "catalogue/rule.h"
#include "sip/sdp.h"

#define REGISTRY_MAP(X)                          \
	X(REGISTERED, "registered")              \
	X(DEPRECATED, "registered (deprecated)") \
	X(UNREGISTERED, "unregistered")

enum registry {
#define X(id, name) REGISTRY_##id,
	REGISTRY_MAP(X)
#undef X
};

/** What the body of a response is: id, text for people. */
#define BODY_MAP(X)                                                          \
	X(NONE, "none")                                                      \
	X(ANSWER,                                                            \
	  "application/sdp: the answer to the offer, or an offer where "     \
	  "the INVITE had none")                                             \
	X(EARLY,                                                             \
	  "application/sdp: an early answer, when the INVITE had an offer")  \
	X(CAPABILITIES, "application/sdp: what we could do, ports 0")        \
	X(FAILURE, "application/sdp: the offer with ports 0 and the failed " \
		   "preconditions (neither offer nor answer)")               \
	X(CERTIFICATE,                                                       \
	  "application/pkcs7-mime: a sample certificate, certs-only")

enum body {
#define X(id, text) BODY_##id,
	BODY_MAP(X)
#undef X
		BODY_COUNT
};

#include "catalogue/prereq.def"

enum prereq {
#define X(id, text) PREREQ_##id,
	PREREQ_MAP(X)
#undef X
		PREREQ_COUNT
};

enum { ROW_MUST = 8, ROW_SHOULD = 6, ROW_MAY = 14 };

/** One response code. */
struct row {
	uint16_t code;
	uint8_t registry; /* enum registry */
	uint8_t cause;    /* Q.850 (RFC 3398 §8.2.6.1), 0: no mapping */
	uint8_t body;     /* enum body */
	uint8_t prereq;   /* enum prereq */
	const char *phrase;
	const char *rfc;            /* "RFC 3261 §21.4.24, §13.3.1.3" */
	const char *methods;        /* which requests it can answer, in words */
	const char *note;           /* what else one should know, or NULL */
	uint8_t must[ROW_MUST];     /* enum rule, 0 ends; written always */
	uint8_t should[ROW_SHOULD]; /* likewise */
	uint8_t may[ROW_MAY];       /* named only */
};

/** All rows in ascending order of codes. */
const struct row *catalogue_rows(size_t *count);

/** The row of this code, or NULL. Constant time. */
const struct row *catalogue_find(unsigned code);

/**
 * The row of this code, or that of its class: 183 200 300 400 500 600
 * (RFC 3261 §8.1.3.2); NULL outside of 100 to 699.
 */
const struct row *catalogue_class(unsigned code);

/** Its phrase; for a code without a row that of its class, "Client Error". */
const char *catalogue_phrase(unsigned code);

/** "provisional", "success", "redirection", … by the first digit. */
const char *catalogue_class_name(unsigned code);

/** Write all must and should headers for ctx->request answered with this code. */
void catalogue_write_headers(struct buf *out, unsigned code,
			     const struct context *ctx);

/**
 * Write the body of this code.
 *
 * @return its Content-Type, or an absent string when it has none here
 */
struct str catalogue_write_body(struct buf *out, unsigned code,
				const struct context *ctx);

/** The headers that any response may have besides, in words. */
const char *catalogue_general(void);

/** What our descriptions say of us. */
struct sdp_local context_sdp(const struct context *ctx);

const char *body_text(enum body body);
const char *registry_name(enum registry registry);
const char *prereq_text(enum prereq prereq);

/** Whether the request has what the code needs to make sense. */
bool prereq_is_met(enum prereq prereq, struct message *request);

#endif
