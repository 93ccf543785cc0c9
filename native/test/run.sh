#!/bin/sh
# run.sh BUILD TEST...: runs each TAP program and ends with the sum. The programs under test are in BUILD.
# A program that fails is run once more, as comments first: if it passes then it is unsteady, and said to be (docs/decisions/0021).
# NSATLAS_TRIES=1 runs each once.
NSATLAS_BUILD=$(realpath "$1")
export NSATLAS_BUILD
shift
passed=0 failed=0 skipped=0 unsteady=0
output=$(mktemp)
trap 'rm -f "$output"' EXIT

# A program that dies, or ends without its plan, has failed, whatever it said before.
run() {
	"$1" >"$output" 2>&1
	status=$?
	bad=$(grep -c '^not ok' "$output")
	if [ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || ! grep -q '^1\.\.[0-9]*$' "$output"; }; then
		echo "not ok - $1 ended with status $status" >>"$output"
		bad=1
	fi
}

for test in "$@"; do
	echo "# $test"
	run "$test"
	if [ "$bad" -gt 0 ] && [ "${NSATLAS_TRIES:-2}" -gt 1 ]; then
		sed 's/^/# first: /' "$output"
		run "$test"
		[ "$bad" -gt 0 ] || { echo "# unsteady: $test"; unsteady=$((unsteady + 1)); }
	fi
	cat "$output"
	skip=$(grep -ci '^ok.*# skip' "$output")
	good=$(($(grep -c '^ok' "$output") - skip))
	passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skip))
done
[ "$skipped" -eq 0 ] || echo "# $skipped skipped"
[ "$unsteady" -eq 0 ] || echo "# $unsteady unsteady"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
