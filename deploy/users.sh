#!/usr/bin/env bash
# Makes an account for each name on standard input, one a line, and prints name and password, this once:
#   sudo bash deploy/users.sh students < names.txt > passwords.txt
# Who has an account keeps it, with password and files. A name that cannot be one is told and left out.
set -euo pipefail
group=${1:-}
[[ $group == students || $group == instructors ]] || {
  echo "Expected a group, students or instructors: bash deploy/users.sh students < names.txt" >&2
  exit 2
}

refuse() { echo "$1: $2; left out" >&2; left_out=1; }

letters='abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'  # none that looks like another
password() { head -c 1024 /dev/urandom | base64 -w 0 | LC_ALL=C tr -dc "$letters" | cut -c 1-12; }

left_out=0
while IFS= read -r name || [ -n "$name" ]; do
  name=${name%$'\r'}
  [ -n "$name" ] || continue
  if ! LC_ALL=C grep -qxE '[a-z][a-z0-9-]{0,30}' <<< "$name"; then
    refuse "$name" "expected small letters a to z, digits and dashes, beginning with a letter"
  elif account=$(getent passwd "$name"); then
    if [ "$(cut -d: -f3 <<< "$account")" -lt 1000 ]; then
      refuse "$name" "the machine itself has an account of this name"
    else
      usermod --append --groups "$group" "$name"
    fi
  else
    useradd --create-home --shell /bin/bash --groups "$group" "$name"
    chmod 700 "/home/$name"
    secret=$(password)
    chpasswd <<< "$name:$secret"
    echo "$name $secret"
  fi
done
exit "$left_out"
