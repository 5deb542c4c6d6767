#!/usr/bin/env bash
# Starts the service with RabbitMQ on this machine: Debian's package, on loopback, in a folder of its own, ended with the service.
#
#   infra/with-rabbitmq.sh                 data in ./data-rabbitmq, port 5672
#   infra/with-rabbitmq.sh <folder>        another folder
#   RABBITMQ_PORT=5673 infra/with-rabbitmq.sh
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."

server=/usr/lib/rabbitmq/bin/rabbitmq-server
port=${RABBITMQ_PORT:-5672}
folder=$(realpath -m "${1:-data-rabbitmq}")

if [ ! -x "$server" ]; then
    sudo=()
    [ "$(id -u)" -eq 0 ] || sudo=(sudo)
    "${sudo[@]}" apt-get update -qq
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends rabbitmq-server >/dev/null
    # What the package may have started is another server; this one has its own ports.
fi

mkdir -p "$folder/home" "$folder/mnesia" "$folder/log"
echo '[].' >"$folder/plugins"
export RABBITMQ_NODENAME="phongtrao$port@localhost" RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT="$port"
export RABBITMQ_DIST_PORT=$((port + 20000)) RABBITMQ_MNESIA_BASE="$folder/mnesia" RABBITMQ_LOG_BASE="$folder/log"
export RABBITMQ_PID_FILE="$folder/pid" RABBITMQ_ENABLED_PLUGINS_FILE="$folder/plugins" RABBITMQ_CONFIG_FILE="$folder/rabbitmq"
export ERL_CRASH_DUMP="$folder/log/erl_crash.dump" ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT=$((port + 20001))
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}'

rm -f "$RABBITMQ_PID_FILE"
HOME="$folder/home" setsid "$server" >"$folder/log/out" 2>&1 </dev/null &
started=$!
service=
stop() {
    [ -z "$service" ] || kill -TERM "$service" 2>/dev/null || true
    [ -z "$service" ] || wait "$service" 2>/dev/null || true
    [ ! -s "$RABBITMQ_PID_FILE" ] || kill -TERM "$(cat "$RABBITMQ_PID_FILE")" 2>/dev/null || true
    wait "$started" 2>/dev/null || true
    # The port mapper was started for this server alone; without a server it goes when asked.
    epmd -port "$ERL_EPMD_PORT" -kill >/dev/null 2>&1 || true
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

printf 'RabbitMQ on 127.0.0.1:%s, folder %s\n' "$port" "$folder"
PhongTrao__Broker="amqp://guest:guest@127.0.0.1:$port/" dotnet run --project src/Host &
service=$!
wait "$service"
