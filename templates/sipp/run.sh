#!/bin/sh
# Call every case with SIPp: run.sh [-j JOBS] [-t udp|tcp] HOST:PORT [PATTERN ...]
#
# HOST:PORT is Gamut ('gamut serve', which judges the calls), or what stands
# between it and SIPp: a proxy or SBC that sends on to it. A PATTERN, as in a shell,
# picks cases: 'final/4*'. The environment of call.sh works here too.
#
# A line for each case and a summary. Status 0: all calls went as they have to;
# 1: not all; 2: wrong arguments; 4: there was nothing to call.
set -u

here=$(cd "$(dirname "$0")" && pwd) || exit 2

usage() {
	sed -n '2s/^# //p' "$0" >&2
	exit 2
}

# One call; it prints "pass CASE" or "FAIL CASE: why".
if [ "${1:-}" = --one ]; then
	id=$2 user=$3 uri_end=$4 target=$5 logs=$6
	LOG=$logs/$(printf %s "$id" | tr '/' '-').log
	export LOG
	"$here/call.sh" "sip:$user@$target$uri_end" "$id"
	status=$?
	if [ $status -eq 0 ]; then
		echo "pass $id"
	else
		echo "FAIL $id: status $status, see $LOG"
	fi
	exit 0
fi

jobs=1
transport=udp
while getopts j:t: option; do
	case $option in
	j) jobs=$OPTARG ;;
	t) transport=$OPTARG ;;
	*) usage ;;
	esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || usage
case $jobs in
'' | *[!0-9]* | 0) usage ;;
esac
case $transport in
udp) end= ;;
tcp) end=';transport=tcp' ;;
*) usage ;;
esac
target=$1
shift

fits() {
	[ $# -gt 1 ] || return 0
	name=$1
	shift
	for pattern; do
		# shellcheck disable=SC2254 # it is a pattern
		case $name in
		$pattern) return 0 ;;
		esac
	done
	return 1
}

logs=${LOGS:-$(mktemp -d)} || exit 2
mkdir -p "$logs" || exit 2
list=$logs/list
said=$logs/said
tail -n +2 "$here/callers.csv" | while IFS=, read -r id user only why; do
	case $why in
	'""') ;;
	*) continue ;;
	esac
	[ "$only" = any ] || [ "$only" = "$transport" ] || continue
	fits "$id" "$@" && printf '%s\n%s\n' "$id" "$user"
done >"$list"

[ -s "$list" ] || {
	echo "0 passed, 0 failed"
	exit 4
}
# Two arguments for each call: what it is and what is dialled.
xargs -n 2 -P "$jobs" sh -c 'exec "$0" --one "$4" "$5" "$1" "$2" "$3"' \
	"$0" "${end:-;}" "$target" "$logs" <"$list" | tee "$said"

passed=$(grep -c '^pass ' "$said")
failed=$(grep -c '^FAIL ' "$said")
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] || exit 1
