#!/usr/bin/env bash
# Shows that the README's first run works where there is little: `make eval`, `make test`, the built wheel and
# `harness init`, as root and as an ordinary user, with and without a C compiler.
#
#   scripts/bare_machine.sh [--whole] [wheel] [clone] [user]      default: all three
#
# clone    a fresh clone in which `make eval` and `make test` are tried, with a compiler and without
# user     the same as `nobody` (needs root; who is not root is an ordinary user already), with a Python that
#          `nobody` may run
# wheel    the wheel, built and installed elsewhere; `harness init` in an empty folder; what it wrote, run
# --whole  `make eval` asks every question and `make test` runs every test (an hour); otherwise a few of each
#
# Little means: an environment with an empty HOME and a PATH that holds links to the base utilities, make and
# Python, and nothing else: no git, no bubblewrap, no browser and, in the rounds without, no compiler.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/bare-machine.XXXXXX")
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
base="awk basename bash cat chmod cp cut date dirname env expr find getconf grep head hostname id ln ls make mkdir
mktemp mv nproc ps pwd readlink rm rmdir sed seq setpriv sh sleep sort stat tail tar tee test touch tr true uname wc
xargs"
compilers="ar as c++ cc g++ gcc ld"
python=$("${PYTHON:-python3}" -c 'import sys; print(sys.executable)')
simulated=simulated:answers=evals/data/questions.jsonl
few_questions=("SUITES=evals/test_math_tutor.py" "FLAGS=--limit 2 --transport streaming --report-dir $work/reports")
few_tests=("TESTS=tests/dataset tests/statistics tests/cli")
whole=()

say() { printf '== %s\n' "$*"; }

# toolbox FOLDER NAME…: links to what there is of these, and to Python
toolbox() {
    local folder=$1 tool found
    mkdir -p "$folder"
    for tool in "${@:2}"; do
        if found=$(command -v "$tool") && [ -x "$found" ]; then ln -sf "$found" "$folder/$tool"; fi
    done
    printf '#!/bin/sh\nexec "%s" "$@"\n' "$python" >"$folder/python3"
    chmod 755 "$folder/python3"
}

# bare TOOLBOX COMMAND…: a command in nothing but a toolbox, an empty HOME and what pip needs to reach its index
bare() {
    local tools=$1 kept=() name
    shift
    for name in $(compgen -e); do
        case $name in PIP_* | *_PROXY | *_proxy | *SSL_CERT* | REQUESTS_CA_BUNDLE) kept+=("$name=${!name}") ;; esac
    done
    mkdir -p "$work/home"
    env -i "${kept[@]}" PATH="$tools" HOME="$work/home" TMPDIR="$work" LANG=C.UTF-8 "$@"
}

# snapshot FOLDER: the files of the last commit, as a clone has them
snapshot() {
    mkdir -p "$1"
    if [ -e "$root/.git" ]; then git -C "$root" archive HEAD | tar -x -C "$1"; else cp -R "$root/." "$1"; fi
}

# starter VENV TOOLBOX: `harness init` in an empty folder, and every command that it tells of
starter() {
    local bin=$1/bin tools=$2 project
    project=$(mktemp -d "$work/project.XXXXXX")
    cd "$project"
    bare "$tools" "$bin/harness" --version
    bare "$tools" "$bin/harness" init
    bare "$tools" "$bin/pytest" -q evals --model "$simulated"
    bare "$tools" "$bin/pytest" -q evals --cassettes replay
    bare "$tools" "$bin/harness" run evals --model "$simulated" --json >"$work/summary.json"
    bare "$tools" "$bin/harness" cassettes check
    bare "$tools" "$bin/harness" doctor || say "doctor found something (exit code $?)"
}

wheel() {
    local source=$work/wheel-source tools=$1
    snapshot "$source"
    say "pip install of the built wheel"
    bare "$tools" python3 -m venv "$work/build"
    bare "$tools" "$work/build/bin/python" -m pip wheel --quiet --no-deps --wheel-dir "$work/dist" "$source"
    "$python" - "$source" "$work"/dist/harness-*.whl <<'PY'
import sys, zipfile
from pathlib import Path
source, wheel = Path(sys.argv[1]), sys.argv[2]
names = set(zipfile.ZipFile(wheel).namelist())
wanted = {str(p.relative_to(source)) for p in (source / "harness").rglob("*") if p.is_file()}
missing = sorted(name for name in wanted - names if "__pycache__" not in name)
sys.exit(f"missing from the wheel: {missing}" if missing else 0)
PY
    bare "$tools" python3 -m venv "$work/venv"
    bare "$tools" "$work/venv/bin/python" -m pip install --quiet "$work"/dist/harness-*.whl
    say "harness init in an empty folder, and what it wrote"
    starter "$work/venv" "$tools"
    rm -rf "$source" "$work/build" "$work/venv" "$work/dist"
}

clone() {
    local tools=$1 folder=$work/clone
    snapshot "$folder"
    cd "$folder"
    say "make eval ${few_questions[*]}"
    # A gate that fails is a result; a run without a report is not.
    bare "$tools" make eval "${few_questions[@]}" || say "make eval ended with $?"
    test -n "$(find "$work/reports" -name report.html)"
    say "make test ${few_tests[*]}"
    bare "$tools" make test "${few_tests[@]}"
    cd "$work"
    rm -rf "$folder" "$work/reports" "$work/home"
}

# rounds PART…: each part without a compiler, then with one
rounds() {
    local kind
    toolbox "$work/without" $base
    toolbox "$work/with" $base $compilers
    for kind in without with; do
        [ $kind = without ] || [ -e "$work/with/cc" ] || { say "no compiler here: the rounds with one are left out"; continue; }
        for part in "$@"; do
            say "$part, as $(id -un), $kind a C compiler, $("$python" --version)"
            ("$part" "$work/$kind")
        done
    done
}

# as_nobody COMMAND…: the command as an ordinary user
as_nobody() { setpriv --reuid nobody --regid "$(id -g nobody)" --clear-groups "$@"; }

# python_for_nobody: the first Python that an ordinary user may run and that can make environments
python_for_nobody() {
    local candidate
    for candidate in "$python" $(type -ap python3 python3.13 python3.12 python3.11) /usr/bin/python3 /usr/local/bin/python3; do
        if as_nobody env HOME=/ "$candidate" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
        then echo "$candidate"; return; fi
    done
}

user() {
    local theirs
    [ "$(id -u)" -eq 0 ] || { say "user: this is an ordinary user already"; return; }
    theirs=$(python_for_nobody)
    [ -n "$theirs" ] || { say "user: nobody may run no Python 3.11 with venv here; name one with PYTHON="; exit 1; }
    snapshot "$work/given"
    chown -R nobody "$work/given"
    mkdir "$work/nobody" && chown nobody "$work/nobody"
    as_nobody env HOME="$work/nobody" TMPDIR="$work/nobody" PYTHON="$theirs" \
        bash "$work/given/scripts/bare_machine.sh" "${whole[@]}" wheel clone
}

if [ "${1:-}" = --whole ]; then
    whole=(--whole) few_questions=("FLAGS=--report-dir $work/reports") few_tests=()
    shift
fi
for part in "${@:-all}"; do
    case $part in
        wheel | clone) rounds "$part" ;;
        user) user ;;
        all) rounds wheel clone; user ;;
        *) echo "wheel, clone, user, or nothing for all" >&2; exit 2 ;;
    esac
done
say "done"
