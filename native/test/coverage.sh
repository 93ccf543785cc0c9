#!/bin/sh
# coverage.sh COUNTS TEST...: runs the tests with programs that count (Makefile), then tells which branches of what decides and
# joins were taken. Each side of each condition is one. It fails where a group has less than NSATLAS_COVERAGE (95) per cent.
#
# A process that is ended in the middle of a condition has entered it and left it by neither side; llvm-cov takes that for the
# second side. Here these are conditions that wait for the other program, and their second sides are what happens every day.
set -e
counts=$1
shift
build=build/coverage
threshold=${NSATLAS_COVERAGE:-95}
files=$(ls frame.c request*.c exec-request.c exec-options.c terminal-request.c create-request.c join-*.c make-*.c policy-*.c ticket-*.c \
	rights*.c pending.c)

rm -rf "$counts"
mkdir -m 1777 "$counts"
trap 'rm -rf "$counts"' EXIT
# The tests take programs without a sanitizer from the directory above.
ln -f $build/programs/nsatlas-* $build/
# Whoever begins makes the file, and other users count in it as well.
for program in $build/programs/nsatlas-*; do
	(umask 000; exec "$program" --nothing </dev/null >/dev/null 2>&1) || true
done
status=0
NSATLAS_FAULTS=calls test/run.sh $build/programs "$@" >$build/tests.log || status=1
grep -E '^(not ok|# .*:[0-9]+:|Bail)' $build/tests.log || true
tail -1 $build/tests.log

llvm-profdata-14 merge -o $build/profile "$counts"/*.profraw
objects=
for program in $build/programs/nsatlas-* "$@"; do
	objects="$objects ${objects:+-object} $program"
done
# shellcheck disable=SC2086
llvm-cov-14 export -format=lcov -instr-profile=$build/profile $objects $files >$build/branches.lcov
awk -F: -v threshold="$threshold" -f test/coverage.awk $build/branches.lcov
exit $status
