#!/usr/bin/env bash
# Sets up a hub for a class on a fresh Debian or Ubuntu, as root: bash deploy/setup.sh
# Run again after an update of the course: files of students, accounts, grades and settings that were changed stay.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
home=${BY_HAND_HOME:-/opt/by-hand}
[ "$(id -u)" = 0 ] || { echo "Expected root, got $(id -un): sudo bash deploy/setup.sh" >&2; exit 1; }

echo "1 of 5: Debian's packages"
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
  python3-venv nodejs npm unzip libpam-runtime util-linux >/dev/null

echo "2 of 5: Python's packages"
mkdir -p "$home/hub" && chmod 700 "$home/hub"
[ -x "$home/venv/bin/python" ] || python3 -m venv "$home/venv"
"$home/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/deploy/requirements.txt"

echo "3 of 5: the students' edition"
"$home/venv/bin/pip" install --quiet --disable-pip-version-check "$here"
draft=$(mktemp -d "$home/.student-XXXX")
trap 'rm -rf "$draft"' EXIT
(cd "$here" && PYTHONPATH="$here" "$home/venv/bin/python" -m nbkit.cli publish student --out "$draft" >/dev/null)
unzip -q "$draft"/*.zip -d "$draft"
rm -rf "$home/student.old"
[ ! -e "$home/student" ] || mv "$home/student" "$home/student.old"
mv "$draft"/neural-networks-by-hand "$home/student"
chmod -R a+rX "$home/student" "$home/venv"
"$home/venv/bin/pip" uninstall --quiet --yes neural-networks-by-hand
"$home/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --editable "$home/student"

echo "4 of 5: the proxy and the exchange"
npm install --silent --global --prefix "$home/node" configurable-http-proxy@5 >/dev/null
groupadd --force students
groupadd --force instructors
mkdir -p /srv/nbgrader/exchange && chmod 1777 /srv/nbgrader/exchange
mkdir -p /etc/jupyter
[ -e /etc/jupyter/nbgrader_config.py ] || cp "$here/deploy/nbgrader_config.py" /etc/jupyter/nbgrader_config.py

echo "5 of 5: the hub"
[ -e "$home/hub/jupyterhub_config.py" ] || cp "$here/deploy/jupyterhub_config.py" "$home/hub/"
if [ -d /run/systemd/system ]; then
  sed "s#/opt/by-hand#$home#g" "$here/deploy/by-hand-hub.service" > /etc/systemd/system/by-hand-hub.service
  systemctl daemon-reload
  systemctl enable --now by-hand-hub.service
  echo "The hub runs at http://$(hostname):8000; its log: journalctl -u by-hand-hub"
else
  echo "No systemd here. Start it with: $home/venv/bin/jupyterhub -f $home/hub/jupyterhub_config.py"
fi
echo "Accounts: bash deploy/users.sh students < names.txt"
