/* SPDX-License-Identifier: MIT */
#include "play/spoil.h"

enum { MESSAGE_MAX = 65536, PAD_SIZE = 1000 };

#define OTHER_VIA "Via: SIP/2.0/UDP other.invalid:5060;branch=z9hG4bKother\r\n"

/** Where the value of the first header with this name begins; 0: not there. */
static size_t find_value(struct str message, struct str name)
{
	for (size_t at = 0; at < message.size;) {
		struct str rest = str_sub(message, at, message.size);
		struct str line = str_sub(rest, 0, str_find(rest, '\n'));

		if (str_trim(line).size == 0)
			return 0;
		if (str_istarts(line, name) && line.size > name.size &&
		    line.p[name.size] == ':')
			return at + name.size + 1;
		at += line.size + 1;
	}
	return 0;
}

/** The end of the line at this place, behind its line end. */
static size_t line_end(struct str message, size_t at)
{
	return at + str_find(str_sub(message, at, message.size), '\n') + 1;
}

/** The end of its last header line, before the empty one; 0: there is no empty one. */
static size_t header_end(struct str message)
{
	for (size_t at = 0; at < message.size; at = line_end(message, at)) {
		struct str rest = str_sub(message, at, message.size);

		if (str_starts(rest, STR("\r\n")))
			return at;
	}
	return 0;
}

/** Put text between two places of the message. */
static void replace(struct buf *message, size_t from, size_t to,
		    struct str text)
{
	struct buf changed;

	buf_init(&changed, MESSAGE_MAX);
	buf_add(&changed, message->p, from);
	buf_add_str(&changed, text);
	buf_add(&changed, message->p + to, message->size - to);
	if (buf_error(&changed) == 0) {
		buf_clear(message);
		buf_add_str(message, buf_str(&changed));
	}
	buf_release(&changed);
}

static void spoil_branch(struct buf *message)
{
	static const char mark[] = ";branch=z9hG4bK";
	struct str text = buf_str(message);
	size_t at = find_value(text, STR("Via"));
	size_t end = at > 0 ? line_end(text, at) : 0;

	for (size_t i = at; i + sizeof(mark) - 1 < end; i++) {
		if (str_istarts(str_sub(text, i, text.size),
				(struct str){ mark, sizeof(mark) - 1 })) {
			i += sizeof(mark) - 1;
			replace(message, i, i, STR("wrong"));
			return;
		}
	}
}

static void add_via(struct buf *message)
{
	struct str text = buf_str(message);
	size_t at = find_value(text, STR("Via"));

	if (at == 0)
		return;
	at = line_end(text, at);
	if (at <= text.size)
		replace(message, at, at, STR(OTHER_VIA));
}

static void raise_cseq(struct buf *message)
{
	struct str text = buf_str(message);
	size_t at = find_value(text, STR("CSeq"));
	size_t end = at;
	uint64_t number = 0;
	struct buf digits;

	if (at == 0)
		return;
	while (at < text.size && text.p[at] == ' ')
		at++;
	for (end = at;
	     end < text.size && text.p[end] >= '0' && text.p[end] <= '9'; end++)
		;
	if (str_parse_uint(str_sub(text, at, end - at), UINT32_MAX, &number))
		return;
	buf_init(&digits, 32);
	buf_addf(&digits, "%llu", (unsigned long long)number + 1);
	replace(message, at, end, buf_str(&digits));
	buf_release(&digits);
}

static void change_call_id(struct buf *message)
{
	struct str text = buf_str(message);
	size_t at = find_value(text, STR("Call-ID"));

	while (at > 0 && at < text.size && text.p[at] == ' ')
		at++;
	if (at > 0)
		replace(message, at, at, STR("wrong-"));
}

/** Lines of PAD_SIZE bytes, as many as there is room for in so many bytes. */
static void pad(struct buf *message, size_t size)
{
	size_t end = header_end(buf_str(message));
	struct buf lines;

	if (end == 0)
		return;
	buf_init(&lines, MESSAGE_MAX);
	while (message->size + lines.size + PAD_SIZE <= size)
		buf_addf(&lines, "X-Gamut-Pad: %0*d\r\n",
			 PAD_SIZE - (int)sizeof("X-Gamut-Pad: \r\n") + 1, 0);
	replace(message, end, end, buf_str(&lines));
	buf_release(&lines);
}

static void drop_returns(struct buf *message)
{
	size_t end = header_end(buf_str(message));
	size_t kept = 0;

	if (end == 0)
		return;
	for (size_t i = 0; i < message->size; i++) {
		if (i > end || message->p[i] != '\r')
			message->p[kept++] = message->p[i];
	}
	buf_truncate(message, kept);
}

void spoil(struct buf *message, const struct faults *faults)
{
	const uint32_t *value;

	if (faults == NULL)
		return;
	value = faults->value;

	if (value[FAULT_WRONG_BRANCH])
		spoil_branch(message);
	if (value[FAULT_SECOND_VIA])
		add_via(message);
	if (value[FAULT_WRONG_CSEQ])
		raise_cseq(message);
	if (value[FAULT_WRONG_CALL_ID])
		change_call_id(message);
	if (value[FAULT_PAD])
		pad(message, value[FAULT_PAD]);
	if (value[FAULT_BARE_LF])
		drop_returns(message);
	if (value[FAULT_TRUNCATE])
		buf_truncate(message, value[FAULT_TRUNCATE]);
}

bool faults_spoil(const struct faults *faults)
{
	static const enum fault spoiling[] = {
		FAULT_WRONG_BRANCH,  FAULT_SECOND_VIA, FAULT_WRONG_CSEQ,
		FAULT_WRONG_CALL_ID, FAULT_BARE_LF,    FAULT_TRUNCATE,
		FAULT_OTHER_PORT,    FAULT_MALFORMED
	};

	for (size_t i = 0; faults != NULL && i < ARRAY_SIZE(spoiling); i++) {
		if (faults->value[spoiling[i]] != 0)
			return true;
	}
	return false;
}

/* RFC 3261 §17.1.3: the branch tells whose it is; §8.1.3.3: no Via but ours. */
bool faults_hide(const struct faults *faults)
{
	return faults != NULL && (faults->value[FAULT_WRONG_BRANCH] != 0 ||
				  faults->value[FAULT_SECOND_VIA] != 0);
}
