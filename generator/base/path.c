/* Path arithmetic on text. */
#include "base/path.h"

struct str path_join(struct arena *arena, struct str a, struct str b)
{
	if (a.size == 0)
		return str_copy(arena, b);
	return STR_JOIN(arena, a, STR("/"), b);
}

static size_t last_slash(struct str path)
{
	for (size_t i = path.size; i > 0; i--)
		if (path.data[i - 1] == '/')
			return i - 1;
	return SIZE_MAX;
}

struct str path_directory(struct str path)
{
	size_t slash = last_slash(path);
	return slash == SIZE_MAX ? STR("") : str_slice(path, 0, slash);
}

struct str path_name(struct str path)
{
	size_t slash = last_slash(path);
	return slash == SIZE_MAX ? path : str_slice(path, slash + 1, path.size);
}

struct str path_extension(struct str path)
{
	struct str name = path_name(path);
	for (size_t i = name.size; i > 1; i--)
		if (name.data[i - 1] == '.')
			return str_slice(name, i - 1, name.size);
	return STR("");
}

struct str path_resolve(struct arena *arena, struct str from, struct str relative)
{
	if (relative.size && relative.data[0] == '/')
		return STR_NULL;
	struct str joined = path_join(arena, from, relative);
	char *out = arena_text(arena, joined.size + 1);
	size_t used = 0;
	struct str rest = joined, piece;
	while (str_next_piece(&rest, '/', &piece)) {
		if (piece.size == 0 || str_equal(piece, STR(".")))
			continue;
		if (str_equal(piece, STR(".."))) {
			if (used == 0)
				return STR_NULL;
			size_t slash = last_slash((struct str){out, used});
			used = slash == SIZE_MAX ? 0 : slash;
			continue;
		}
		if (used)
			out[used++] = '/';
		memcpy(out + used, piece.data, piece.size);
		used += piece.size;
	}
	out[used] = '\0';
	return (struct str){out, used};
}

void path_add_relative_url(struct buf *b, struct str from, struct str to)
{
	size_t shared = 0; /* just behind the last `/` both have in common */
	for (size_t i = 0; i < from.size && i < to.size && from.data[i] == to.data[i]; i++)
		if (from.data[i] == '/')
			shared = i + 1;
	bool climbed = false;
	for (size_t i = shared; i < from.size; i++) {
		if (from.data[i] != '/')
			continue;
		buf_add(b, STR("../"));
		climbed = true;
	}
	struct str rest = str_slice(to, shared, to.size);
	size_t hash = str_find(rest, STR("#"), 0);
	struct str anchor = hash == SIZE_MAX ? STR("") : str_slice(rest, hash, rest.size);
	rest = str_slice(rest, 0, hash);
	if (rest.size == 0 && !climbed && anchor.size == 0)
		buf_add(b, STR("./"));
	/* a first segment with a colon would read as a scheme */
	size_t colon = str_find(rest, STR(":"), 0), slash = str_find(rest, STR("/"), 0);
	if (!climbed && colon != SIZE_MAX && colon < slash)
		buf_add(b, STR("./"));
	path_add_url(b, rest);
	buf_add(b, anchor);
}

/* RFC 3986: pchar and the slash, by a table, for every address of every page goes
 * through it. */
static bool is_url_safe(unsigned char c)
{
#define TEN(c)                                                                      \
	[c] = true, [c + 1] = true, [c + 2] = true, [c + 3] = true, [c + 4] = true, \
	[c + 5] = true, [c + 6] = true, [c + 7] = true, [c + 8] = true, [c + 9] = true
#define LETTERS(a)                                                                               \
	TEN(a), TEN(a + 10), [a + 20] = true, [a + 21] = true, [a + 22] = true, [a + 23] = true, \
				  [a + 24] = true, [a + 25] = true
	static const bool safe[256] = {
		LETTERS('A'),  LETTERS('a'), TEN('0'),     ['!'] = true, ['$'] = true, ['&'] = true,
		['\''] = true, ['('] = true, [')'] = true, ['*'] = true, ['+'] = true, [','] = true,
		['-'] = true,  ['.'] = true, ['/'] = true, [':'] = true, [';'] = true, ['='] = true,
		['@'] = true,  ['_'] = true, ['~'] = true,
	};
	return safe[c];
}

void path_add_url(struct buf *b, struct str path)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t from = 0;
	for (size_t i = 0; i < path.size; i++) {
		unsigned char c = (unsigned char)path.data[i];
		if (is_url_safe(c))
			continue;
		char escape[3] = {'%', hex[c >> 4], hex[c & 15]};
		buf_add(b, str_slice(path, from, i));
		buf_add(b, (struct str){escape, 3});
		from = i + 1;
	}
	buf_add(b, str_slice(path, from, path.size));
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

struct str path_decode_url(struct arena *arena, struct str url)
{
	char *out = arena_text(arena, url.size + 1);
	size_t n = 0;
	for (size_t i = 0; i < url.size; i++) {
		if (url.data[i] != '%') {
			out[n++] = url.data[i];
			continue;
		}
		int high = i + 2 < url.size ? hex_value(url.data[i + 1]) : -1;
		int low = i + 2 < url.size ? hex_value(url.data[i + 2]) : -1;
		if (high < 0 || low < 0 || (high == 0 && low == 0))
			return STR_NULL;
		out[n++] = (char)(high << 4 | low);
		i += 2;
	}
	out[n] = '\0';
	return (struct str){out, n};
}

bool path_is_safe_name(struct str name)
{
	if (name.size == 0 || name.size > 255)
		return false;
	if (str_equal(name, STR(".")) || str_equal(name, STR("..")))
		return false;
	for (size_t i = 0; i < name.size; i++) {
		unsigned char c = (unsigned char)name.data[i];
		if (c < 0x20 || c == 0x7F || c == '/' || c == '\\')
			return false;
	}
	return true;
}
