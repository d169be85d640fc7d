#!/bin/bash
# What the published image of Kafka does before it starts the server: settings from KAFKA_ variables, and a formatted
# folder of data.
set -eu
properties=/tmp/server.properties
echo "log.dirs=/tmp/kafka" > "$properties"
for name in "${!KAFKA_@}"; do
  [ "$name" = KAFKA_HEAP_OPTS ] && continue
  key=${name#KAFKA_}
  key=${key,,}
  echo "${key//_/.}=${!name}" >> "$properties"
done
cd /opt/kafka/bin
./kafka-storage.sh format --ignore-formatted --cluster-id 4L6g3nShT-eMCtK--X86sw --config "$properties"
export KAFKA_HEAP_OPTS=${KAFKA_HEAP_OPTS:--Xmx512m}
exec ./kafka-server-start.sh "$properties"
