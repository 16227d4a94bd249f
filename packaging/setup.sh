# Set-up shared by ./run and ./check. Sourced, never run; expects `here`, the root of the checkout.
#
# It works with the bash of Debian, Ubuntu and macOS (3.2). After a complete set-up a stamp in .venv
# holds a copy of everything the set-up depends on, so that the next start compares two files and
# goes on.

venv="$here/.venv"
python="$venv/bin/python"

say() { printf '%s\n' "bouba: $*" >&2; }
fail() { say "$*"; exit 1; }

# --- what the system must have ---------------------------------------------------------------

# Library file and the Debian package that brings it, for the program.
run_libraries() {
    cat <<'LIST'
libportaudio.so.2 libportaudio2
libasound.so.2 libportaudio2
libGL.so.1 libgl1
libEGL.so.1 libegl1
libglib-2.0.so.0 libglib2.0-0
libfontconfig.so.1 libfontconfig1
libdbus-1.so.3 libdbus-1-3
libgssapi_krb5.so.2 libgssapi-krb5-2
libX11-xcb.so.1 libx11-xcb1
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-image.so.0 libxcb-image0
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-randr.so.0 libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0 libxcb-shape0
libxcb-shm.so.0 libxcb-shm0
libxcb-sync.so.1 libxcb-sync1
libxcb-xfixes.so.0 libxcb-xfixes0
libxcb-xkb.so.1 libxcb-xkb1
libwayland-client.so.0 libwayland-client0
libwayland-cursor.so.0 libwayland-cursor0
libwayland-egl.so.1 libwayland-egl1
LIST
}

# Program and package, for the tests that use a real window and real audio streams.
check_programs() {
    cat <<'LIST'
Xvfb xvfb
xauth xauth
xdotool xdotool
import imagemagick
pulseaudio pulseaudio
pactl pulseaudio-utils
jackd jackd2
LIST
}

# Packages that are missing, one a line. $1 is "run" or "check".
missing_packages() {
    local known name package
    known="$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p)"
    run_libraries | while read -r name package; do
        case "$known" in *"$name "*) ;; *) echo "$package" ;; esac
    done
    # Sound servers are reached through ALSA; without this module PortAudio sees the bare card alone.
    ls /usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so >/dev/null 2>&1 || echo libasound2-plugins
    if [ "$1" = check ]; then
        check_programs | while read -r name package; do
            command -v "$name" >/dev/null 2>&1 || echo "$package"
        done
    fi
    "$base_python" -c 'import ensurepip, venv' 2>/dev/null || find_uv >/dev/null || echo python3-venv
    # The MIDI library has ready-made files up to Python 3.12; later versions build it.
    if "$base_python" -c 'import sys; sys.exit(sys.version_info < (3, 13))'; then
        command -v c++ >/dev/null 2>&1 || echo build-essential
        [ -e /usr/include/alsa/asoundlib.h ] || echo libasound2-dev
        "$base_python" -c 'import os, sysconfig as s; assert os.path.exists(s.get_path("include") + "/Python.h")' \
            2>/dev/null || echo python3-dev
    fi
}

install_system_packages() {
    [ "$(uname -s)" = Linux ] || return 0
    local packages line
    packages="$(missing_packages "$1" | sort -u | tr '\n' ' ')"
    packages="${packages% }"
    [ -n "$packages" ] || return 0
    if ! command -v apt-get >/dev/null 2>&1; then
        fail "these system packages are missing (names as in Debian): $packages. Install them, then start again."
    fi
    line="apt-get install --yes --no-install-recommends $packages"
    local as_root=""
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null || fail "some system packages are missing, and installing them needs an administrator." \
            "Type this line, then start again: sudo apt-get update && sudo $line"
        as_root="sudo -n"
    fi
    say "installing system packages: $packages"
    # shellcheck disable=SC2086  # the lists are split on purpose
    { $as_root apt-get update --quiet=2 &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends \
            -o Dpkg::Use-Pty=0 $packages; } </dev/null >"$here/.setup.log" 2>&1 || {
        tail -n 20 "$here/.setup.log" >&2
        fail "apt could not install them. Mend what it says above, or type: ${as_root:+sudo }$line"
    }
    rm -f "$here/.setup.log"
}

# --- Python and uv ---------------------------------------------------------------------------

# Sets base_python to the first of the names whose version is at least 3.$1 and below 3.$2.
choose_python() {
    local from="$1" below="$2" name
    shift 2
    for name in "$@"; do
        base_python="$("$name" -c "
import sys
sys.exit(not (3, $from) <= sys.version_info < (3, $below) or print(sys.executable))" 2>/dev/null)" && return 0
    done
    return 1
}

# A Python from 3.11 on. 3.11 and 3.12 first: every dependency has ready-made files for them.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        choose_python 11 15 "$PYTHON" || fail "PYTHON is $PYTHON, which is not a Python from 3.11 to 3.14."
        return 0
    fi
    choose_python 11 13 python3 python3.12 python3.11 || choose_python 13 15 python3 python3.13 python3.14 ||
        fail "needs Python 3.11 to 3.14 and finds none. Install one, or set PYTHON to its path."
}

# The path of a working uv: the system's, or our own private copy.
find_uv() {
    local candidate
    for candidate in uv "$here/.uv/bin/uv"; do
        "$candidate" --version >/dev/null 2>&1 && { command -v "$candidate"; return 0; }
    done
    return 1
}

# A folder of its own: Debian's Python is "externally managed" and takes no packages.
bootstrap_uv() {
    uv="$(find_uv)" && return 0
    say "fetching uv"
    rm -rf "$here/.uv"
    (cd "$here" && "$base_python" -m venv .uv &&
        .uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
            --only-binary :all: -r packaging/requirements-uv.txt) </dev/null >&2 ||
        fail "could not fetch uv. Is there a network? See the lines above, then start again."
    uv="$(find_uv)" || fail "uv was fetched, but does not start on this machine."
}

# --- the environment -------------------------------------------------------------------------

# $1: "run" or "check". Everything the set-up depends on, as text.
recipe() { cat "$here/packaging/setup.sh" "$here/packaging/$lock"; }

# Bring the environment up to date for "run" or "check"; nearly free when it is.
set_up() {
    lock=requirements.txt
    [ "$1" = check ] && lock=requirements-dev.txt
    if [ -x "$python" ] && recipe | cmp -s - "$venv/ready-$1"; then
        return 0
    fi
    if command -v flock >/dev/null 2>&1; then # two starts at once: the second waits for the first
        exec 9>"$here/.setup.lock"
        flock 9
        if [ -x "$python" ] && recipe | cmp -s - "$venv/ready-$1"; then
            exec 9>&-
            return 0
        fi
    fi
    say "setting up; the first time takes some minutes"
    find_python
    install_system_packages "$1"
    bootstrap_uv
    export UV_PYTHON_DOWNLOADS=never
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
        (cd "$here" && "$uv" venv --quiet --clear --python "$base_python" "$venv") </dev/null >&2 ||
        fail "could not make the Python environment in $venv. See the lines above."
    # From our folder: uv reads the settings of the project it is started in.
    (cd "$here" && "$uv" pip install --quiet --python "$python" --require-hashes -r "packaging/$lock") </dev/null >&2 ||
        fail "could not install the Python packages. See the lines above, then start again."
    recipe >"$venv/ready-$1"
    if [ "$1" = check ]; then # the packages of the checks contain those of the program
        lock=requirements.txt
        recipe >"$venv/ready-run"
    fi
    exec 9>&-
}
