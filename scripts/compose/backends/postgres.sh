#!/bin/bash
# What the published image of PostgreSQL does before it starts the server: makes the cluster, its database and its
# contents on the first start. With the file of a password that is asked for; without, everybody is trusted.
set -eu
export PGDATA=${PGDATA:-/var/lib/postgresql/demo}
as=()
if [ "$(id -u)" = 0 ]; then
  as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
  install -d -o postgres -g postgres -m 700 "$PGDATA"
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  method=trust options=()
  if [ -n "${POSTGRES_PASSWORD_FILE:-}" ]; then
    method=scram-sha-256 options=(--pwfile="$POSTGRES_PASSWORD_FILE")
  fi
  "${as[@]}" initdb --username="$POSTGRES_USER" --auth-local=trust --auth-host="$method" --encoding=UTF8 "${options[@]}" > /dev/null
  echo "host all all all $method" >> "$PGDATA/pg_hba.conf"
  "${as[@]}" pg_ctl --wait --silent --options="-c listen_addresses=''" start
  client="psql --quiet --username=$POSTGRES_USER --set=ON_ERROR_STOP=1"
  [ "$POSTGRES_DB" = postgres ] || $client --dbname=postgres --command="CREATE DATABASE \"$POSTGRES_DB\""
  for file in /docker-entrypoint-initdb.d/*.sql; do
    [ ! -e "$file" ] || $client --dbname="$POSTGRES_DB" --file="$file"
  done
  "${as[@]}" pg_ctl --wait --silent --mode=fast stop
fi
exec "${as[@]}" "$@" -c listen_addresses='*'
