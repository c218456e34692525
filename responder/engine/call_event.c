/* SPDX-License-Identifier: MIT */
#include "catalogue/request.h"
#include "engine/call_flow.h"
#include "engine/outgoing.h"

bool call_is_notified(const struct message *request)
{
	struct str method = message_method(request);

	return str_eq(method, STR("SUBSCRIBE")) || str_eq(method, STR("REFER"));
}

void call_refused(struct call *call, struct message *request, unsigned code)
{
	static const uint16_t row[] = { 404, 405, 410, 416, 480, 481, 482,
					483, 484, 485, 489, 501, 604 };
	struct leg *leg = leg_of(call, request);

	if (!call->is_subscription || leg == NULL ||
	    !str_eq(message_method(request), STR("SUBSCRIBE")))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		leg->is_ended |= row[i] == code;
}

/** A NOTIFY beside the flow, which waits for its answer too. */
static void send_notify(struct call *call, const struct step *notify,
			uint64_t now_us)
{
	if (call_send(call, leg_pick(call, ANY_TAG), notify, now_us))
		play_ask(&call->play);
}

void call_notify(struct call *call, uint64_t now_us)
{
	static const struct step notify = {
		.type = STEP_SEND, .send = { .method = STR_INIT("NOTIFY") }
	};

	if (!call->is_notify_due || call->outgoing != NULL)
		return;
	call->is_notify_due = false;
	send_notify(call, &notify, now_us);
}

void call_refresh(struct call *call, struct transaction *tx, uint64_t now_us)
{
	bool was_running = call->is_running;

	call->is_notify_due = true; /* RFC 6665 §4.2.1.2 */
	call->is_running =
		true; /* its last transaction may go with the answer */
	transaction_respond_code(tx, 200, now_us);
	call->is_running = was_running;
	call_run(call, now_us);
}

void call_end_subscription(struct call *call, uint64_t now_us)
{
	static const struct step last = {
		.type = STEP_SEND,
		.send = { .method = STR_INIT("NOTIFY"),
			  .carry.headers =
				  STR_INIT("Subscription-State: terminated;"
					   "reason=noresource\r\n") }
	};

	if (call->outgoing == NULL)
		send_notify(call, &last, now_us);
}
