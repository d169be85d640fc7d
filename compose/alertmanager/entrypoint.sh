#!/bin/sh
# Alertmanager expands no variables, and its mail server cannot be named by a file. The built configuration is
# copied with the deployment's mail server in it; secrets stay in the files that it names.
set -eu

built=${BUILT:-/etc/bigdata/alertmanager}
run=${RUN:-/tmp/alertmanager}

# A line with a value is replaced; without one it stays as it was built.
set_key() {
  [ -n "$2" ] || return 0
  # A double-quoted YAML string, then the replacement text of sed.
  value=$(printf '%s' "$2" | sed 's/[\\"]/\\&/g' | sed 's/[\\&|]/\\&/g')
  sed -i "s|^\( *$1:\).*|\1 \"$value\"|" "$run/alertmanager.yml"
}

mkdir -p "$run"
cp "$built/alertmanager.yml" "$run/alertmanager.yml"
ln -sfn "$built/templates" "$run/templates"

case "${SMTP_HOST:-}" in
  "" | *:*) ;;
  *) SMTP_HOST="$SMTP_HOST:587" ;;
esac
set_key smtp_smarthost "${SMTP_HOST:-}"
set_key smtp_from "${SMTP_FROM:-}"
set_key smtp_auth_username "${SMTP_USER:-}"
[ "${SMTP_REQUIRE_TLS:-}" != false ] || sed -i 's/^\( *\)smtp_smarthost:/\1smtp_require_tls: false\n&/' "$run/alertmanager.yml"
# A relay that asks for no login refuses one.
[ -n "${SMTP_USER:-}" ] || sed -i '/^ *smtp_auth_/d' "$run/alertmanager.yml"

# PagerDuty escalates by its own policies: with a key, our route leads to a receiver without channels.
for key in "${SECRETS:-/etc/alertmanager/secrets}"/pagerduty_*; do
  [ -s "$key" ] || continue
  sed -i -e '/^ *receiver: escalation$/s/escalation/left-to-pagerduty/' \
    -e 's/^receivers:$/receivers:\n  - name: left-to-pagerduty/' "$run/alertmanager.yml"
  break
done

exec "${ALERTMANAGER:-/bin/alertmanager}" "$@"
