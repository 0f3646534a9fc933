#include <criterion/criterion.h>

#include "base/buf.h"
#include "base/hash.h"

/* The examples of NIST (FIPS 180-4) and the empty text. */
Test(hash, agrees_with_the_standard)
{
	static const struct {
		struct str text;
		const char *hex;
	} cases[] = {
		{STR_INIT(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{{NULL, 0}, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{STR_INIT("abc"),
	         "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{STR_INIT("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
	         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
	};
	char hex[65];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct hash h = hash_sha256(cases[i].text);
		hash_to_hex(&h, hex);
		cr_expect_str_eq(hex, cases[i].hex);
	}
	struct buf million = BUF_INIT;
	buf_reserve(&million, 1000000);
	for (int i = 0; i < 1000000; i++)
		buf_add_char(&million, 'a');
	struct hash h = hash_sha256(buf_str(&million));
	hash_to_hex(&h, hex);
	cr_expect_str_eq(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	buf_release(&million);
}

Test(hash, notices_every_changed_byte)
{
	char text[40];
	memset(text, 'a', sizeof text);
	size_t same = 0;
	for (size_t size = 0; size <= sizeof text; size++) {
		uint64_t whole = hash_quick((struct str){text, size});
		same += size && whole == hash_quick((struct str){text, size - 1});
		for (size_t i = 0; i < size; i++)
			for (int bit = 0; bit < 8; bit++) {
				text[i] = (char)(text[i] ^ 1 << bit);
				same += whole == hash_quick((struct str){text, size});
				text[i] = (char)(text[i] ^ 1 << bit);
			}
	}
	cr_expect_eq(same, 0);
	cr_expect_eq(hash_quick(STR_NULL), hash_quick(STR("")));
	cr_expect_neq(hash_quick(STR("a")), hash_quick(STR("a\0")));
	/* where it lies in memory has no say */
	char shifted[41];
	memcpy(shifted + 1, text, sizeof text);
	cr_expect_eq(hash_quick((struct str){shifted + 1, 40}), hash_quick((struct str){text, 40}));
}
