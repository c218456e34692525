/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_METHOD_H
#define JUDGE_METHOD_H

#include "judge/refusal.h"

/**
 * What the checks of REGISTER, of events and of other methods ask. For the files
 * of the judge only.
 */

/**
 * Whether the client is shown to have had our final response to a request when
 * a later one, of either side, was sent: a copy was due by then and did not come.
 */
bool method_has_final(const struct view *view, const struct exchange *exchange,
		      const struct exchange *later);

/**
 * The same for methods of which a client has one request open at a time
 * (REGISTER, PUBLISH): the next one shows that it had the final of the last.
 */
bool method_has_next(const struct view *view, const struct exchange *exchange,
		     const struct exchange *later);

/** Whether both requests came from one address and one user, past no proxy. */
bool method_is_same_client(const struct view *view, const struct exchange *a,
			   const struct exchange *b);

/** The same, but perhaps from another port, or past a proxy. */
bool method_may_be_same_client(const struct view *view,
			       const struct exchange *a,
			       const struct exchange *b);

/** Whether both are one request, by Call-ID, From tag, CSeq and method. */
bool method_is_same_request(const struct view *view, const struct exchange *a,
			    const struct exchange *b);

/** Whether a request has the method, Call-ID and tags of one before it. */
bool method_is_same_usage(const struct view *view, const struct exchange *first,
			  const struct exchange *later);

/** Whether both have the same Event, with its id, or both none. */
bool method_is_same_event(const struct view *view, const struct exchange *a,
			  const struct exchange *b);

/** Whether both have the same address in To. */
bool method_is_same_to(const struct view *view, const struct exchange *a,
		       const struct exchange *b);

/** A header of a request by its name, or absent. */
struct str method_header(const struct view *view,
			 const struct exchange *exchange, const char *name);

/** A number of seconds in a header of a message. @return false without one */
bool method_seconds(const struct message *message, const char *name,
		    uint64_t *seconds);

/** Whether a SUBSCRIBE or PUBLISH asks for the end: Expires is 0. */
bool method_is_removal(const struct view *view,
		       const struct exchange *exchange);

/**
 * The next NOTIFY of ours for what a SUBSCRIBE or a REFER asked, by the tag of
 * its final response; or NULL.
 *
 * @param[in,out] at  0 at first
 */
const struct exchange *method_notify(const struct view *view,
				     const struct exchange *exchange,
				     size_t *at);

/** Whether the Subscription-State of a NOTIFY is "terminated". */
bool method_is_terminated(const struct view *view,
			  const struct exchange *notify);

/**
 * Whether a status ends a subscription when it answers a refresh or a NOTIFY
 * (RFC 6665 §4.1.2.2, §4.2.2).
 */
bool method_ends_subscription(unsigned status);

/** Whether a status to a request in a dialog ends that (RFC 5057 §5.1). */
bool method_ends_dialog(unsigned status);

/**
 * The client's BYE in the dialog of a refused request, sent after the refusal,
 * when neither side had ended the dialog before; or NULL.
 */
const struct exchange *method_bye(const struct view *view,
				  const struct refusal *refusal);

/**
 * Whether a request came so soon after a refusal that it may have crossed it: no
 * later than the ACK came after the 2xx of its dialog.
 */
bool method_may_cross(const struct view *view, const struct refusal *refusal,
		      const struct exchange *later);

#endif
