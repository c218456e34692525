/* SPDX-License-Identifier: MIT */
#ifndef SIP_MESSAGE_H
#define SIP_MESSAGE_H

#include <sofia-sip/sip.h>

#include "text/str.h"

/**
 * The headers that the program looks at line by line: id, name, compact form.
 * All others are HEADER_OTHER and are found by name.
 */
#define HEADER_MAP(X)                                \
	X(VIA, "Via", 'v')                           \
	X(FROM, "From", 'f')                         \
	X(TO, "To", 't')                             \
	X(CALL_ID, "Call-ID", 'i')                   \
	X(CSEQ, "CSeq", 0)                           \
	X(CONTACT, "Contact", 'm')                   \
	X(CONTENT_LENGTH, "Content-Length", 'l')     \
	X(CONTENT_TYPE, "Content-Type", 'c')         \
	X(CONTENT_ENCODING, "Content-Encoding", 'e') \
	X(MAX_FORWARDS, "Max-Forwards", 0)           \
	X(ROUTE, "Route", 0)                         \
	X(RECORD_ROUTE, "Record-Route", 0)           \
	X(REQUIRE, "Require", 0)                     \
	X(PROXY_REQUIRE, "Proxy-Require", 0)         \
	X(SUPPORTED, "Supported", 'k')               \
	X(ACCEPT, "Accept", 0)                       \
	X(ALLOW, "Allow", 0)                         \
	X(EXPIRES, "Expires", 0)                     \
	X(EVENT, "Event", 'o')                       \
	X(TIMESTAMP, "Timestamp", 0)                 \
	X(USER_AGENT, "User-Agent", 0)               \
	X(AUTHORIZATION, "Authorization", 0)         \
	X(PROXY_AUTHORIZATION, "Proxy-Authorization", 0)

enum header {
	HEADER_OTHER,
#define X(id, name, compact) HEADER_##id,
	HEADER_MAP(X)
#undef X
		HEADER_COUNT
};

/** One header line: where it stands in the message. */
struct line {
	uint32_t offset; /* of its first byte */
	uint32_t size;   /* folds included, without its last line end */
	uint32_t value;  /* first byte of the trimmed value, from offset on */
	uint32_t value_size;
	uint16_t name_size; /* bytes before blanks and the colon */
	uint16_t header;    /* enum header */
};

/**
 * A message as it stood on the wire, line by line, and sofia's parsed view of
 * the same bytes. The bytes are what is true; the view gives values and may be dropped
 * at any time (it is four times the size of the message) and comes back when
 * it is asked for.
 */
struct message {
	struct str bytes; /* owned: the whole message */
	struct str start; /* the start line, without its line end */
	struct str
		body; /* as Content-Length cuts it; all there is without one */
	struct line *line;
	uint32_t line_count;
	uint32_t view_count; /* lines that the view covers; see message_sip() */
	unsigned refs;       /* who holds it */
	bool is_request;
	bool is_short; /* Content-Length announces more than there is */
	msg_t *view;   /* NULL while not parsed */
};

/**
 * Take a message apart. Lines end in CRLF or in a lone LF or CR; CRLFs before the
 * start line are skipped. Only what is no message at all is refused; a
 * request with faults is loaded, ask message_fault(): so is one whose start line is
 * broken, if a Via says where a 400 can go.
 *
 * @param[out] messagep  written only on success; message_free() it
 * @param      bytes     copied
 * @return 0, ENOMEM, or EBADMSG: no start line of SIP (neither "SIP/x.y NNN"
 *         nor three words of which the last begins with "SIP/") and, in a
 *         request, no Via
 */
int message_load(struct message **messagep, struct str bytes);

/** Hold it too: it is gone when everybody has freed it. */
struct message *message_ref(struct message *message);

void message_free(struct message *message); /* NULL is fine */

/**
 * Sofia's view, parsed when it is not there; NULL when memory is short. It ends
 * before the line that brings the header values (lines and commas) above 512:
 * sofia's time grows with the square of their number, and one datagram could
 * cost a second. Such a message has a message_fault().
 */
const sip_t *message_sip(struct message *message);

/** Drop sofia's view; what was borrowed from it is gone. */
void message_forget(struct message *message);

/** The status of a response, 0 for a request. */
unsigned message_status(const struct message *message);

/** The method of a request as it is written in the start line. */
struct str message_method(const struct message *message);

/** The Request-URI as it is written in the start line. */
struct str message_uri(const struct message *message);

/** The SIP version of the start line, "SIP/2.0" as it is written. */
struct str message_version(const struct message *message);

/** Value of the nth line (from 0) of this header, trimmed; absent when none. */
struct str message_header(const struct message *message, enum header header,
			  size_t nth);

/** Value of the nth line with this name, any case, trimmed; absent when none. */
struct str message_find(const struct message *message, struct str name,
			size_t nth);

/** The name and the value of a line. */
struct str message_line_name(const struct message *message,
			     const struct line *line);
struct str message_line_value(const struct message *message,
			      const struct line *line);

/** Whether any line of this header lists this token (option tags, methods). */
bool message_lists(const struct message *message, enum header header,
		   struct str token);

/**
 * What keeps a request from being answered as it asks: the first fault in Via,
 * From, To, Call-ID, CSeq, the Request-URI, Content-Length or (INVITE) a malformed Contact; or a NUL
 * among the headers.
 *
 * @return a reason phrase for a 400, static ("Malformed CSeq Header Field"),
 *         or NULL
 */
const char *message_fault(struct message *message);

#endif
