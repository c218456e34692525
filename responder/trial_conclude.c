/* SPDX-License-Identifier: MIT */
#include "trial.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

enum {
	WHY_MAX = 65536,
	EXIT_UNSUPPORTED =
		127,      /* so the command says that it lacks something */
	EXIT_SIGNAL = 128 /* and a number: a shell's for a signal */
};

static void write_signal(struct buf *out, int number)
{
	const char *name = sigabbrev_np(number);
	const char *text = sigdescr_np(number);

	if (name == NULL || text == NULL)
		buf_addf(out, "signal %d", number);
	else
		buf_addf(out, "SIG%s (%s)", name, text);
}

/** How a command ended: "with status 1", "by SIGKILL (Killed)". */
static void write_end(struct buf *out, int status)
{
	int code = WEXITSTATUS(status);

	if (WIFSIGNALED(status)) {
		buf_add_text(out, "by ");
		write_signal(out, WTERMSIG(status));
		return;
	}
	buf_addf(out, "with status %d", code);
	if (code <= EXIT_SIGNAL || sigabbrev_np(code - EXIT_SIGNAL) == NULL)
		return;
	buf_add_text(out, ", which is a shell's for ");
	write_signal(out, code - EXIT_SIGNAL);
}

/** Someone else ended the command: what it did not do is nobody's fault. */
static bool is_from_outside(int number)
{
	return number == SIGKILL || number == SIGTERM || number == SIGINT ||
	       number == SIGHUP || number == SIGQUIT;
}

/** Why no call was judged. */
static void write_lack(struct buf *out, const struct trial *trial,
		       const struct plan_item *item,
		       const struct trial_terms *terms)
{
	int status = trial->result.command_status;

	switch (item->lack) {
	case PLAN_LACK_NO_CALL:
		buf_addf(out, "no call came within %g s",
			 (double)terms->timeout_us / 1000000);
		if (terms->mode != PLAN_TRIGGER || status <= 0)
			return;
		buf_add_text(out, "; the trigger ended ");
		write_end(out, status);
		return;
	case PLAN_LACK_EXITED:
		if (status < 0) {
			buf_add_text(out, "the client ended and had not "
					  "called");
			return;
		}
		buf_add_text(out, "the command ended ");
		write_end(out, status);
		buf_add_text(out, " and had not called");
		return;
	case PLAN_LACK_NOBODY: buf_add_text(out, "nobody called"); return;
	case PLAN_LACK_NO_FIRST:
		buf_add_text(out, "not run: sanity/first did not reach us");
		return;
	case PLAN_LACK_INTERRUPTED:
		buf_add_text(out, item->begun > 0 ? "interrupted in its call"
						  : "interrupted");
		return;
	case PLAN_LACK_NONE: return;
	}
}

/** The finding that made the verdict, or NULL. */
static const struct result_finding *find_reason(const struct trial *trial)
{
	const struct result *result = &trial->result;
	struct str key = check_id_name(trial->scenario->expect.key);

	if (result->verdict != VERDICT_INCONCLUSIVE)
		return result_cause(result);
	for (size_t i = 0; i < result->finding_count; i++) {
		if (result->finding[i].outcome == OUTCOME_INCONCLUSIVE &&
		    str_eq(result->finding[i].check, key))
			return &result->finding[i];
	}
	return NULL;
}

static void write_judged(struct buf *out, const struct trial *trial)
{
	const struct result_finding *reason = find_reason(trial);

	if (trial->result.verdict == VERDICT_ERROR)
		buf_add_text(out, "the call could not be judged");
	else if (reason != NULL)
		buf_addf(out, "%.*s: %.*s", STR_ARG(reason->check),
			 STR_ARG(reason->actual));
	else if (trial->result.verdict == VERDICT_INCONCLUSIVE)
		buf_addf(out, "the client gave no occasion to judge %.*s",
			 STR_ARG(check_id_name(trial->scenario->expect.key)));
}

/** The client crashed: that it lives is a rule too, so say it by a finding. */
static int add_crash(struct trial *trial, struct str why)
{
	const struct check *check = check_at(CHECK_ID_client_alive);
	struct result *result = &trial->result;
	struct result_finding *all =
		arena_array(&trial->arena, trial->finding_count + 1,
			    sizeof(*all));
	size_t count = 1;

	if (all == NULL)
		return arena_error(&trial->arena);
	all[0] = (struct result_finding){
		.check = str_from(check->name),
		.level = str_from(level_name(check->level)),
		.rfc = str_from(check->rfc),
		.rule = str_from(check->rule),
		.outcome = OUTCOME_FAIL,
		.expected = STR("a client that ends by itself"),
		.actual = why,
	};
	for (size_t i = 0; i < trial->finding_count; i++) {
		if (!str_eq(trial->finding[i].check, all[0].check))
			all[count++] = trial->finding[i];
	}
	result->finding = all;
	result->finding_count = count;
	return 0;
}

/** Its command was the client, and was ended by a signal that is not ours. */
static int conclude_signal(struct trial *trial, struct buf *why, int number)
{
	struct result *result = &trial->result;

	buf_clear(why);
	if (is_from_outside(number)) {
		result->verdict = VERDICT_ERROR;
		buf_add_text(why, "somebody else ended the client, by ");
		write_signal(why, number);
		return 0;
	}
	result->verdict = VERDICT_FAIL;
	buf_add_text(why, "the client crashed: ");
	write_signal(why, number);
	return add_crash(trial, arena_copy(&trial->arena, buf_str(why)));
}

static int conclude(struct trial *trial, const struct plan_item *item,
		    const struct trial_terms *terms, struct buf *why)
{
	struct result *result = &trial->result;
	int status = result->command_status;
	bool is_client = terms->mode == PLAN_COMMAND && status >= 0;

	result->finding = trial->finding;
	result->finding_count = trial->finding_count;
	result->verdict = trial->verdict;
	if (item->lack != PLAN_LACK_NONE) {
		result->verdict =
			item->begun > 0 ? VERDICT_INCONCLUSIVE : VERDICT_MISSED;
		write_lack(why, trial, item, terms);
	} else
		write_judged(why, trial);
	if (is_client && WIFSIGNALED(status))
		return conclude_signal(trial, why, WTERMSIG(status));
	if (is_client && item->lack == PLAN_LACK_EXITED &&
	    WEXITSTATUS(status) == EXIT_UNSUPPORTED) {
		result->verdict = VERDICT_UNSUPPORTED;
		buf_clear(why);
		buf_add_text(why, "the command ended with status 127");
	}
	return 0;
}

int trial_conclude(struct trial *trial, const struct plan_item *item,
		   const struct trial_terms *terms, const struct wall *wall)
{
	struct result *result = &trial->result;
	struct buf why;
	int err;

	result->start_us = item->start_us + (uint64_t)wall->offset_us;
	result->duration_us = 0;
	if (trial->end_us > item->start_us)
		result->duration_us = trial->end_us - item->start_us;
	buf_init(&why, WHY_MAX);
	err = conclude(trial, item, terms, &why);
	result->why = arena_copy(&trial->arena, buf_str(&why));
	buf_release(&why);
	return err ? err : arena_error(&trial->arena);
}
