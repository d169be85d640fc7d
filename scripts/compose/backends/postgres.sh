#!/bin/sh
# What the published image of PostgreSQL does before it starts the server: makes the cluster, its database and its
# contents on the first start, and trusts everybody.
set -eu
export PGDATA=/var/lib/postgresql/demo
postgres() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  install -d -o postgres -g postgres -m 700 "$PGDATA"
  postgres initdb --username="$POSTGRES_USER" --auth=trust --encoding=UTF8 > /dev/null
  echo "host all all all trust" >> "$PGDATA/pg_hba.conf"
  postgres pg_ctl --wait --silent --options="-c listen_addresses=''" start
  client="psql --quiet --username=$POSTGRES_USER --set=ON_ERROR_STOP=1"
  [ "$POSTGRES_DB" = postgres ] || $client --dbname=postgres --command="CREATE DATABASE \"$POSTGRES_DB\""
  for file in /docker-entrypoint-initdb.d/*.sql; do
    [ ! -e "$file" ] || $client --dbname="$POSTGRES_DB" --file="$file"
  done
  postgres pg_ctl --wait --silent --mode=fast stop
fi
exec setpriv --reuid=postgres --regid=postgres --clear-groups "$@" -c listen_addresses='*'
