#!/usr/bin/env bash
# Sets up a hub for a class, as root, on Debian 12 or Ubuntu 24.04 and newer: sudo bash deploy/setup.sh
# Run it again after an update of the course: accounts, files of students, grades and settings stay as they are.
set -euo pipefail
course=$(cd "$(dirname "$0")/.." && pwd)
home=${BY_HAND_HOME:-/opt/by-hand}
[ "$(id -u)" = 0 ] || { echo "Expected root, got $(id -un): sudo bash deploy/setup.sh" >&2; exit 1; }
umask 022
pip() { "$home/venv/bin/pip" --quiet --disable-pip-version-check "$@"; }

echo "1 of 5: Debian's packages"
apt-get update -qq
missing=()
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
  python3-venv passwd util-linux "${missing[@]}" >/dev/null

echo "2 of 5: Python's packages (a few minutes)"
mkdir -p "$home/etc" "$home/exchange"
install -d -m 700 "$home/hub"
[ -x "$home/venv/bin/python" ] || /usr/bin/python3 -m venv "$home/venv"  # Debian's: one of root's own is closed to others
pip install -r "$course/requirements.lock"
pip install -r "$course/deploy/requirements.txt"

echo "3 of 5: the students' edition"
draft=$(mktemp -d "$home/.student-XXXXXX")
trap 'rm -rf "$draft"' EXIT
(cd "$course" && PYTHONDONTWRITEBYTECODE=1 "$home/venv/bin/python" -m nbkit.cli publish student --out "$draft" >/dev/null)
"$home/venv/bin/python" -m zipfile -e "$draft"/*.zip "$draft"
"$home/venv/bin/python" -m compileall -q "$draft/neural-networks-by-hand/nbkit"
[ ! -e "$home/student" ] || mv "$home/student" "$draft/before"
mv "$draft/neural-networks-by-hand" "$home/student"
pip install --no-deps --no-build-isolation --editable "$home/student"

runuser -u nobody -- "$home/venv/bin/python" -c "import nbkit" || {
  echo "Expected a folder that all may read, got $home: choose another one with BY_HAND_HOME" >&2
  exit 1
}

echo "4 of 5: the proxy, the groups, the exchange"
npm install --silent --global --prefix "$home/node" configurable-http-proxy@5.1.0 >/dev/null
groupadd --force students
groupadd --force instructors
chmod 1777 "$home/exchange"  # everybody hands in here; nbgrader lets nobody read what others hand in
install -m 644 "$course/deploy/give_course.py" "$home/etc/"
[ -e "$home/etc/nbgrader_config.py" ] || install -m 644 "$course/deploy/nbgrader_config.py" "$home/etc/"
[ -e "$home/hub/jupyterhub_config.py" ] || install -m 644 "$course/deploy/jupyterhub_config.py" "$home/hub/"

echo "5 of 5: the hub"
if [ -d /run/systemd/system ]; then
  sed "s#/opt/by-hand#$home#g" "$course/deploy/by-hand-hub.service" > /etc/systemd/system/by-hand-hub.service
  systemctl daemon-reload
  systemctl enable --quiet by-hand-hub.service
  systemctl restart by-hand-hub.service
  echo "The hub runs at http://$(hostname):8000. Its log: journalctl -u by-hand-hub"
else
  echo "No systemd here. Start it in the foreground:"
  echo "  BY_HAND_HOME=$home $home/venv/bin/jupyterhub -f $home/hub/jupyterhub_config.py"
fi
echo "Next, the accounts: sudo bash deploy/users.sh students < names.txt"
