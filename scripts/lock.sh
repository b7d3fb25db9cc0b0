#!/usr/bin/env bash
# Writes both lock files from pyproject.toml: bash scripts/lock.sh [--upgrade] [--upgrade-package NAME]
set -euo pipefail
cd "$(dirname "$0")/.."
uv lock "$@"
export_lock() { uv export --frozen --no-emit-project --no-header --no-annotate --group build "$@" >/dev/null; }
export_lock -o requirements.lock
export_lock --extra test --extra browser --extra publish -o requirements-test.lock
