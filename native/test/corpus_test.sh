#!/bin/sh
# Every fuzz target reads what its corpus keeps, and a quarter of a second of changed pieces of that.
mkdir -p build/fuzz
exec "$NSATLAS_BUILD/replay" fuzz/corpus 250
