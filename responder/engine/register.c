/* SPDX-License-Identifier: MIT */
#include "engine/register.h"

#include "engine/binding.h"
#include "sip/block.h"
#include "sip/field.h"

enum { HEADERS_MAX = 65536 };

/** The Expires of header lines in seconds, else the most there is. */
static uint32_t most_of(struct str headers)
{
	struct str header, name, value;
	uint64_t seconds;

	while (block_next(&headers, &header)) {
		(void)str_cut(header, ':', &name, &value);
		if (str_ieq(str_trim(name), STR("Expires")) &&
		    str_parse_uint(str_trim(value), EXPIRES_MAX_S, &seconds) ==
			    0)
			return (uint32_t)seconds;
	}
	return EXPIRES_MAX_S;
}

/** Carry it out, and tell of a phone that came or went. */
static unsigned carry_out(struct transaction *tx, uint32_t most_s,
			  struct buf *headers, uint64_t now_us)
{
	struct registrar *registrar = tx->server->registrar;
	const struct observer *observer = &tx->server->config.observer;
	struct message *request = tx->request;
	size_t before = registrar_contacts(registrar, request, now_us);
	unsigned code =
		registrar_register(registrar, request, most_s, now_us, headers);
	size_t after = registrar_contacts(registrar, request, now_us);

	if (before != after && observer->binding != NULL)
		observer->binding(observer->arg, &tx->path,
				  field_uri(message_header(request, HEADER_TO,
							   0)),
				  after, now_us);
	return code;
}

void register_respond(struct transaction *tx, const struct answer *answer,
		      const struct faults *faults, uint64_t now_us)
{
	struct str own = answer->carry.headers;
	struct answer full = *answer;
	struct buf headers;
	unsigned code;

	buf_init(&headers, HEADERS_MAX);
	code = carry_out(tx, most_of(own), &headers, now_us);
	if (block_has(own, STR("Contact")))
		buf_clear(&headers);
	buf_add_str(&headers, own);
	if (buf_error(&headers) != 0)
		code = 503;
	full.carry.headers = buf_str(&headers);
	if (code == 200)
		transaction_respond_spoilt(tx, &full, faults, now_us);
	else
		transaction_respond_code(tx, code, now_us);
	buf_release(&headers);
}

bool register_is_removal(const struct message *request)
{
	bool is_register = str_eq(message_method(request), STR("REGISTER"));
	struct str value = message_header(request, HEADER_EXPIRES, 0);
	struct str list, contact;
	size_t count = 0;

	if (!is_register)
		return str_eq(message_method(request), STR("PUBLISH")) &&
		       str_eq(str_trim(value), STR("0"));
	for (size_t n = 0;; n++) {
		list = message_header(request, HEADER_CONTACT, n);
		if (list.p == NULL)
			return count > 0;
		for (; field_next(&list, &contact); count++) {
			if (binding_expires_s(request, contact) != 0)
				return false;
		}
	}
}
