#!/usr/bin/env bash
# Install LibreOffice 25.2 or newer for the tests that recalculate workbooks.
#
# Older versions lose worksheet function names on the way through .xlsx, so a release that
# carries an older one gets it from its backports. Exit code is 0 whatever happens: the tests
# that need LibreOffice skip themselves and say so. The last line tells how it ended.
set -eu

WANTED=25.2
OURS=/etc/apt/sources.list.d/mkp-backports.sources
LOG=$(mktemp)
trap 'rm -f "$LOG"' EXIT
export DEBIAN_FRONTEND=noninteractive
APT=(apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=2 -o Acquire::http::Timeout=60
  -o APT::Update::Error-Mode=any -o Dpkg::Options::=--force-confold)

give_up() {
  [ -s "$LOG" ] && tail -n 15 "$LOG" >&2
  echo "LibreOffice $WANTED not installed: $1; tests that need it are skipped"
  exit 0
}

# The newest version among the soffice programs of this machine, "" when there is none.
found_version() {
  local program
  for program in /usr/lib/libreoffice/program/soffice.bin /opt/libreoffice*/program/soffice.bin \
    /Applications/LibreOffice.app/Contents/MacOS/soffice; do
    [ -x "$program" ] && timeout 30 "$program" --version 2>/dev/null | awk '{ print $2; exit }'
  done | sort -V | tail -n 1
}

new_enough() { [ -n "$1" ] && [ "$(printf '%s\n' "$WANTED" "$1" | sort -V | head -n 1)" = "$WANTED" ]; }

python_sees_uno() { /usr/bin/python3 -c 'import uno' >"$LOG" 2>&1; }

apt_candidate() { # without the epoch: 4:25.2.3-2 -> 25.2.3-2
  apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: \([0-9]*:\)\{0,1\}\([0-9].*\)/\2/p'
}

suite_is_known() { apt-cache policy 2>/dev/null | grep -q "n=$1\(,\|\$\)"; }

apt_update() { # apt waits for the packages' lock but not for that of its lists
  local try
  for try in 1 2 3 4 5 6; do
    timeout 300 "${APT[@]}" "$@" update >"$LOG" 2>&1 && return 0
    grep -q 'lists/lock' "$LOG" || return 1
    sleep 10
  done
  return 1
}

# Print the machine's own entry for suite $1 as one deb822 stanza for suite $2.
stanza_from_sources() {
  local file stanza
  for file in /etc/apt/sources.list.d/*.sources; do
    { [ -f "$file" ] && [ "$file" != "$OURS" ]; } || continue
    stanza=$(grep -v '^#' "$file" | awk -v suite="$1" -v new="$2" '
      BEGIN { RS = ""; FS = "\n" }
      {
        deb = mine = 0; off = 0; out = ""
        for (i = 1; i <= NF; i++) {
          key = tolower($i); sub(/:.*/, "", key)
          value = $i; sub(/^[^:]*:/, "", value)
          n = split(value, words, /[ \t]+/)
          if (key == "types") for (j = 1; j <= n; j++) if (words[j] == "deb") deb = 1
          if (key == "suites") for (j = 1; j <= n; j++) if (words[j] == suite) mine = 1
          if (key == "enabled" && value ~ /no/) off = 1
          if (key == "types") out = out "Types: deb\n"
          else if (key == "suites") out = out "Suites: " new "\n"
          else if (key == "components") out = out "Components: main\n"
          else out = out $i "\n"
        }
        if (deb && mine && !off) { printf "%s", out; exit }
      }')
    [ -z "$stanza" ] || { printf '%s\n' "$stanza"; return; }
  done
}

stanza_from_lists() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | awk -v suite="$1" -v new="$2" '
    $1 != "deb" || $2 ~ /^cdrom:/ { next }
    {
      options = ""; line = $0; sub(/^deb[ \t]+/, "", line)
      if (line ~ /^\[/) {
        options = line; sub(/^\[[ \t]*/, "", options); sub(/[ \t]*\].*/, "", options)
        sub(/^\[[^]]*\][ \t]*/, "", line)
      }
      split(line, words, /[ \t]+/)
      if (words[2] != suite) next
      printf "Types: deb\nURIs: %s\nSuites: %s\nComponents: main\n", words[1], new
      n = split(options, pairs, /[ \t]+/)
      for (i = 1; i <= n; i++) {
        key = value = pairs[i]; sub(/=.*/, "", key); sub(/^[^=]*=/, "", value)
        gsub(/,/, " ", value)
        if (key == "signed-by") print "Signed-By: " value
        if (key == "trusted") print "Trusted: " value
        if (key == "arch") print "Architectures: " value
        if (key == "check-valid-until") print "Check-Valid-Until: " value
      }
      exit
    }'
}

if new_enough "$(found_version)" && python_sees_uno && command -v pdftoppm >/dev/null; then
  echo "LibreOffice $(found_version) is installed already"
  exit 0
fi
[ -r /etc/os-release ] || give_up "not a Debian system"
. /etc/os-release
[ "${ID:-}" = debian ] || give_up "needs Debian, this is ${ID:-unknown}"
[ -n "${VERSION_CODENAME:-}" ] || give_up "this Debian names no release"
[ "$(id -u)" = 0 ] || give_up "needs root"
command -v apt-get >/dev/null || give_up "no apt-get"

SUITE="$VERSION_CODENAME-backports"
# Third-party sources may fail here; what matters is whether the packages are found afterwards.
apt_update || true
TARGET=()
if ! new_enough "$(apt_candidate libreoffice-calc)" || ! new_enough "$(apt_candidate python3-uno)"; then
  if ! suite_is_known "$SUITE"; then
    STANZA=$(stanza_from_sources "$VERSION_CODENAME" "$SUITE")
    [ -n "$STANZA" ] || STANZA=$(stanza_from_lists "$VERSION_CODENAME" "$SUITE")
    [ -n "$STANZA" ] || give_up "no apt source for $VERSION_CODENAME to take $SUITE from"
    printf '%s\n' "$STANZA" >"$OURS"
    apt_update -o Dir::Etc::sourcelist="$OURS" -o Dir::Etc::sourceparts=- \
      -o APT::Get::List-Cleanup=0 ||
      { rm -f "$OURS"; give_up "the source of $SUITE did not answer"; }
  fi
  TARGET=(-t "$SUITE")
fi

CALC=libreoffice-calc
if ! dpkg -s libreoffice-core >/dev/null 2>&1 && [ -n "$(apt_candidate libreoffice-calc-nogui)" ]; then
  CALC=libreoffice-calc-nogui
fi
timeout 1200 "${APT[@]}" install --no-install-recommends "${TARGET[@]}" "$CALC" python3-uno \
  libreoffice-script-provider-python fonts-liberation poppler-utils >"$LOG" 2>&1 ||
  give_up "apt-get install failed"
new_enough "$(found_version)" || give_up "apt offers only ${CALC} $(found_version)"
python_sees_uno || give_up "/usr/bin/python3 does not import uno"
echo "LibreOffice $(found_version) installed"
