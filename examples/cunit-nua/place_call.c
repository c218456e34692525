/* SPDX-License-Identifier: MIT */
/*
 * place_call() for a client on nua, the user agent of sofia-sip. It lives in the same
 * process as libgamut, which has an event loop of sofia-sip of its own:
 *
 *	gamut generate cunit --out suite
 *	cp -r examples/cunit-nua/. suite
 *	cmake -S suite -B suite/build && cmake --build suite/build
 *	suite/build/gamut_suite -c 'final/4*'
 */
#include "place_call.h"

typedef struct call own_magic;
#define NUA_MAGIC_T own_magic

#include <sofia-sip/nua.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/su.h>
#include <sofia-sip/su_tag_io.h>
#include <sofia-sip/su_wait.h>

/* Whoever has not been answered for so long hangs up. */
enum { PATIENCE_MS = 40000 };

struct call {
	su_root_t *root;
	nua_t *nua;
	nua_handle_t *handle;
	int is_over;
};

/* Media is not what is tested here. */
static const char offer[] = "v=0\r\n"
			    "o=- 1 1 IN IP4 127.0.0.1\r\n"
			    "s=-\r\n"
			    "c=IN IP4 127.0.0.1\r\n"
			    "t=0 0\r\n"
			    "m=audio 40000 RTP/AVP 0\r\n";

static void hear_answer(struct call *call, int status)
{
	if (status < 200)
		return;
	if (status < 300)
		nua_bye(call->handle, TAG_END());
	else
		call->is_over = 1;
}

static void on_event(nua_event_t event, int status, const char *phrase,
		     nua_t *nua, own_magic *call, nua_handle_t *handle,
		     nua_hmagic_t *context, const sip_t *sip, tagi_t tags[])
{
	(void)phrase;
	(void)context;
	(void)sip;
	(void)tags;
	if (event == nua_r_invite)
		hear_answer(call, status);
	else if (event == nua_r_bye || event == nua_i_bye)
		call->is_over = 1;
	else if (event == nua_r_shutdown && status >= 200)
		su_root_break(call->root);
	if (call->is_over == 1 && handle != NULL) {
		call->is_over = 2;
		nua_shutdown(nua);
	}
}

/** What is under way is cancelled, and on_event() hears when it has ended. */
static void give_up(su_root_magic_t *root, su_timer_t *timer,
		    su_timer_arg_t *arg)
{
	struct call *call = arg;

	(void)root;
	(void)timer;
	if (call->is_over == 0) {
		call->is_over = 2;
		nua_shutdown(call->nua);
	}
}

static void call_uri(struct call *call, const char *uri)
{
	su_timer_t *timer =
		su_timer_create(su_root_task(call->root), PATIENCE_MS);

	su_timer_set(timer, give_up, call);
	call->handle =
		nua_handle(call->nua, NULL, SIPTAG_TO_STR(uri), TAG_END());
	nua_invite(call->handle, NUTAG_URL(uri),
		   SIPTAG_CONTENT_TYPE_STR("application/sdp"),
		   SIPTAG_PAYLOAD_STR(offer), TAG_END());
	su_root_run(call->root);
	su_timer_destroy(timer);
	nua_handle_destroy(call->handle);
}

enum placed place_call(const char *uri)
{
	struct call call = { .is_over = 0 };

	(void)su_init();
	call.root = su_root_create(NULL);
	call.nua = nua_create(call.root, on_event, &call,
			      NUTAG_URL("sip:127.0.0.1:*;transport=udp"),
			      NUTAG_MEDIA_ENABLE(0), TAG_END());
	if (call.nua != NULL) {
		call_uri(&call, uri);
		nua_destroy(call.nua);
	}
	su_root_destroy(call.root);
	su_deinit();
	return PLACED_ENDED;
}
