#!/usr/bin/env bash
# Get the scripts of the page from npm. Review what changed, and run the tests of the page.
set -euo pipefail
target=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund vega@6.4.0 vega-lite@6.4.3 vega-interpreter@2.3.2 datatables.net@3.1.5 esbuild@0
for library in vega vega-lite; do
	cp "node_modules/$library/build/$library.min.js" "$target/"
	cp "node_modules/$library/LICENSE" "$target/$library.LICENSE"
done
cp node_modules/datatables.net/js/dataTables.min.js "$target/"
cp node_modules/datatables.net/License.txt "$target/dataTables.LICENSE"
cp node_modules/vega-interpreter/LICENSE "$target/vega-interpreter.LICENSE"
echo 'export * from "vega-interpreter"' >entry.js
npx esbuild entry.js --bundle --minify --format=iife --global-name=vegaInterpreter \
	--outfile="$target/vega-interpreter.min.js" --log-level=warning
for package in node_modules/d3-*; do
	printf '%s\n\n' "$(basename "$package")"
	cat "$package/LICENSE"
	printf '\n'
done >"$target/d3.LICENSE"
