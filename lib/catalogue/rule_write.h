/* SPDX-License-Identifier: MIT */
#ifndef CATALOGUE_RULE_WRITE_H
#define CATALOGUE_RULE_WRITE_H

#include "catalogue/context.h"
#include "text/buf.h"

/**
 * The functions behind the written rules of rule.def, by subject. Each writes
 * whole lines with CRLF, or nothing where its header does not apply.
 */
typedef void rule_f(struct buf *out, const struct context *ctx);

/* rule_contact.c: where we, or others, are reached */
rule_f rule_contact_self;
rule_f rule_contact_moved;
rule_f rule_contact_choices;
rule_f rule_contact_proxy;
rule_f rule_contact_ambiguous;
rule_f rule_record_route;

/* rule_auth.c: challenges and security agreement */
rule_f rule_www_authenticate;
rule_f rule_proxy_authenticate;
rule_f rule_security_server;
rule_f rule_require_sec_agree;

/* rule_option.c: methods, extensions, media types */
rule_f rule_allow;
rule_f rule_allow_others;
rule_f rule_supported;
rule_f rule_unsupported;
rule_f rule_require_extension;
rule_f rule_accept;
rule_f rule_accept_encoding;
rule_f rule_accept_language;
rule_f rule_accept_other;
rule_f rule_accept_coding;
rule_f rule_accept_english;

/* rule_time.c: clocks and intervals */
rule_f rule_timestamp;
rule_f rule_date;
rule_f rule_expires;
rule_f rule_min_se;
rule_f rule_min_expires;
rule_f rule_retry_after;

/* rule_event.c: events, packages, and what went wrong */
rule_f rule_sip_etag;
rule_f rule_recv_info;
rule_f rule_recv_info_others;
rule_f rule_allow_events;
rule_f rule_geolocation_error;
rule_f rule_alertmsg_error;
rule_f rule_permission_missing;
rule_f rule_warning_media;
rule_f rule_call_info_card;
rule_f rule_content_disposition;
rule_f rule_reason_ended;

/* Values alone, for those who write a header themselves. */

/** A fresh nonce of the run: token and entropy. */
void write_nonce(struct buf *out, const struct context *ctx);

/** The nth user of Contacts of the run, from 1, but for the one called now. */
void write_child_user(struct buf *out, const struct context *ctx, unsigned nth);

/** RFC 3261 §20.17: "Tue, 14 Nov 2023 22:13:20 GMT". */
void write_time(struct buf *out, int64_t unix_s);

#endif
