/* SPDX-License-Identifier: MIT */
#include "sip/message.h"

#include "sip/field.h"
#include "sip/header_name.h"

struct str message_header(const struct message *message, enum header header,
			  size_t nth)
{
	for (uint32_t i = 0; i < message->line_count; i++) {
		if (message->line[i].header == header && nth-- == 0)
			return message_line_value(message, &message->line[i]);
	}
	return (struct str){ NULL, 0 };
}

struct str message_find(const struct message *message, struct str name,
			size_t nth)
{
	enum header header = header_find(name);
	struct str own;

	name = header_long_name(name);
	for (uint32_t i = 0; i < message->line_count; i++) {
		const struct line *line = &message->line[i];

		if (line->header != header)
			continue;
		own = header_long_name(message_line_name(message, line));
		if (str_ieq(own, name) && nth-- == 0)
			return message_line_value(message, line);
	}
	return (struct str){ NULL, 0 };
}

struct str message_line_name(const struct message *message,
			     const struct line *line)
{
	return str_sub(message->bytes, line->offset, line->name_size);
}

struct str message_line_value(const struct message *message,
			      const struct line *line)
{
	return (struct str){ message->bytes.p + line->offset + line->value,
			     line->value_size };
}

bool message_lists(const struct message *message, enum header header,
		   struct str token)
{
	for (uint32_t i = 0; i < message->line_count; i++) {
		const struct line *line = &message->line[i];

		if (line->header == header &&
		    field_has(message_line_value(message, line), token))
			return true;
	}
	return false;
}
