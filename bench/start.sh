#!/usr/bin/env bash
# From a fresh clone in an empty folder to the first page, without caches; then a warm start.
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

# Seconds until the sign-in page answers.
first_page() {
  local begun=$SECONDS
  setsid make -s run PORT="$port" >"$place/log" 2>&1 &
  server=$!
  until curl -fsS -o /dev/null "http://127.0.0.1:$port/login/" 2>/dev/null; do
    kill -0 "$server" 2>/dev/null || { cat "$place/log"; exit 1; }
    sleep 0.2
  done
  echo "$1: $((SECONDS - begun)) s"
  kill -- "-$server"
  wait "$server" 2>/dev/null || true
  server=
}

git clone -q "$here" "$place/quotemark"
cd "$place/quotemark"
export PIP_NO_CACHE_DIR=1
first_page "first start, nothing cached"
cat "$place/log"
first_page "warm start"
grep -i -E "warn|error" "$place/log" || echo "no warning printed"
du -sh .venv var | sed 's/^/  /'
