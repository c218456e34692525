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
	PLAY_SEND, /* send step->send inside the dialog; play_answered() follows */
	PLAY_RAW,  /* send step->raw the way of the INVITE's answers */
	PLAY_IDLE, /* nothing until an event or play_due() */
	PLAY_END   /* the flow is over */
};

struct play {
	const struct scenario *scenario; /* borrowed */
	struct steps steps; /* the flow, or the reaction that took its place */
	uint16_t step;      /* the next step */
	bool is_waiting;    /* until_us is set for this step */
	bool is_accepted;   /* a 2xx to an INVITE left */
	bool is_confirmed;  /* the ACK for our 2xx came */
	bool is_asking;     /* a request of ours waits for its answer */
	bool is_proving;    /* a reliable provisional waits for its PRACK */
	bool is_over;
	bool is_missed; /* a receive that is not optional was missed */
	uint32_t hold_ms;
	uint64_t until_us; /* when the wait, receive or send is due */
};

/** @param attempt  which flow, from 0; counted modulo their number */
void play_init(struct play *play, const struct scenario *scenario,
	       size_t attempt, uint32_t hold_ms);

/**
 * The next thing to do now. Call it until it says PLAY_IDLE or PLAY_END.
 *
 * @param[out] step  the step to carry out, for PLAY_RESPOND, _SEND and _RAW
 */
enum play_action play_next(struct play *play, uint64_t now_us,
			   const struct step **step);

/**
 * A request of this run that starts a transaction of its own came. Whether the
 * flow was waiting for it; if so the flow goes on and answers it.
 */
bool play_receive(struct play *play, struct str method, enum receive_with with,
		  uint64_t now_us);

/** Whether play_receive() would take such a request now. */
bool play_is_waiting(const struct play *play, struct str method,
		     enum receive_with with, uint64_t now_us);

/** The step with the challenge whose answer the flow waits for now, or NULL. */
const struct step *play_challenge(const struct play *play);

/**
 * A request came that the scenario reacts to: its steps take the place of what
 * is left of the flow or of another reaction.
 *
 * @return whether there is a reaction to this method
 */
bool play_react(struct play *play, struct str method);

/** The INVITE came once more. @return whether the flow waited for it and goes on */
bool play_copied(struct play *play);

/** The ACK for our 2xx came. */
void play_confirm(struct play *play);

/** A 2xx to an INVITE left: no request of ours goes before its ACK. */
void play_accept(struct play *play);

/** A reliable provisional left; the flow waits until play_proved(). */
void play_prove(struct play *play);
void play_proved(struct play *play);

/** A request of ours that is none of the flow leaves: the flow waits for its answer. */
void play_ask(struct play *play);

/** The request of the last PLAY_SEND was answered, given up or never left. */
void play_answered(struct play *play);

/** Whether what is left of the flow answers something. */
bool play_answers(const struct play *play);

/** The flow ends here: cancelled, hung up, failed. */
void play_stop(struct play *play);

/** When play_next() may have more to do without an event, or NEVER. */
uint64_t play_due(const struct play *play);

#endif
