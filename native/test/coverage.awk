# The branches of llvm-cov's lcov, of each file and each group. Each that was not taken is named: file, line, which one of that line.
function group_of(file)
{
	if (file ~ /^(exec-options|terminal-request|exec-request|create-request|request.*)\.c$/)
		return "request"
	sub(/[-.].*$/, "", file)
	return file ~ /^(rights|pending)$/ ? "rights" : file
}
/^SF:/ { file = $2; sub(/^.*\//, "", file) }
/^BRDA:/ {
	split($2, at, ",")
	group = group_of(file)
	all[file]++
	all_of[group]++
	if (at[4] == "-" || at[4] == 0)
		missed[++misses] = file ":" at[1] " (" at[3] ")"
	else {
		taken[file]++
		taken_of[group]++
	}
}
function row(name, taken, all) { return sprintf("%-24s %5d of %5d  %6.2f %%", name, taken, all, 100 * taken / all) }
END {
	for (file in all)
		print row(file, taken[file], all[file]) | "sort"
	close("sort")
	print ""
	for (miss = 1; miss <= misses; miss++)
		print "not taken: " missed[miss] | "sort -V"
	close("sort -V")
	print ""
	for (group in all_of) {
		print row(group, taken_of[group], all_of[group])
		if (100 * taken_of[group] < threshold * all_of[group])
				low = low " " group
	}
	if (low == "")
		exit 0
	print "below " threshold " per cent:" low
	exit 1
}
