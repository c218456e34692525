#!/bin/sh
# Call one case with SIPp: call.sh sip:USER@HOST:PORT[;transport=tcp] [CASE]
#
# The client of a campaign: gamut run -- ./call.sh {uri}
# CASE is $GAMUT_CASE where it is not given, which gamut run sets.
#
#   PROXY=HOST:PORT   send to this proxy in place of the URI's host
#   LOCAL=ADDRESS     call from this address
#   AUTH_USER, AUTH_PASSWORD   alice and secret
#   TIMEOUT=SECONDS   how long the call may take, 240
#   LOG=FILE          what SIPp has to say; thrown away without it
#
# Status 0: the call went as it has to; 2: wrong arguments; 127: there is no
# caller for the case; else what SIPp ended with.
set -u

here=$(cd "$(dirname "$0")" && pwd) || exit 2
uri=${1:-}
case=${2:-${GAMUT_CASE:-}}
if [ -z "$uri" ] || [ -z "$case" ]; then
	echo "usage: call.sh sip:USER@HOST:PORT[;transport=tcp] CASE" >&2
	exit 2
fi
caller=$here/callers/$case.xml
[ -f "$caller" ] || exit 127

rest=${uri#sip:}
user=${rest%%@*}
where=${rest#*@}
mode=u1
case $where in
*';transport=tcp'*) mode=t1 ;;
esac
where=${where%%;*}
target=${PROXY:-$where}
local=${LOCAL:-}
if [ -z "$local" ]; then
	case $target in
	127.*) local=127.0.0.1 ;;
	'[::1]'*) local='[::1]' ;;
	esac
fi

log=${LOG:-/dev/null}
# The caller says what SIPp has to do otherwise than usual.
# shellcheck disable=SC2046 # they are words
set -- $(sed -n 's/^  <!-- SIPp: \(.*\) -->$/\1/p' "$caller")
# A process ID, of which SIPp makes branch and Call-ID, comes again at once in a
# container.
run=$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')
set -- "$@" -key run "$run" -cid_str "%u-$run@%s"
# A REGISTER is for the whole domain.
grep -q '^    REGISTER ' "$caller" || set -- "$@" -auth_uri "$user@$target"
exec sipp "$target" "$@" -sf "$caller" -s "$user" -m 1 -t "$mode" -nostdin \
	${local:+-i "$local"} \
	-au "${AUTH_USER:-alice}" -ap "${AUTH_PASSWORD:-secret}" \
	-timeout "${TIMEOUT:-240}" -timeout_error >"$log" 2>&1 </dev/null
