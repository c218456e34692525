/* SPDX-License-Identifier: MIT */
#ifndef PLAY_MISHAP_H
#define PLAY_MISHAP_H

#include "text/buf.h"

/**
 * What a bad network does to datagrams, each by its own chance: id, name, whether a time
 * goes along, meaning. "loss" stands for both of its kinds.
 */
#define MISHAP_MAP(X)                                                 \
	X(LOSS_IN, "loss-in", false, "what comes is thrown away")     \
	X(LOSS_OUT, "loss-out", false, "what is sent never leaves")   \
	X(DUPLICATE, "duplicate", false, "what is sent leaves twice") \
	X(DELAY, "delay", true, "what is sent leaves so much later")  \
	X(REORDER, "reorder", false,                                  \
	  "what is sent leaves behind what is next")                  \
	X(TRUNCATE, "truncate", false, "a part of what is sent leaves")

enum mishap {
#define X(id, name, has_time, text) MISHAP_##id,
	MISHAP_MAP(X)
#undef X
		MISHAP_COUNT
};

enum {
	CHANCE_ONE = 1000000, /* a chance of 1 */
	MISHAP_DELAY_MAX_MS = 60000
};

/** A network; all 0: a good one. */
struct mishaps {
	uint32_t chance[MISHAP_COUNT]; /* of CHANCE_ONE */
	uint32_t delay_ms;
	uint64_t seed;
};

/** What becomes of one datagram that is to leave. */
struct fate {
	bool is_lost;
	bool is_twice;
	bool is_behind; /* it waits for the next one */
	uint32_t delay_ms;
	size_t size; /* bytes that are left of it */
};

/**
 * Read "loss=0.1,delay=0.1:200ms": names with a chance from 0 to 1, the delay with its
 * time, each once at most.
 *
 * @param[out] mishaps  all but its seed; written only on success
 * @param[out] error    on EBADMSG what is wrong, with its column, in a line without its end
 * @return 0 or EBADMSG
 */
int mishaps_parse(struct mishaps *mishaps, struct str text, struct buf *error);

bool mishaps_any(const struct mishaps *mishaps);

/** Write them as mishaps_parse() reads them; nothing for a good network. */
void mishaps_write(struct buf *out, const struct mishaps *mishaps);

/** A hash that is the same in every process, for what a fate depends on. */
uint64_t mishap_hash(struct str text);

/**
 * The fate of the datagram with this number on its line, and nothing but its seed, its
 * line and its number decides it.
 *
 * @param line    whose datagrams are counted together: a call
 * @param number  of those sent on it before
 * @param size    bytes
 */
struct fate mishaps_out(const struct mishaps *mishaps, uint64_t line,
			uint32_t number, size_t size);

/** Whether what comes is lost. @param number  of those that came before */
bool mishaps_in(const struct mishaps *mishaps, uint64_t line, uint32_t number);

#endif
