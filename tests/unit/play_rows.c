/* SPDX-License-Identifier: MIT */
#include "play_rows.h"

#include "check.h"
#include "text/buf.h"

/** What the flow does now, as text: "180 486 end". */
static void carry_out(struct buf *out, struct play *play, uint64_t now_us)
{
	const struct step *step;

	for (;;) {
		switch (play_next(play, now_us, &step)) {
		case PLAY_RESPOND:
			buf_addf(out, "%u ", step->respond.code);
			if (step->respond.is_reliable)
				play_prove(play);
			break;
		case PLAY_SEND:
			buf_addf(out, "%.*s ", STR_ARG(step->send.method));
			break;
		case PLAY_RAW:
			buf_addf(out, "'%.*s' ", STR_ARG(step->raw.text));
			break;
		case PLAY_IDLE: buf_add_text(out, "idle"); return;
		case PLAY_END: buf_add_text(out, "end"); return;
		}
	}
}

static void happens(struct play *play, enum event event, uint64_t now_us)
{
	switch (event) {
	case TIME: break;
	case ACK: play_confirm(play); break;
	case CREDENTIALS:
		(void)play_receive(play, STR("INVITE"), WITH_CREDENTIALS,
				   now_us);
		break;
	case CHILD:
		(void)play_receive(play, STR("INVITE"), WITH_CHILD, now_us);
		break;
	case PLAIN:
		(void)play_receive(play, STR("INVITE"), WITH_ANYTHING, now_us);
		break;
	case INFO:
		(void)play_receive(play, STR("INFO"), WITH_ANYTHING, now_us);
		break;
	case STOP: play_stop(play); break;
	case ANSWERED: play_answered(play); break;
	case PROVED: play_proved(play); break;
	case COPIED: (void)play_copied(play); break;
	case REACT_CANCEL: (void)play_react(play, STR("CANCEL")); break;
	case REACT_BYE: (void)play_react(play, STR("BYE")); break;
	}
}

void play_check(size_t row, const struct scenario *scenario,
		const struct moment *at)
{
	struct play play;

	play_init(&play, scenario, 0, HOLD_MS);
	for (size_t k = 0; k < EVENTS && at[k].does != NULL; k++) {
		uint64_t now_us = (uint64_t)at[k].at_ms * MS;
		uint64_t due_us =
			at[k].due_ms < 0 ? NEVER : (uint64_t)at[k].due_ms * MS;
		struct buf does;

		buf_init(&does, 128);
		happens(&play, at[k].event, now_us);
		carry_out(&does, &play, now_us);
		CHECK_STR(row * 10 + k, buf_str(&does), at[k].does);
		CHECK(row * 10 + k, play_due(&play) == due_us);
		buf_release(&does);
	}
}
