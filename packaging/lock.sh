#!/usr/bin/env bash
# Makes the hash-locked requirements files again from pyproject.toml: packaging/lock.sh [--upgrade]
# One file per group, universal: the same for Linux, macOS and Windows, Python 3.11 and later.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
compile() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --no-header "$@"
}
compile pyproject.toml -o packaging/requirements.txt "$@"
# The groups are bound to the base, and gpu to train, so that any of them go into one environment.
compile pyproject.toml --extra dev -c packaging/requirements.txt -o packaging/requirements-dev.txt "$@"
compile pyproject.toml --extra train -c packaging/requirements.txt -o packaging/requirements-train.txt "$@"
compile pyproject.toml --extra gpu -c packaging/requirements-train.txt -o packaging/requirements-gpu.txt "$@"
compile packaging/uv.in -o packaging/requirements-uv.txt "$@"
if grep -nE '://|^--|(^|[ =])/' packaging/requirements*.txt; then
    echo "a lock names a place; it must name packages and hashes alone" >&2
    exit 1
fi
