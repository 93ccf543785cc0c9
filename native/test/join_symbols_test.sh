#!/bin/sh
# What runs inside other namespaces must load nothing there: no name service, no locale, no module.
count=0 failed=0

check()
{
	count=$((count + 1))
	if [ -z "$2" ]; then
		echo "ok $count - $1"
	else
		echo "$2" | sed 's/^/# /'
		echo "not ok $count - $1"
		failed=1
	fi
}

for name in nsatlas-join nsatlas-make; do
	program=$NSATLAS_BUILD/$name
	check "$name asks no interpreter and no library" "$(readelf -ld "$program" | grep -E 'INTERP|NEEDED')"
	check "$name knows no name service, no loader, no character set" \
		"$(nm "$program" | grep -E ' (getpw|getgr|getspnam|getaddrinfo|gethostby|initgroups|dlopen|dlsym|iconv|setlocale|nss)')"
	check "$name allocates nothing and starts no shell" "$(nm "$program" | grep -E ' (malloc|calloc|realloc|popen|system|posix_spawn)$')"
	check "$name has no stack that can be executed" "$(readelf -lW "$program" | grep 'GNU_STACK.*RWE')"
done
echo "1..$count"
exit "$failed"
