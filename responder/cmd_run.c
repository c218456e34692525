/* SPDX-License-Identifier: MIT */
#include "campaign.h"
#include "cmd.h"

static int run_exec(const struct options *options, int argc, char *argv[])
{
	return campaign_run(options, argc, argv);
}

const struct cmd cmd_run = {
	.name = "run",
	.args = "[DIR ...] [-- COMMAND [ARGUMENT ...]]",
	.text = "run a client through the cases, and say how it did",
	.help = "Has a client call each case, judges what it did, and prints a "
		"line per case with the rule that was broken. The exit status "
		"says whether all went as expected.\n\n"
		"COMMAND is the client: it is started for each case, without a "
		"shell, and is to call {uri} and to end. In its arguments {uri} "
		"{case} {timeout} {host} {port} {transport} {run} are replaced; "
		"the environment has GAMUT_URI and so on. Its status 127 says "
		"that the client does not support what the case needs; a "
		"command that is killed by a signal of its own has crashed. "
		"With --trigger the command only tells a client to call. "
		"Without either, gamut waits for a client that dials next "
		"again and again (until it gets a 480 with X-Gamut-Done) or "
		"for a person.\n\n"
		"The case sanity/first comes before all others; if it is not "
		"called, none of them is run. sanity/last comes behind them.\n\n"
		"Status 0: all as expected; 1: it was not; 2: usage, a scenario "
		"or an expectation is wrong; 3: gamut failed; 4: no case was "
		"run, or one was missed. SIGINT ends it early, with all that is "
		"known by then; a second one at once.",
	.examples =
		"gamut run --stay 1 -- baresip -f conf -e '/dial {uri}'\n"
		"gamut run --case 'final/4*' --jobs 4 -- ./client {uri}\n"
		"gamut run --trigger 'curl -s http://phone/dial?to={uri}' "
		"--listen udp:*:5060\n"
		"gamut run --results r.db --case @failed -- ./client {uri}\n",
	.exec = run_exec,
};
