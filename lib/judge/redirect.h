/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_REDIRECT_H
#define JUDGE_REDIRECT_H

#include "judge/refusal.h"

/**
 * What the checks ask of an INVITE that we redirected (300 to 399, RFC 3261
 * §8.1.3.4). For the files of the judge only.
 */
enum { REDIRECT_CONTACTS = 16 };

/** A Contact of a redirection, as its response lists them. */
struct redirect_contact {
	struct str value; /* with its header parameters */
	struct str uri;   /* as it stands there, with headers */
	bool is_sip;      /* sip: or sips: */
};

struct redirect {
	struct redirect_contact contact[REDIRECT_CONTACTS];
	size_t count;
	size_t sip_count;
	bool has_expiry; /* an Expires header, or a parameter of a Contact */
};

/**
 * Read the Contacts of a refusal.
 *
 * @return false when it is no redirection outside of a dialog
 */
bool redirect_read(struct redirect *redirect, const struct view *view,
		   const struct refusal *refusal);

/**
 * The next request that the redirection led to, in order of time.
 *
 * @param[in,out] at  0 at first
 */
const struct exchange *redirect_child(const struct view *view,
				      const struct refusal *refusal,
				      size_t *at);

/**
 * The Contact that is the Request-URI of a request, by its user; or NULL: it
 * stands in a Route.
 */
const struct redirect_contact *redirect_aim(const struct redirect *redirect,
					    const struct view *view,
					    size_t request);

/**
 * The first attempt at what was redirected itself, as a retry of it with the
 * same Call-ID; or NULL.
 */
const struct exchange *redirect_repeat(const struct view *view,
				       const struct refusal *refusal);

/**
 * What redir-follow says of a REGISTER, and of a re-INVITE, that we redirected
 * with 301 or 302.
 */
enum look redirect_look_register(struct view *view, struct refusal *refusal);
enum look redirect_look_reinvite(struct view *view, struct refusal *refusal);

/** "method" and headers are not for the Request-URI: the rest of a Contact URI. */
struct str redirect_target(struct view *view, struct str uri);

/** The part of a URI behind its "?", or absent. */
struct str redirect_headers(struct str uri);

#endif
