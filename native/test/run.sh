#!/bin/sh
# run.sh BUILD TEST...: runs each TAP program and ends with the sum. The programs under test are in BUILD.
NSATLAS_BUILD=$(realpath "$1")
export NSATLAS_BUILD
shift
passed=0 failed=0 skipped=0
output=$(mktemp)
trap 'rm -f "$output"' EXIT
for test in "$@"; do
	echo "# $test"
	"$test" >"$output" 2>&1
	status=$?
	cat "$output"
	bad=$(grep -c '^not ok' "$output")
	skip=$(grep -ci '^ok.*# skip' "$output")
	good=$(($(grep -c '^ok' "$output") - skip))
	# A program that dies, or ends without its plan, has failed, whatever it said before.
	if [ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || ! grep -q '^1\.\.[0-9]*$' "$output"; }; then
		echo "not ok - $test ended with status $status"
		bad=1
	fi
	passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skip))
done
[ "$skipped" -eq 0 ] || echo "# $skipped skipped"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
