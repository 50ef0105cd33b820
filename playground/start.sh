#!/usr/bin/env bash
# The Playground, Microsoft's local Teams client, against the bot on this machine.
#   BOT_PORT (3978)   PLAYGROUND_PORT (56150)   PLAYGROUND_BROWSER=none opens no browser
#   PLAYGROUND_LOGS (build/playground)   PLAYGROUND_RECORDING=FILE keeps what goes to and fro
#   PLAYGROUND_TEAMS (playground/teams.yml) says who is there, and who is at the keyboard
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
logs=${PLAYGROUND_LOGS:-$here/../build/playground}
mkdir -p "$logs"

export M365_AGENTS_PLAYGROUND_CONFIG_PATH=${PLAYGROUND_TEAMS:-$here/teams.yml}
export M365_AGENTS_PLAYGROUND_LOGFILE=$logs/playground.log
export TEAMSAPPTESTER_BROWSER=${PLAYGROUND_BROWSER:-default}
if [[ -n ${PLAYGROUND_RECORDING:-} ]]; then
  export M365_AGENTS_PLAYGROUND_ENABLE_EVENTS_RECORDING=true
  export M365_AGENTS_PLAYGROUND_RECORDING_FILE=$PLAYGROUND_RECORDING
fi

exec node --require "$here/loopback.cjs" "$here/node_modules/@microsoft/m365agentsplayground/cli.js" \
  --app-endpoint "http://127.0.0.1:${BOT_PORT:-3978}/api/messages" \
  --port "${PLAYGROUND_PORT:-56150}" --channel-id msteams --disable-telemetry
