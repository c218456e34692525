/* SPDX-License-Identifier: MIT */
#ifndef CAPTURE_WRITE_LINES_H
#define CAPTURE_WRITE_LINES_H

#include "sip/message.h"
#include "text/buf.h"

/** The text of a response, as a step of a scenario has it. */
struct lines {
	struct buf *out;
	const char *indent;
	const struct message *response; /* without its secrets */
	const struct message *asked;    /* the request that it is for */
	size_t body_size;               /* as it is going to be sent */
	bool is_whole;      /* all headers, not those of `headers:` alone */
	bool is_redirect;   /* its Contacts lead the client to us again */
	bool is_stream;     /* its Contacts say so */
	bool has_registrar; /* the registrar writes Contact */
	unsigned children;  /* Contacts so far */
	bool has_via;
};

/**
 * Write the response as a step: every byte of it, or by keys where the program is to
 * compose it.
 */
void lines_write_step(struct lines *lines, bool is_composed);

/** Whether a scenario file can hold these bytes. */
bool lines_fit(struct str bytes);

/** Write the header lines. @return how many bytes these are */
size_t lines_write_headers(struct lines *lines);

/** Write text line by line, each with a line end. */
void lines_write_text(struct lines *lines, struct str text);

/** How many bytes it has when each line ends in CRLF. */
size_t lines_size(struct str text);

#endif
