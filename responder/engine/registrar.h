/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_REGISTRAR_H
#define ENGINE_REGISTRAR_H

#include "sip/message.h"
#include "text/buf.h"

/**
 * Bindings of addresses of record (RFC 3261 §10.3): any user, any credentials.
 * Time comes in as an argument.
 */
struct registrar;

enum { CONTACTS_MAX = 16 }; /* of one address of record */

/** @param max  contacts in all; @return 0 or ENOMEM */
int registrar_new(struct registrar **registrarp, size_t max,
		  const uint64_t key[2]);

void registrar_free(struct registrar *registrar); /* NULL is fine */

/**
 * Carry out a REGISTER: add, refresh, remove, `*`, or fetch.
 *
 * @param      most_s   no binding of it gets longer
 * @param[out] headers  the Contact lines of the response
 * @return 200; 400 (a bad Contact, or * with other than Expires: 0); 500 (the
 *         CSeq is not higher than the binding's); 503 (full, or memory is short)
 */
unsigned registrar_register(struct registrar *registrar,
			    struct message *request, uint32_t most_s,
			    uint64_t now_us, struct buf *headers);

/** How many contacts the To of this request has now. */
size_t registrar_contacts(const struct registrar *registrar,
			  struct message *request, uint64_t now_us);

#endif
