#!/usr/bin/env bash
# Makes an account for each name on standard input, a line each, and prints it with its password, once:
#   bash deploy/users.sh students < names.txt > passwords.txt
# Who has an account already keeps account, password and files.
set -euo pipefail
group=${1:?expected a group, students or instructors: bash deploy/users.sh students < names.txt}
while read -r name; do
  [ -n "$name" ] || continue
  if ! [[ $name =~ ^[a-z][a-z0-9-]{0,30}$ ]]; then
    echo "$name: expected small letters, digits and dashes, beginning with a letter; left out" >&2
    continue
  fi
  if id "$name" >/dev/null 2>&1; then
    usermod --append --groups "$group" "$name"
    continue
  fi
  password=$(head -c 64 /dev/urandom | base64 | tr -dc 'a-km-zA-HJ-NP-Z2-9' | head -c 10)
  useradd --create-home --shell /bin/bash --groups "$group" "$name"
  chmod 700 "/home/$name"
  echo "$name:$password" | chpasswd
  echo "$name $password"
done
