#!/bin/sh
# What runs inside a target's namespaces must load nothing there: no name service, no locale, no module.
join=$NSATLAS_BUILD/nsatlas-join
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

check "nsatlas-join asks no interpreter and no library" "$(readelf -ld "$join" | grep -E 'INTERP|NEEDED')"
check "nsatlas-join knows no name service, no loader, no character set" \
	"$(nm "$join" | grep -E ' (getpw|getgr|getspnam|getaddrinfo|gethostby|initgroups|dlopen|dlsym|iconv|setlocale|nss)')"
check "nsatlas-join allocates nothing and starts no shell" "$(nm "$join" | grep -E ' (malloc|calloc|realloc|popen|system|posix_spawn)$')"
check "nsatlas-join has no stack that can be executed" "$(readelf -lW "$join" | grep 'GNU_STACK.*RWE')"
echo "1..$count"
exit "$failed"
