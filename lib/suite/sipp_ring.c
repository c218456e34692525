/* SPDX-License-Identifier: MIT */
#include "suite/sipp_walk.h"

void walk_settle(struct walk *walk)
{
	for (; walk->owed > 0; walk->owed--)
		sipp_write_receive(&walk->text,
				   &(struct sipp_receive){ .code = 200 });
}

static void prove(struct walk *walk, bool is_owed)
{
	const struct reaction *reaction =
		scenario_reaction(walk->scenario, STR("PRACK"));

	sipp_write_prack(&walk->text);
	if (reaction != NULL) {
		sipp_write_receive(
			&walk->text,
			&(struct sipp_receive){
				.code = reaction->steps.step[0].respond.code });
		walk_play(walk, &(struct steps){ reaction->steps.step + 1,
						 reaction->steps.count - 1 });
		walk->is_over = true;
		return;
	}
	walk->owed++;
	if (!is_owed)
		walk_settle(walk);
}

static bool is_wait(const struct steps *steps, size_t at)
{
	return at >= steps->count || steps->step[at].type == STEP_WAIT;
}

void walk_ring(struct walk *walk, const struct steps *steps, size_t at)
{
	const struct step *step = &steps->step[at];
	unsigned code = step->respond.code;
	/* One that is ahead of its turn gets no PRACK. */
	bool is_reliable =
		step->respond.is_reliable && step->respond.rseq_more == 0;
	/* SIPp takes one that is like the last for a copy. */
	struct sipp_receive receive = {
		.code = code,
		.is_optional = !is_reliable &&
			       (code == 100 ||
				(code == walk->rang &&
				 str_eq(step->respond.to_tag, walk->rang_tag))),
		.is_dialog = is_reliable,
		.is_rseq = is_reliable,
		.is_named = is_reliable && walk->is_named,
	};

	/* It answers a copy by what it has sent last, unless it looks for none. */
	if (walk->has_given_up || step->respond.rseq_more < 0 ||
	    (is_reliable && step->respond.faults.value[FAULT_DUPLICATE] != 0)) {
		walk->text.is_deaf = true;
		walk->text.is_patient = true;
	}
	if (walk->has_given_up || step->respond.rseq_more < 0)
		return;
	if (is_reliable)
		walk_enter(walk, step->respond.to_tag);
	sipp_write_receive(&walk->text, &receive);
	walk->rang = code;
	walk->rang_tag = step->respond.to_tag;
	if (is_reliable)
		prove(walk,
		      step->respond.is_unproved && !is_wait(steps, at + 1));
}
