# Sourced by ./test: installs what the tests need beside Go and git, and says
# plainly what it could not install. Uses $cache and fail from there.

# apt_install PACKAGE...: installs Debian packages, as root or through a sudo
# that asks nothing; CI has no one to answer a question.
apt_updated=
apt_install() {
  local as_root=()
  command -v apt-get >/dev/null || { echo "no apt-get here: install $* by hand"; return 1; }
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || { echo "not root and no password-free sudo: install $* by hand"; return 1; }
    as_root=(sudo -n)
  fi
  if [ -z "$apt_updated" ]; then
    "${as_root[@]}" apt-get update -qq </dev/null || return 1
    apt_updated=yes
  fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@" </dev/null >"$scratch/apt.log" 2>&1 || { tail -n 20 "$scratch/apt.log"; return 1; }
}

# Debian keeps the server's programs off the path, in a folder per version.
find_postgres() {
  local newest
  command -v initdb >/dev/null && command -v postgres >/dev/null && return 0
  newest="$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)"
  [ -n "$newest" ] && [ -x "$newest/initdb" ] && export PATH="$newest:$PATH"
}

# The shell of Chromium, which has no windows, takes a fifth of the processor's time of
# the whole browser. Where there is no package of it, the browser will do.
find_chromium() {
  command -v chromium-headless-shell >/dev/null && return 0
  [ -n "${shell_tried:-}" ] && { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }
}
install_chromium() {
  shell_tried=yes
  apt_install chromium-headless-shell || find_chromium || apt_install chromium
}

find_compiler() { command -v gcc >/dev/null && echo '#include <stdlib.h>' | gcc -E - >/dev/null 2>&1; }

# Calls that fail are made by strace, and a container may forbid tracing where the
# program itself is there.
find_strace() { command -v strace >/dev/null && strace -qq -o /dev/null -e trace=none true 2>/dev/null; }

# axe-core goes to a cache folder, pinned by version and by the checksum of the
# file that runs, so that neither the tree nor another project is touched.
find_axe() {
  local version sum
  read -r version sum <internal/browsertest/axe-core.pin
  axe="$cache/axe-core-$version/node_modules/axe-core/axe.min.js"
  [ -f "$axe" ] && echo "$sum  $axe" | sha256sum --check --status
}

install_axe() {
  local version
  read -r version _ <internal/browsertest/axe-core.pin
  command -v npm >/dev/null || apt_install nodejs npm || return 1
  mkdir -p "$cache/axe-core-$version" &&
    npm install --prefix "$cache/axe-core-$version" --no-save --no-audit --no-fund --ignore-scripts \
      --loglevel=error "axe-core@$version" </dev/null
}

# require NAME FIND INSTALL...: found, or installed and then found, or a failure.
require() {
  local name="$1" find="$2"
  shift 2
  if "$find"; then
    echo "$name: here"
  elif "$@" && "$find"; then
    echo "$name: installed"
  else
    fail "$name could not be installed; the tests that need it will fail"
  fi
}

require_all() {
  require "PostgreSQL server" find_postgres apt_install postgresql
  require "Chromium" find_chromium install_chromium
  require "C compiler" find_compiler apt_install gcc libc6-dev
  require "strace, with leave to trace" find_strace apt_install strace
  require "axe-core" find_axe install_axe
}
