/* SPDX-License-Identifier: MIT */
#include "judge/redirect.h"

#include "judge/again.h"
#include "judge/uri.h"
#include "sip/field.h"

enum { TARGET_MAX = 4096 };

static bool is_sip(struct str uri)
{
	return str_istarts(uri, STR("sip:")) || str_istarts(uri, STR("sips:"));
}

static void add_contact(struct redirect *redirect, struct str value)
{
	struct redirect_contact *contact = &redirect->contact[redirect->count];
	struct str param;

	if (redirect->count == REDIRECT_CONTACTS || value.size == 0)
		return;
	contact->value = value;
	contact->uri = field_uri(value);
	contact->is_sip = is_sip(contact->uri);
	redirect->sip_count += contact->is_sip;
	redirect->has_expiry |= field_param(value, STR("expires"), &param);
	redirect->count++;
}

bool redirect_read(struct redirect *redirect, const struct view *view,
		   const struct refusal *refusal)
{
	const struct message *message =
		view_entry(view, refusal->final)->message;
	struct str list, value;

	if (refusal->status / 100 != 3 ||
	    !exchange_is_outside(refusal->exchange))
		return false;
	*redirect = (struct redirect){ .count = 0 };
	for (size_t i = 0;; i++) {
		list = message_header(message, HEADER_CONTACT, i);
		if (list.p == NULL)
			break;
		while (field_next(&list, &value))
			add_contact(redirect, value);
	}
	redirect->has_expiry |=
		message_find(message, STR("Expires"), 0).p != NULL;
	return true;
}

const struct exchange *redirect_child(const struct view *view,
				      const struct refusal *refusal, size_t *at)
{
	while (*at < view->exchange_count) {
		const struct exchange *child = &view->exchange[(*at)++];

		if (!child->is_ours && child->class == CLASS_CHILD &&
		    child->parent == (long)refusal->index &&
		    child->request > refusal->final)
			return child;
	}
	return NULL;
}

const struct redirect_contact *redirect_aim(const struct redirect *redirect,
					    const struct view *view,
					    size_t request)
{
	struct str uri = view_facts(view, request)->uri;
	struct str user = uri_user(uri);
	const struct redirect_contact *found = NULL;

	for (size_t i = 0; i < redirect->count; i++) {
		const struct redirect_contact *contact = &redirect->contact[i];

		if (!contact->is_sip || user.p == NULL ||
		    !uri_text_is_equal(user, uri_user(contact->uri)))
			continue;
		if (found == NULL || uri_is_equal(uri, contact->uri))
			found = contact;
	}
	return found;
}

const struct exchange *redirect_repeat(const struct view *view,
				       const struct refusal *refusal)
{
	const struct exchange *first = refusal->exchange;

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];

		if (later->request > refusal->final &&
		    later->class == CLASS_RETRY &&
		    later->parent == (long)refusal->index &&
		    again_is_same_uri(view, first, later))
			return later;
	}
	return NULL;
}

struct str redirect_headers(struct str uri)
{
	struct str before, headers;

	return str_cut(uri, '?', &before, &headers) ? headers
						    : (struct str){ NULL, 0 };
}

struct str redirect_target(struct view *view, struct str uri)
{
	struct str target, part, headers, name, value;
	struct buf text;

	(void)str_cut(uri, '?', &target, &headers);
	buf_init(&text, TARGET_MAX);
	for (bool is_first = true; field_next_part(&target, &part);
	     is_first = false) {
		(void)str_cut(part, '=', &name, &value);
		if (!is_first && str_ieq(name, STR("method")))
			continue;
		if (!is_first)
			buf_add_char(&text, ';');
		buf_add_str(&text, part);
	}
	target = arena_copy(&view->arena, buf_str(&text));
	buf_release(&text);
	return target;
}
