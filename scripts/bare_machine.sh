#!/usr/bin/env bash
# Shows that a fresh clone works where there is only Python and make, as whoever runs this (and, given root, as an
# ordinary user too), and that the built wheel works outside of it.
#
#   scripts/bare_machine.sh [wheel|clone|user|all]      default: all
#
# wheel  build the wheel, install it into a new environment elsewhere, `harness init` in an empty folder, `pytest evals`
# clone  clone into a new folder, `make install`, `make lint`, the quick tests, `make eval` with the simulated model
# user   the same as `clone`, as the user `nobody` (needs root)
#
# Without a C compiler: CC and CXX point to nothing, so that a dependency without a wheel fails here.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/bare-machine.XXXXXX")
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
export CC=/nonexistent/cc CXX=/nonexistent/cxx PIP_DISABLE_PIP_VERSION_CHECK=1
simulated=simulated:answers=evals/data/questions.jsonl

say() { printf '== %s\n' "$*"; }

wheel() {
    say "build the wheel"
    "$python" -m venv "$work/build"
    git -C "$root" archive HEAD | tar -x -C "$(mkdir -p "$work/source" && echo "$work/source")"
    "$work/build/bin/python" -m pip wheel --quiet --no-deps --wheel-dir "$work/dist" "$work/source"
    say "what is not Python is in it"
    "$python" - "$work/source" "$work"/dist/harness-*.whl <<'PY'
import subprocess, sys, zipfile
from pathlib import Path
source, wheel = Path(sys.argv[1]), sys.argv[2]
names = set(zipfile.ZipFile(wheel).namelist())
wanted = {str(p.relative_to(source)) for p in (source / "harness").rglob("*") if p.is_file()}
missing = sorted(wanted - names)
sys.exit(f"missing from the wheel: {missing}" if missing else 0)
PY
    say "install it into a new environment"
    "$python" -m venv "$work/venv"
    "$work/venv/bin/python" -m pip install --quiet "$work"/dist/harness-*.whl
    mkdir "$work/project" && cd "$work/project"
    export PATH="$work/venv/bin:$PATH"
    harness --version
    harness init
    pytest evals --model "$simulated"
    pytest evals --cassettes replay
    harness run evals --model "$simulated" --json >/dev/null
    harness cassettes check
    harness doctor || say "doctor found something (exit code $?)"
}

clone() {
    local folder=$1
    say "clone, make install"
    git clone --quiet "$root" "$folder"
    cd "$folder"
    make install PYTHON="$python"
    say "make lint"
    make lint
    say "quick tests"
    .venv/bin/python -m pytest -q -x -m "not slow" tests/dataset tests/statistics
    say "make eval's recipe with the simulated model"
    .venv/bin/harness run evals --model simulated:answers=evals/data/math.jsonl --cassettes off --limit 3 \
        --report-dir "$work/reports" || test $? -eq 1
}

user() {
    test "$(id -u)" -eq 0 || { say "user: needs root, left out"; return; }
    mkdir "$work/home" && chown nobody "$work/home" && chmod 755 "$work"
    say "as nobody"
    git clone --quiet --no-hardlinks "$root" "$work/home/shared" && chown -R nobody "$work/home"
    setpriv --reuid nobody --clear-groups env HOME="$work/home" TMPDIR="$work/home" PYTHON="$python" \
        bash "$work/home/shared/scripts/bare_machine.sh" clone
}

case ${1:-all} in
    wheel) wheel ;;
    clone) clone "$work/clone" ;;
    user) user ;;
    all) (wheel); (clone "$work/clone"); (user) ;;
    *) echo "wheel, clone, user or all" >&2; exit 2 ;;
esac
say "done"
