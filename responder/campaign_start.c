/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "campaign.h"
#include "cmd.h"
#include "command.h"

enum { WORD_MAX = 4096 };

static struct str kept(struct arena *arena, struct buf *text)
{
	struct str copy = arena_copy(arena, buf_str(text));

	buf_clear(text);
	return copy;
}

/** What a command is told, in the arena; the URI is the result's too. */
static void write_words(struct command_words *words, struct arena *arena,
			const struct campaign *campaign,
			const struct plan_item *item)
{
	struct endpoint target = campaign_target(campaign, item->id);
	struct buf user;
	struct buf text;

	buf_init(&user, WORD_MAX);
	buf_init(&text, WORD_MAX);
	trial_write_user(&user, item->id, item->run);
	endpoint_write_uri(&text, &target, buf_str(&user));
	words->value[COMMAND_URI] = kept(arena, &text);
	words->value[COMMAND_CASE] = item->id;
	/* Most clients take whole seconds only. */
	buf_addf(&text, "%" PRIu64,
		 (campaign->terms.timeout_us + 999999) / 1000000);
	words->value[COMMAND_TIMEOUT] = kept(arena, &text);
	words->value[COMMAND_HOST] = arena_copy(arena, str_from(target.host));
	buf_addf(&text, "%u", target.port);
	words->value[COMMAND_PORT] = kept(arena, &text);
	words->value[COMMAND_TRANSPORT] =
		str_from(transport_name(target.transport));
	buf_addf(&text, "%u", item->run);
	words->value[COMMAND_RUN] = kept(arena, &text);
	buf_release(&user);
	buf_release(&text);
}

/** Its command has ended. */
static void on_exit_of(void *arg, struct child *child)
{
	struct errand *errand = arg;
	struct campaign *campaign = errand->campaign;
	struct trial *trial = campaign_trial(campaign, errand->item);
	uint64_t now_us = loop_now_us(campaign->host.loop);

	if (campaign->terms.mode == PLAN_COMMAND)
		trial->end_us = now_us;
	if (trial_exited(trial, child_status(child), child_was_ended(child),
			 child_output(child)) != 0)
		campaign_abort(campaign, STATUS_RUNTIME);
	errand->child = NULL;
	child_free(child);
	plan_exited(&campaign->plan, errand->item->run, now_us);
	campaign_wake(campaign);
}

/** Whose fault it is that a command cannot be started. */
static int status_of(int err)
{
	return err == ENOMEM || err == EAGAIN || err == EMFILE || err == ENFILE
		       ? STATUS_RUNTIME
		       : STATUS_USAGE;
}

static int spawn(struct campaign *campaign, struct errand *errand, char **argv,
		 char **envp)
{
	struct child_config config = {
		.argv = argv,
		.envp = envp,
		.output_max = campaign->options.max_output,
		.owns_group = campaign->terms.mode == PLAN_COMMAND,
		.arg = errand,
		.exited = on_exit_of,
	};
	int err;

	if (argv == NULL || envp == NULL)
		return ENOMEM;
	err = child_start(&errand->child, campaign->children, &config);
	if (err)
		(void)fprintf(stderr, "gamut: run: cannot run '%s': %s\n",
			      argv[0], strerror(err));
	return err;
}

int campaign_start(struct campaign *campaign, struct plan_item *item)
{
	struct errand *errand = &campaign->errand[item - campaign->item];
	struct trial *trial = campaign_trial(campaign, item);
	struct command_words words;
	struct arena arena;
	char **argv;
	int err;

	arena_init(&arena);
	write_words(&words, &arena, campaign, item);
	trial->result.uri = arena_copy(&trial->arena, words.value[COMMAND_URI]);
	if (campaign->command_count > 0)
		argv = command_arguments(&arena, campaign->command,
					 campaign->command_count, &words);
	else
		argv = command_shell(&arena,
				     str_from(campaign->options.trigger),
				     &words);
	err = spawn(campaign, errand, argv,
		    command_environment(&arena, environ, &words));
	arena_release(&arena);
	if (err)
		campaign_abort(campaign, status_of(err));
	return err;
}
