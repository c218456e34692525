/* SPDX-License-Identifier: MIT */
#ifndef PLAY_PLAY_H
#define PLAY_PLAY_H

#include "scenario/scenario.h"
#include "transaction/timing.h"

/**
 * One run of a scenario: events and time in, steps to carry out. A state
 * machine without I/O.
 */
enum play_action {
	PLAY_RESPOND, /* send step->respond to the newest request without a final */
	PLAY_SEND,    /* send step->send inside the dialog */
	PLAY_IDLE,    /* nothing until an event or play_due() */
	PLAY_END      /* the flow is over */
};

struct play {
	const struct scenario *scenario; /* borrowed */
	uint16_t step;      /* the next step */
	bool is_waiting;    /* until_us is set for this step */
	bool is_confirmed;  /* the ACK for our 2xx came */
	bool is_over;
	bool is_missed;     /* a receive that is not optional was missed */
	uint32_t hold_ms;
	uint64_t until_us;  /* when the wait, receive or send is due */
};

void play_init(struct play *play, const struct scenario *scenario,
	       uint32_t hold_ms);

/**
 * The next thing to do now. Call it until it says PLAY_IDLE or PLAY_END.
 *
 * @param[out] step  the step to carry out, for PLAY_RESPOND and PLAY_SEND
 */
enum play_action play_next(struct play *play, uint64_t now_us,
			   const struct step **step);

/**
 * A request of this run that starts a transaction of its own came. Whether the
 * flow was waiting for it; if so the flow goes on.
 */
bool play_receive(struct play *play, struct str method,
		  enum receive_with with, uint64_t now_us);

/** The ACK for our 2xx came. */
void play_confirm(struct play *play);

/** The flow ends here: cancelled, hung up, failed. */
void play_stop(struct play *play);

/** When play_next() may have more to do without an event, or NEVER. */
uint64_t play_due(const struct play *play);

#endif
