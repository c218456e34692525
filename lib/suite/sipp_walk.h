/* SPDX-License-Identifier: MIT */
#ifndef SUITE_SIPP_WALK_H
#define SUITE_SIPP_WALK_H

#include "suite/sipp.h"
#include "suite/sipp_message.h"

/** The client as it walks along the flows of a case. */
struct walk {
	struct sipp_text text;
	const struct scenario *scenario;
	const struct step *last; /* its last final response; NULL: none yet */
	struct step raw;         /* what the last raw one is as a step */
	struct str tag[SIPP_DIALOGS]; /* of the dialogs that have names */
	unsigned tags;                /* so many of them are known */
	unsigned first;               /* dialog of the first answer */
	unsigned rang;                /* the last provisional code */
	struct str rang_tag;          /* and of which dialog */
	unsigned owed;                /* answers to PRACKs that did not come */
	unsigned linger_ms;
	bool is_invite;    /* the case begins with one */
	bool asks_invite;  /* the newest request is one */
	bool is_named;     /* dialogs have names */
	bool is_open;      /* the newest request has no final response */
	bool is_answered;  /* there is a dialog, and nobody has hung up */
	bool is_proved;    /* it has answered a challenge */
	bool is_over;      /* what is left of the flow is not for us */
	bool is_cancel;    /* it is to give up */
	bool has_given_up; /* and did */
	bool has_referred;
	struct sipp_caller caller;
};

/** There is no such caller: keep the first reason, and stop. */
void walk_refuse(struct walk *walk, const char *why);

/** Do what a client does at each step. */
void walk_play(struct walk *walk, const struct steps *steps);

/** Speak in the dialog with this tag from now on, where dialogs have names. */
void walk_enter(struct walk *walk, struct str tag);

/** Begin a transaction outside of a dialog; any hop may say 100. */
void walk_ask(struct walk *walk, const struct sipp_request *request);

/** Do what this STEP_RECEIVE waits for, where a client does. */
void walk_receive(struct walk *walk, const struct step *step);

/** Take a provisional response, and prove one that is reliable. */
void walk_ring(struct walk *walk, const struct steps *steps, size_t at);

/** Take the answers to PRACKs that were not waited for. */
void walk_settle(struct walk *walk);

/** Take a request of the server, a STEP_SEND, and answer it, or hang up in its place. */
void walk_take(struct walk *walk, const struct step *step);

/** Hang up, and live with what is made of the BYE. */
void walk_hang_up(struct walk *walk);

/** Do what a user does in a call so that this STEP_RECEIVE has what it waits for. */
void walk_act(struct walk *walk, const struct step *step);

/** Another telephone has answered too: end that call, unless the server will. */
void walk_fork(struct walk *walk, const struct steps *steps, size_t at);

/** It has rung long enough: give up. */
void walk_cancel(struct walk *walk);

#endif
