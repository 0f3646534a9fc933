/* Digests that are written down: manifests and content hashes. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/str.h"

struct hash {
	unsigned char bytes[32];
};

/* SHA-256 (FIPS 180-4) of the bytes. */
struct hash hash_sha256(struct str bytes);

/* The 64 lower-case hexadecimal digits of `h`, and a NUL. */
void hash_to_hex(const struct hash *h, char out[65]);

/* A fast 64-bit digest of the bytes, for noticing a change within one run. */
uint64_t hash_quick(struct str bytes);

#endif
