/* iconv of the C library; it reads no locale when both names are given. */
#include "format/charset.h"

#include <errno.h>
#include <iconv.h>

#include "base/utf8.h"

static bool convert(struct str bytes, const char *from, struct buf *out)
{
	enum { ROOM = 4096 };
	iconv_t converter = iconv_open("UTF-8", from);
	if (converter == (iconv_t)-1)
		return false;
	char *in = (char *)(uintptr_t)bytes.data; /* iconv writes nothing there */
	size_t left = bytes.size;
	bool done = false;
	while (!done) {
		char *to = buf_reserve(out, ROOM);
		size_t room = ROOM;
		size_t result = iconv(converter, &in, &left, &to, &room);
		out->size += ROOM - room;
		out->data[out->size] = '\0';
		if (result == (size_t)-1 && errno != E2BIG)
			break;
		done = result != (size_t)-1;
	}
	iconv_close(converter);
	return done;
}

bool charset_to_utf8(struct str bytes, struct buf *out)
{
	if (str_starts_with(bytes, STR("\xFF\xFE")) || str_starts_with(bytes, STR("\xFE\xFF")))
		return convert(bytes, "UTF-16", out);
	if (utf8_first_invalid(bytes) != SIZE_MAX)
		return convert(bytes, "GB18030", out);
	buf_add(out, bytes);
	return true;
}
