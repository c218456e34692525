#!/bin/sh
# Run the suite against a client, and leave its reports in results/.
#
#   GAMUT         the program, gamut
#   GAMUT_CASES   the folder of scenario files, cases
#   GAMUT_CLIENT  the client, which calls {uri} and ends; ./client.sh {uri}
#   GAMUT_JOBS    how many calls at once, 4
#
# Where there is a gamut-expect.yaml, what is known to fail stands in it; see
# gamut-expect(5). Status 0: all is as expected; 1: it is not.
set -eu

program=${GAMUT:-gamut}
cases=${GAMUT_CASES:-cases}
client=${GAMUT_CLIENT:-}
[ -n "$client" ] || client='./client.sh {uri}'
# They are for this script, and not options of the program.
jobs=${GAMUT_JOBS:-4}
unset GAMUT GAMUT_CASES GAMUT_CLIENT GAMUT_JOBS

"$program" check "$cases"
mkdir -p results
expect=
[ ! -f gamut-expect.yaml ] || expect=gamut-expect.yaml
# The client is words, not one word.
# shellcheck disable=SC2086
exec "$program" run "$cases" --no-builtin --jobs "$jobs" \
	${expect:+--expect "$expect"} \
	--results results/gamut.db --junit results/gamut.xml \
	--markdown results/gamut.md -- $client
