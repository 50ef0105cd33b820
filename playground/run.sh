#!/usr/bin/env bash
# The bot in local mode and the Playground opened against it; Ctrl-C stops both.
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ ! -e playground/node_modules/installed ]] || ! command -v node >/dev/null; then
  echo "There is no Teams client here, so talk to the bot in the terminal: make chat" >&2
  exit 1
fi

export BOT_PORT=${BOT_PORT:-3978} PLAYGROUND_PORT=${PLAYGROUND_PORT:-56150}
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
for port in "$BOT_PORT" "$PLAYGROUND_PORT"; do
  if answers "$port"; then
    echo "Port $port is taken. Choose others: make run BOT_PORT=4978 PLAYGROUND_PORT=57150" >&2
    exit 1
  fi
done

CODINGBOT_LOCAL_MODE=true CODINGBOT_PORT=$BOT_PORT .venv/bin/codingbot serve &
bot=$!
trap 'kill "$bot" 2>/dev/null || true; wait "$bot" || true' EXIT
trap 'exit 0' INT TERM

until answers "$BOT_PORT"; do
  kill -0 "$bot" 2>/dev/null || { echo "The bot did not start: its own words are above." >&2; exit 1; }
  sleep 0.2
done
echo "Teams client: http://localhost:$PLAYGROUND_PORT   Ctrl-C stops both."
playground/start.sh
