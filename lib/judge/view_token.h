/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_VIEW_TOKEN_H
#define JUDGE_VIEW_TOKEN_H

#include "judge/view_build.h"

/** What we put into responses and know again in requests; for view*.c only. */

/** Note the nonces and the redirecting Contacts of a response of ours. */
void add_tokens(struct build *build, size_t entry, size_t exchange);

/** The nonce of ours that a request has credentials for, or NULL. */
struct key_node *find_nonce(const struct build *build, size_t entry);

/** The token that a request's URI or top Route has as user, or NULL. */
struct key_node *find_token(const struct build *build, size_t entry);

#endif
