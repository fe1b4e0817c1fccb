#!/bin/sh
# Starts nginx with nginx.conf and what the environment names, as for HAProxy:
#
#   LISTEN                     where people come in, as the words after `listen`: an address or port, and `ssl` for HTTPS
#   CERTIFICATE                for HTTPS: a file with the certificate, those that it stands on, and the key
#   HUB_1 … HUB_4              addresses that serve /ws; HUB_1 is needed
#   GATEWAY_1 … GATEWAY_4      addresses that serve all else; GATEWAY_1 is needed
#   RUN_FOLDER                 where nginx writes; /run/cline-meet-nginx by default
#
# Arguments go to nginx: after a change of addresses, which it looks up once, `start.sh -s reload` brings them in without a
# break, and `start.sh -t` only checks.
set -eu
: "${LISTEN:?}" "${HUB_1:?}" "${GATEWAY_1:?}"
run=${RUN_FOLDER:-/run/cline-meet-nginx}

# The lines of servers whose names begin with $1, each followed by $2.
servers() {
  for number in 1 2 3 4; do
    eval "address=\${$1_$number:-}"
    if [ -n "$address" ]; then echo "server $address $2;"; fi
  done
}

mkdir -p "$run"
cp "$(dirname "$0")/nginx.conf" "$run"
# A hub is asked each time, failed or not: nginx would hold one that is back to be dead until the first socket to it ends.
servers HUB max_fails=0 >"$run/hubs.conf"
servers GATEWAY 'max_fails=1 fail_timeout=2s' >"$run/gateways.conf"
echo "listen $LISTEN;" >"$run/listen.conf"
if [ -n "${CERTIFICATE:-}" ]; then
  echo "ssl_certificate $CERTIFICATE; ssl_certificate_key $CERTIFICATE;" >>"$run/listen.conf"
fi
exec nginx -e stderr -p "$run/" -c nginx.conf "$@"
