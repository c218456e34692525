/* SPDX-License-Identifier: MIT */
#include "report/offence.h"

#include "sip/header_name.h"

/** Checks whose family is the name of the request that they judge. */
static const struct {
	struct str family;
	struct str method;
} tied[] = {
	{ STR_INIT("ack-"), STR_INIT("ACK ") },
	{ STR_INIT("cancel-"), STR_INIT("CANCEL ") },
	{ STR_INIT("prack-"), STR_INIT("PRACK ") },
	{ STR_INIT("bye-"), STR_INIT("BYE ") },
};

/** The method that a check is about, with its blank; absent: any. */
static struct str method_of(struct str check)
{
	for (size_t i = 0; i < ARRAY_SIZE(tied); i++) {
		if (str_starts(check, tied[i].family))
			return tied[i].method;
	}
	return (struct str){ NULL, 0 };
}

static const struct result_message *
proof_at(const struct result_finding *finding,
	 const struct result_messages *all, size_t proof)
{
	size_t number = finding->proof[proof];

	return number > 0 && number <= all->count ? &all->message[number - 1]
						  : NULL;
}

/**
 * The message that is to blame: the last proof of the method that the check is about.
 * Where none came, it is the last of ours, to which it was due; where the check is
 * about no method, the last of all.
 *
 * @return from 1, 0 when there is none
 */
static size_t find_message(const struct result_finding *finding,
			   const struct result_messages *all)
{
	struct str method = method_of(finding->check);
	size_t found = 0;
	bool is_exact = false;

	for (size_t i = 0; i < finding->proof_count; i++) {
		const struct result_message *message =
			proof_at(finding, all, i);
		bool is_method;

		if (message == NULL || message->bytes.size == 0)
			continue;
		is_method = message->type == ENTRY_IN && method.p != NULL &&
			    str_starts(message->bytes, method);
		if (is_exact && !is_method)
			continue;
		if (method.p != NULL && !is_method && message->type == ENTRY_IN)
			continue;
		is_exact = is_method;
		found = finding->proof[i];
	}
	return found;
}

static bool is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

/** Take the next word that may be a header's name: "Via", "Call-ID". */
static bool next_name(struct str *text, struct str *name)
{
	while (text->size > 0) {
		size_t size = 0;

		while (size < text->size && is_name_byte(text->p[size]))
			size++;
		*name = str_sub(*text, 0, size);
		*text = str_sub(*text, size > 0 ? size : 1, text->size);
		if (size > 1 && name->p[0] >= 'A' && name->p[0] <= 'Z')
			return true;
	}
	return false;
}

/** The only line with this name; NULL when there is none or another one. */
static const struct line *only_line(const struct message *message,
				    struct str name)
{
	const struct line *found = NULL;

	for (size_t i = 0; i < message->line_count; i++) {
		const struct line *line = &message->line[i];

		if (!str_ieq(header_long_name(message_line_name(message, line)),
			     name))
			continue;
		if (found != NULL)
			return NULL;
		found = line;
	}
	return found;
}

/**
 * The line of the one header that a text names.
 *
 * @return false when it names several that are there
 */
static bool named_line(const struct message *message, struct str text,
		       const struct line **found)
{
	struct str name;

	*found = NULL;
	while (next_name(&text, &name)) {
		const struct line *line = only_line(message, name);

		if (line == NULL && message_find(message, name, 0).p == NULL)
			continue;
		if (line == NULL || (*found != NULL && *found != line))
			return false;
		*found = line;
	}
	return true;
}

static size_t count_lines(struct str text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.size; i++)
		count += text.p[i] == '\n';
	return count;
}

/** Where the line begins, in bytes. */
static size_t find_offset(const struct message *message,
			  const struct result_finding *finding)
{
	size_t start = (size_t)(message->start.p - message->bytes.p);
	const struct line *line;

	if (!named_line(message, finding->actual, &line))
		return start;
	if (line == NULL && !named_line(message, finding->expected, &line))
		return start;
	return line != NULL ? line->offset : start;
}

bool offence_find(struct offence *offence, const struct result_finding *finding,
		  const struct result_messages *messages)
{
	size_t number = find_message(finding, messages);
	const struct result_message *found;
	struct message *message;
	size_t offset = 0;

	if (number == 0)
		return false;
	found = &messages->message[number - 1];
	if (found->type == ENTRY_IN &&
	    message_load(&message, found->bytes) == 0) {
		offset = find_offset(message, finding);
		message_free(message);
	}
	offence->message = number;
	offence->line = count_lines(str_sub(found->bytes, 0, offset));
	return true;
}
