/* SPDX-License-Identifier: MIT */
#ifndef SUITE_SIPP_MESSAGE_H
#define SUITE_SIPP_MESSAGE_H

#include "text/buf.h"

enum { SIPP_DIALOGS = 8 };

/** A SIPp scenario as it grows. */
struct sipp_text {
	struct buf *out;
	unsigned index; /* of the next command: SIPp counts them in branches */
	struct str method; /* of the request that begins the case */
	unsigned cseq;     /* of the newest request outside of a dialog */
	unsigned inside[SIPP_DIALOGS + 1]; /* of the newest in each, 0: none */
	unsigned moved;                    /* how many Contacts were kept */
	unsigned began; /* of the newest one that is no ACK or PRACK */
	char uri[64];   /* where that request goes */
	unsigned
		sent_at; /* index of the newest request that begins a transaction */
	bool is_inside;         /* that request is in a dialog */
	bool is_reliable;       /* it says Supported: 100rel */
	bool has_credentials;   /* the newest request has */
	bool keeps_credentials; /* $credentials is set */
	unsigned dialog;        /* number of the one that is spoken in; 0: SIPp
				 * knows it, else $to1, $target1 … do */
	unsigned dialogs;       /* highest number of one */
	bool is_unanswered;     /* no response comes */
	unsigned call;          /* of the same caller, from 0 */
	bool is_patient; /* goes on when something comes that it does not expect */
	bool is_deaf;    /* SIPp is not to look for copies */
};

/** What a request that begins a transaction outside of a dialog is like. */
struct sipp_request {
	bool is_child;        /* to the Contact of the last response */
	bool has_credentials; /* for the challenge of the last response */
};

void sipp_write_request(struct sipp_text *text,
			const struct sipp_request *request);

/** One in the dialog: a new INVITE, REFER … */
void sipp_write_inside(struct sipp_text *text, const char *method);

/** The ACK for a final response that was just received. */
void sipp_write_ack(struct sipp_text *text, unsigned code);

/** The CANCEL of the INVITE. */
void sipp_write_cancel(struct sipp_text *text);

/** The PRACK for the response that was just received: sipp_write_receive() with is_rseq. */
void sipp_write_prack(struct sipp_text *text);

/** The BYE of an answered call. */
void sipp_write_bye(struct sipp_text *text);

/** What of a response is kept. */
struct sipp_receive {
	unsigned code;
	bool is_optional;
	bool is_challenge;   /* credentials are to be computed */
	const char *contact; /* what of its Contact is where to go on */
	unsigned contact_at; /* which header line that is in, from 1 */
	bool is_dialog;      /* its Contact and routes are the dialog's */
	bool is_named;       /* To and Contact are kept as text->dialog's */
	bool is_bare;        /* that Contact has no brackets */
	bool is_rseq;        /* its RSeq is acknowledged */
};

void sipp_write_receive(struct sipp_text *text,
			const struct sipp_receive *receive);

/** Take a request and answer it with code; with a description of ours where has_sdp. */
void sipp_write_answer(struct sipp_text *text, struct str method, unsigned code,
		       bool has_sdp);

/** Take a request that has no answer: ACK. */
void sipp_write_take(struct sipp_text *text, struct str method);

/** Nothing comes: give up after 64*T1. */
void sipp_write_silence(struct sipp_text *text);

/**
 * What stands at the end: names that not every walk uses, for SIPp takes one that
 * stands once for a slip; and the options that SIPp is to have, for call.sh.
 */
void sipp_write_end(struct sipp_text *text);

void sipp_write_pause(struct sipp_text *text, unsigned ms);

#endif
