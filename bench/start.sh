#!/usr/bin/env bash
# From nothing to the first page: a fresh clone, and the wheel alone (installed by pip, by uv and from uv's cache); then
# a warm start, and the memory of all processes. Seconds by the clock; processor seconds of the start in brackets.
# Usage: bench/start.sh [PORT]
set -euo pipefail
port=${1:-8765}
here=$(cd "$(dirname "$0")/.." && pwd)
place=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || kill -- "-$server" 2>/dev/null || true
  rm -rf "$place"
}
trap finish EXIT

now() { echo "${EPOCHREALTIME/,/.}"; }
since() { awk -v begun="$1" -v now="$(now)" 'BEGIN { printf "%.1f", now - begun }'; }

# Start the command and wait until the sign-in page answers. Then three seconds later, what its processes take.
first_page() {
  local name=$1 begun
  shift
  begun=$(now)
  setsid "$@" >"$place/log" 2>&1 &
  server=$!
  until curl -fsS -o /dev/null "http://127.0.0.1:$port/login/" 2>/dev/null; do
    kill -0 "$server" 2>/dev/null || { cat "$place/log"; exit 1; }
    sleep 0.1
  done
  echo "$name: $(since "$begun") s ($(processor_seconds) s)"
  sleep 3
  echo "  idle: $(memory) MB in $(pgrep --pgroup "$server" | wc -l) processes"
  kill -- "-$server"
  wait "$server" 2>/dev/null || true
  server=
  until ! curl -s -o /dev/null "http://127.0.0.1:$port/login/"; do sleep 0.1; done
}

# PSS: memory that processes share counts once.
memory() {
  for process in $(pgrep --pgroup "$server"); do cat "/proc/$process/smaps_rollup"; done |
    awk '/^Pss:/ { all += $2 } END { printf "%.0f", all / 1024 }'
}

# Those of living processes and of what they have waited for.
processor_seconds() {
  for process in $(pgrep --pgroup "$server"); do sed 's/.*) //' "/proc/$process/stat"; done |
    awk -v ticks="$(getconf CLK_TCK)" '{ all += $12 + $13 + $14 + $15 } END { printf "%.1f", all / ticks }'
}

# Install the wheel into an environment of its own with the command, and start it twice upon new data.
wheel() {
  local name=$1 begun
  begun=$(now)
  rm -rf "$place/env" "$place/data"
  eval "$2"
  echo "wheel, $name: installed in $(since "$begun") s"
  first_page "wheel, $name: first page" "$place/env/bin/quotemark" --data "$place/data" --port "$port"
}

cd "$place"
"$here/.venv/bin/python" -m pip wheel -qq --no-deps --wheel-dir "$place" "$here"
wheel=$(ls "$place"/quotemark-*.whl)
python=$("$here/.venv/bin/python" -c 'import sys; print(sys.base_prefix + "/bin/python3")')
uv="$here/.venv/bin/uv"
export UV_CACHE_DIR=$place/cache
with_uv="$uv venv -q --python $python env && $uv pip install -q --python env/bin/python -c $here/requirements.txt $wheel"
wheel "pip, nothing cached" "$python -m venv env && env/bin/pip install -qq --no-cache-dir $wheel"
first_page "wheel, warm start" "$place/env/bin/quotemark" --data "$place/data" --port "$port"
wheel "uv, nothing cached" "$with_uv"
wheel "uv, cached" "$with_uv"
git clone -q "$here" "$place/quotemark"
cd "$place/quotemark"
export PIP_NO_CACHE_DIR=1
first_page "clone, nothing cached" make -s run PORT="$port"
first_page "clone, warm start" make -s run PORT="$port"
