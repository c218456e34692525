/* SPDX-License-Identifier: MIT */
#ifndef SUITE_SIPP_MESSAGE_H
#define SUITE_SIPP_MESSAGE_H

#include "text/buf.h"

/** A SIPp scenario as it grows. */
struct sipp_text {
	struct buf *out;
	unsigned index; /* of the next command: SIPp counts them in branches */
	struct str method; /* of the request that begins the case */
	unsigned cseq;     /* of the newest request of the caller */
	unsigned moved;    /* how many Contacts were kept */
	unsigned began; /* CSeq of the newest one that is outside of a dialog */
	char uri[64];   /* where that request goes */
	unsigned
		sent_at; /* index of the newest request that begins a transaction */
	bool is_reliable;       /* it says Supported: 100rel */
	bool has_credentials;   /* the newest request has */
	bool keeps_credentials; /* $credentials is set */
};

/** What a request that begins a transaction outside of a dialog is like. */
struct sipp_request {
	bool is_child;        /* to the Contact of the last response */
	bool has_credentials; /* for the challenge of the last response */
};

void sipp_write_request(struct sipp_text *text,
			const struct sipp_request *request);

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
	bool is_challenge; /* credentials are to be computed */
	bool is_contact;   /* its Contact is where to go on */
	bool is_dialog;    /* its Contact and routes are the dialog's */
	bool is_rseq;      /* its RSeq is acknowledged */
};

void sipp_write_receive(struct sipp_text *text,
			const struct sipp_receive *receive);

/** Take a request and answer it with code; with a description of ours where has_sdp. */
void sipp_write_answer(struct sipp_text *text, struct str method, unsigned code,
		       bool has_sdp);

/** Take a request that has no answer: ACK. */
void sipp_write_take(struct sipp_text *text, struct str method);

/** Say that the caller is to go on when something comes that it does not expect. */
void sipp_write_patience(struct sipp_text *text);

/** Name what not every walk uses: SIPp takes a name that stands once for a slip. */
void sipp_write_references(struct sipp_text *text);

void sipp_write_pause(struct sipp_text *text, unsigned ms);

#endif
