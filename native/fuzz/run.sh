#!/bin/sh
# run.sh NAME SECONDS: one fuzzer, with what it keeps and what it has found here before. Says how often it ran; what it dies of is in
# build/fuzz/found.
set -eu
found=build/fuzz/found/$1
mkdir -p "$found"
log=$found.log
if "build/fuzz/$1" -max_total_time="$2" -timeout=10 -verbosity=0 -print_final_stats=1 -artifact_prefix="$found-" "$found" "fuzz/corpus/$1" >"$log" 2>&1; then
	echo "ok - $1: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs"
else
	cat "$log"
	echo "not ok - $1"
	# xargs(1) then begins no other.
	exit 255
fi
