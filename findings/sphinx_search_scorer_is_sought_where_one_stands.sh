#!/usr/bin/env bash
# Sphinx 9.0.4: html_search_scorer is said to be relative to the configuration directory, and is opened relative to the directory in which
# one types the command. So `make html` in docs/ works, and the same build from the project's root stops with FileNotFoundError, after all
# pages were read. Every other path in conf.py (html_static_path, templates_path, html_logo) is found from either place.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install sphinx==9.0.4
mkdir -p "$folder/project/docs"
cd "$folder/project"
printf 'project = "One"\nhtml_search_scorer = "scorer.js"\n' > docs/conf.py
printf 'One\n===\n\nA page.\n' > docs/index.rst
printf 'var Scorer = {};\n' > docs/scorer.js
build=("$folder/venv/bin/python" -m sphinx -q -E -b html)
"${build[@]}" --version
(cd docs && "${build[@]}" . "$folder/inside")
test -f "$folder/inside/search.html"
echo "in docs/, where conf.py is: built"
if "${build[@]}" docs "$folder/above" 2> "$folder/said"; then
  echo "in the folder above: built too" && exit 1
fi
grep -m 1 -o "No such file or directory: 'scorer.js'" "$folder/said"
echo "in the folder above: stopped"
