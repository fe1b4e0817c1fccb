#!/bin/sh
# Starts coturn with turnserver.conf and the secret from TURN_SECRET, or from the file that TURN_SECRET_FILE names: the
# same as the TURN_SECRET of cline-meet. Arguments go to turnserver and override the file.
set -eu
secret=${TURN_SECRET:-}
if [ -z "$secret" ] && [ -n "${TURN_SECRET_FILE:-}" ]; then secret=$(cat "$TURN_SECRET_FILE"); fi
if [ -z "$secret" ]; then
  echo "coturn: TURN_SECRET or TURN_SECRET_FILE must be set" >&2
  exit 1
fi
unset TURN_SECRET
# In a file that nobody else reads: an argument would show in the list of processes.
umask 077
config=$(mktemp "${TMPDIR:-/tmp}/turnserver.XXXXXX")
cat "$(dirname "$0")/turnserver.conf" >"$config"
printf '\nstatic-auth-secret=%s\n' "$secret" >>"$config"
exec turnserver -c "$config" --log-file=stdout "$@"
