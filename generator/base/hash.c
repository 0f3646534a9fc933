/* The only file that knows libcrypto. */
#include "base/hash.h"

#include <openssl/evp.h>
#include <pthread.h>

#include "base/memory.h"

/* Fetching the algorithm costs more than hashing a page: once a process. */
static pthread_once_t fetched = PTHREAD_ONCE_INIT;
static EVP_MD *algorithm;

static void fetch_algorithm(void)
{
	algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
}

struct hash hash_sha256(struct str bytes)
{
	struct hash h;
	unsigned size = 0;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	pthread_once(&fetched, fetch_algorithm);
	if (!context || !algorithm || !EVP_DigestInit_ex(context, algorithm, NULL) ||
	    !EVP_DigestUpdate(context, bytes.data ? bytes.data : "", bytes.size) ||
	    !EVP_DigestFinal_ex(context, h.bytes, &size) || size != sizeof h.bytes)
		memory_stop("libcrypto has no SHA-256");
	EVP_MD_CTX_free(context);
	return h;
}

void hash_to_hex(const struct hash *h, char out[65])
{
	static const char hex[] = "0123456789abcdef";
	for (size_t i = 0; i < sizeof h->bytes; i++) {
		out[2 * i] = hex[h->bytes[i] >> 4];
		out[2 * i + 1] = hex[h->bytes[i] & 15];
	}
	out[64] = '\0';
}

static uint64_t load(const char *from, size_t size)
{
	uint64_t word = 0;
	memcpy(&word, from, size);
	return word;
}

static uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * 0xD6E8FEB86659FD93u;
	return h ^ h >> 32;
}

/* What is left of a text, fewer than eight bytes, as one word; loads of a fixed size
 * overlap instead of a call for so few. */
static uint64_t load_rest(const char *rest, size_t left)
{
	if (left >= 4)
		return load(rest, 4) | load(rest + left - 4, 4) << 32;
	if (left >= 2)
		return load(rest, 2) | load(rest + left - 2, 2) << 16;
	return left ? (unsigned char)*rest : 0;
}

/* Eight bytes a step; multiply and fold as in wyhash, without its tables. */
uint64_t hash_quick(struct str bytes)
{
	uint64_t h = 0x9E3779B97F4A7C15u ^ bytes.size;
	size_t i = 0;
	for (; i + 8 <= bytes.size; i += 8)
		h = mix(h, load(bytes.data + i, 8));
	return mix(h, load_rest(bytes.data + i, bytes.size - i));
}
