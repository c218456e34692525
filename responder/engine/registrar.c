/* SPDX-License-Identifier: MIT */
#include "engine/registrar.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/binding.h"
#include "sip/field.h"
#include "text/map.h"

enum { KEY_MAX = 512, SWEEP_US = 1000000 };

struct aor {
	struct map_node by_key;
	struct aor *next;
	struct aor **prevp;
	struct binding *first;
	struct str key;
	char text[];
};

struct registrar {
	struct map aors;
	struct aor *first; /* all of them, newest first */
	size_t count;      /* bindings, expired ones too until they are met */
	size_t max;
	uint64_t swept_us;
};

int registrar_new(struct registrar **registrarp, size_t max,
		  const uint64_t key[2])
{
	struct registrar *registrar = calloc(1, sizeof(*registrar));

	if (registrar == NULL)
		return ENOMEM;
	map_init(&registrar->aors, key);
	registrar->max = max;
	*registrarp = registrar;
	return 0;
}

static void remove_binding(struct registrar *registrar, struct binding **p)
{
	struct binding *binding = *p;

	*p = binding->next;
	free(binding);
	registrar->count--;
}

static void remove_aor(struct registrar *registrar, struct aor *aor)
{
	while (aor->first != NULL)
		remove_binding(registrar, &aor->first);
	map_remove(&registrar->aors, &aor->by_key);
	*aor->prevp = aor->next;
	if (aor->next != NULL)
		aor->next->prevp = aor->prevp;
	free(aor);
}

void registrar_free(struct registrar *registrar)
{
	if (registrar == NULL)
		return;
	while (registrar->first != NULL)
		remove_aor(registrar, registrar->first);
	map_release(&registrar->aors);
	free(registrar);
}

/** The address of record of a To: its user and host (RFC 3261 §10.3 step 5). */
static void write_key(struct buf *key, struct message *request)
{
	const sip_t *sip = message_sip(request);
	const url_t *url = sip->sip_to->a_url;

	if (url->url_user != NULL)
		buf_add_text(key, url->url_user);
	buf_add_char(key, '@');
	for (const char *p = url->url_host; p != NULL && *p != '\0'; p++)
		buf_add_char(key,
			     (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p));
}

static struct aor *find_aor(const struct registrar *registrar, struct str key)
{
	struct map_node *node =
		map_find(&registrar->aors, map_hash(&registrar->aors, key));

	for (; node != NULL; node = map_find_next(node)) {
		struct aor *aor = CONTAINER_OF(node, struct aor, by_key);

		if (str_eq(aor->key, key))
			return aor;
	}
	return NULL;
}

static struct aor *add_aor(struct registrar *registrar, struct str key)
{
	struct aor *aor = calloc(1, sizeof(*aor) + key.size);

	if (aor == NULL)
		return NULL;
	memcpy(aor->text, key.p, key.size);
	aor->key = (struct str){ aor->text, key.size };
	if (map_add(&registrar->aors, &aor->by_key,
		    map_hash(&registrar->aors, key)) != 0) {
		free(aor);
		return NULL;
	}
	aor->next = registrar->first;
	aor->prevp = &registrar->first;
	if (aor->next != NULL)
		aor->next->prevp = &aor->next;
	registrar->first = aor;
	return aor;
}

static void drop_expired(struct registrar *registrar, struct aor *aor,
			 uint64_t now_us)
{
	struct binding **p = &aor->first;

	while (*p != NULL) {
		if ((*p)->expires_us <= now_us)
			remove_binding(registrar, p);
		else
			p = &(*p)->next;
	}
}

static bool is_full(const struct registrar *registrar)
{
	return registrar->count >= registrar->max ||
	       registrar->aors.count >= registrar->max;
}

/** Make room: forget what has expired, at most once a second. */
static void sweep(struct registrar *registrar, uint64_t now_us)
{
	struct aor *aor = registrar->first;

	if (now_us - registrar->swept_us < SWEEP_US)
		return;
	registrar->swept_us = now_us;
	while (aor != NULL) {
		struct aor *next = aor->next;

		drop_expired(registrar, aor, now_us);
		if (aor->first == NULL)
			remove_aor(registrar, aor);
		aor = next;
	}
}

static size_t count_bindings(const struct aor *aor)
{
	size_t count = 0;

	for (struct binding *b = aor->first; b != NULL; b = b->next)
		count++;
	return count;
}

static struct binding **find_binding(struct aor *aor, struct str uri)
{
	struct binding **p = &aor->first;

	while (*p != NULL && !str_eq((*p)->uri, uri))
		p = &(*p)->next;
	return p;
}

/** The Contact values of a request, one after the other. */
struct contacts {
	const struct message *request;
	size_t line;
	struct str rest;
};

static bool next_contact(struct contacts *contacts, struct str *contact)
{
	while (!field_next(&contacts->rest, contact)) {
		contacts->rest =
			message_header(contacts->request, HEADER_CONTACT,
				       contacts->line++);
		if (contacts->rest.p == NULL)
			return false;
	}
	return true;
}

/** `Contact: *`: alone, and with Expires: 0 (RFC 3261 §10.3 step 6). */
static unsigned check_star(const struct aor *aor, struct message *request,
			   size_t contact_count)
{
	if (contact_count != 1 || binding_expires_s(request, STR("")) != 0)
		return 400;
	for (struct binding *b = aor->first; b != NULL; b = b->next) {
		if (binding_is_late(b, request))
			return 500;
	}
	return 200;
}

/** Whether all of it can be done: a REGISTER is carried out whole or not at all. */
static unsigned check(const struct registrar *registrar, struct aor *aor,
		      struct message *request, bool *is_star)
{
	struct contacts contacts = { .request = request };
	size_t added = 0;
	size_t count = 0;
	struct str contact;

	*is_star = false;
	while (next_contact(&contacts, &contact)) {
		struct str uri = field_uri(contact);
		struct binding *binding = *find_binding(aor, uri);

		count++;
		if (str_eq(contact, STR("*"))) {
			*is_star = true;
			continue;
		}
		if (str_find(uri, ':') == uri.size)
			return 400;
		if (binding != NULL && binding_is_late(binding, request))
			return 500;
		added += binding == NULL &&
			 binding_expires_s(request, contact) != 0;
	}
	if (*is_star)
		return check_star(aor, request, count);
	if (added > 0 && (registrar->count + added > registrar->max ||
			  count_bindings(aor) + added > CONTACTS_MAX))
		return 503;
	return 200;
}

static unsigned bind(struct registrar *registrar, struct aor *aor,
		     struct str contact, struct message *request,
		     uint64_t now_us)
{
	struct binding **p = find_binding(aor, field_uri(contact));
	struct binding *binding;

	if (*p != NULL)
		remove_binding(registrar, p);
	if (binding_expires_s(request, contact) == 0)
		return 200;
	if (binding_new(&binding, request, contact, now_us) != 0)
		return 503;
	binding->next = aor->first;
	aor->first = binding;
	registrar->count++;
	return 200;
}

static unsigned bind_all(struct registrar *registrar, struct aor *aor,
			 struct message *request, uint64_t now_us)
{
	struct contacts contacts = { .request = request };
	struct str contact;
	bool is_star;
	unsigned code = check(registrar, aor, request, &is_star);

	if (code == 200 && is_star) {
		while (aor->first != NULL)
			remove_binding(registrar, &aor->first);
		return code;
	}
	while (code == 200 && next_contact(&contacts, &contact))
		code = bind(registrar, aor, contact, request, now_us);
	return code;
}

/** What a request has bound ends no later than that. */
static void shorten(struct aor *aor, struct message *request, uint64_t until_us)
{
	struct contacts contacts = { .request = request };
	struct str contact;

	while (next_contact(&contacts, &contact)) {
		struct binding *binding =
			*find_binding(aor, field_uri(contact));

		if (binding != NULL && binding->expires_us > until_us)
			binding->expires_us = until_us;
	}
}

unsigned registrar_register(struct registrar *registrar,
			    struct message *request, uint32_t most_s,
			    uint64_t now_us, struct buf *headers)
{
	struct aor *aor;
	struct buf key;
	unsigned code = 503;

	buf_init(&key, KEY_MAX);
	write_key(&key, request);
	if (buf_error(&key) != 0)
		goto out;
	if (is_full(registrar))
		sweep(registrar, now_us);
	aor = find_aor(registrar, buf_str(&key));
	if (aor == NULL && registrar->aors.count < registrar->max)
		aor = add_aor(registrar, buf_str(&key));
	if (aor == NULL)
		goto out;

	drop_expired(registrar, aor, now_us);
	code = bind_all(registrar, aor, request, now_us);
	shorten(aor, request, now_us + (uint64_t)most_s * 1000000);
	for (struct binding *b = aor->first; code == 200 && b != NULL;
	     b = b->next)
		binding_write(headers, b, now_us);
	if (aor->first == NULL)
		remove_aor(registrar, aor);
out:
	buf_release(&key);
	return code;
}

size_t registrar_contacts(const struct registrar *registrar,
			  struct message *request, uint64_t now_us)
{
	struct aor *aor = NULL;
	struct buf key;
	size_t count = 0;

	buf_init(&key, KEY_MAX);
	write_key(&key, request);
	if (buf_error(&key) == 0)
		aor = find_aor(registrar, buf_str(&key));
	buf_release(&key);
	if (aor == NULL)
		return 0;
	for (struct binding *b = aor->first; b != NULL; b = b->next)
		count += b->expires_us > now_us;
	return count;
}
