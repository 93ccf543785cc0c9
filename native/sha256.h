/* SHA-256 (FIPS 180-4). */
#ifndef NSATLAS_SHA256_H
#define NSATLAS_SHA256_H

#include <stddef.h>

enum { SHA256_TEXT = 64 };

/* In lower-case hexadecimal, ended by a NUL. */
void sha256_text(const void *bytes, size_t length, char ret_text[SHA256_TEXT + 1]);

#endif
