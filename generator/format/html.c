/* Escaping. Every function scans for the next byte that is special in its place
 * by one table look-up a byte and copies the run before it at once, because most
 * text holds nothing special and this is the hottest loop of a build. */
#include "format/html.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* In which places a byte may not stand as it is. */
enum { TEXT = 1, ATTRIBUTE = 2, URL = 4, COMPONENT = 8, XML = 16, JSON = 32 };

/* Several rows share C0 controls and bytes outside ASCII. */
#define CONTROL (URL | COMPONENT | XML | JSON)
#define BLANK   (URL | COMPONENT | JSON) /* tab, LF, CR: XML allows them */
#define BEYOND  (URL | COMPONENT)

static const unsigned char special[256] = {
	[0x00] = CONTROL,
	[0x01] = CONTROL,
	[0x02] = CONTROL,
	[0x03] = CONTROL,
	[0x04] = CONTROL,
	[0x05] = CONTROL,
	[0x06] = CONTROL,
	[0x07] = CONTROL,
	[0x08] = CONTROL,
	['\t'] = BLANK,
	['\n'] = BLANK,
	[0x0B] = CONTROL,
	[0x0C] = CONTROL,
	['\r'] = BLANK,
	[0x0E] = CONTROL,
	[0x0F] = CONTROL,
	[0x10] = CONTROL,
	[0x11] = CONTROL,
	[0x12] = CONTROL,
	[0x13] = CONTROL,
	[0x14] = CONTROL,
	[0x15] = CONTROL,
	[0x16] = CONTROL,
	[0x17] = CONTROL,
	[0x18] = CONTROL,
	[0x19] = CONTROL,
	[0x1A] = CONTROL,
	[0x1B] = CONTROL,
	[0x1C] = CONTROL,
	[0x1D] = CONTROL,
	[0x1E] = CONTROL,
	[0x1F] = CONTROL,
	[0x7F] = URL | COMPONENT,
	[' '] = URL | COMPONENT,
	['!'] = COMPONENT,
	['"'] = ATTRIBUTE | URL | COMPONENT | XML | JSON,
	['#'] = COMPONENT,
	['$'] = COMPONENT,
	['%'] = URL | COMPONENT,
	['&'] = TEXT | ATTRIBUTE | URL | COMPONENT | XML | JSON,
	['\''] = ATTRIBUTE | URL | COMPONENT | XML,
	['('] = COMPONENT,
	[')'] = COMPONENT,
	['*'] = COMPONENT,
	['+'] = COMPONENT,
	[','] = COMPONENT,
	['/'] = COMPONENT,
	[':'] = COMPONENT,
	[';'] = COMPONENT,
	['<'] = TEXT | ATTRIBUTE | URL | COMPONENT | XML | JSON,
	['='] = COMPONENT,
	['>'] = TEXT | ATTRIBUTE | URL | COMPONENT | XML | JSON,
	['?'] = COMPONENT,
	['@'] = COMPONENT,
	['['] = COMPONENT,
	['\\'] = URL | COMPONENT | JSON,
	[']'] = COMPONENT,
	['^'] = URL | COMPONENT,
	['`'] = URL | COMPONENT,
	['{'] = URL | COMPONENT,
	['|'] = URL | COMPONENT,
	['}'] = URL | COMPONENT,
#define FOUR(n)    [n] = BEYOND, [n + 1] = BEYOND, [n + 2] = BEYOND, [n + 3] = BEYOND
#define SIXTEEN(n) FOUR(n), FOUR(n + 4), FOUR(n + 8), FOUR(n + 12)
	SIXTEEN(0x80),
	SIXTEEN(0x90),
	SIXTEEN(0xA0),
	SIXTEEN(0xB0),
	SIXTEEN(0xC0),
	SIXTEEN(0xD0),
	/* U+2028, U+2029 begin with E2; U+FFFE, U+FFFF with EF */
	[0xE0] = BEYOND,
	[0xE1] = BEYOND,
	[0xE2] = BEYOND | JSON,
	[0xE3] = BEYOND,
	FOUR(0xE4),
	FOUR(0xE8),
	[0xEC] = BEYOND,
	[0xED] = BEYOND,
	[0xEE] = BEYOND,
	[0xEF] = BEYOND | XML,
	SIXTEEN(0xF0),
};

static const struct str entities[128] = {
	['&'] = STR_INIT("&amp;"), ['<'] = STR_INIT("&lt;"),   ['>'] = STR_INIT("&gt;"),
	['"'] = STR_INIT("&#34;"), ['\''] = STR_INIT("&#39;"),
};

#ifdef MULU_MUTATION
static bool is_muted(const char *name)
{
	const char *muted = getenv("MULU_MUTE");
	return muted && strcmp(muted, name) == 0;
}
#else
#define is_muted(name) false
#endif

/* Copies up to the next byte that is special in `place`; false at the end. */
static inline bool copy_run(struct buf *b, struct str *s, unsigned place)
{
	size_t n = 0;
	/* in these places only ASCII is special */
	bool skips = place == TEXT || place == ATTRIBUTE;
	for (; n < s->size; n++) {
		if (skips && (n = utf8_next_ascii(*s, n)) == s->size)
			break;
		if (special[(unsigned char)s->data[n]] & place)
			break;
	}
	if (n)
		buf_add(b, (struct str){s->data, n});
	s->data += n;
	s->size -= n;
	return s->size > 0;
}

static void skip(struct str *s, size_t bytes)
{
	s->data += bytes;
	s->size -= bytes;
}

static void add_with_entities(struct buf *b, struct str s, unsigned place)
{
	while (copy_run(b, &s, place)) {
		buf_add(b, entities[(unsigned char)s.data[0]]);
		skip(&s, 1);
	}
}

void html_add_text(struct buf *b, struct str s)
{
	if (is_muted("escape_text"))
		buf_add(b, s);
	else
		add_with_entities(b, s, TEXT);
}

void html_add_attribute(struct buf *b, struct str s)
{
	if (is_muted("escape_attribute"))
		buf_add(b, s);
	else
		add_with_entities(b, s, ATTRIBUTE);
}

static void add_percent(struct buf *b, unsigned char c)
{
	static const char digits[] = "0123456789ABCDEF";
	const char code[3] = {'%', digits[c >> 4], digits[c & 15]};
	buf_add(b, (struct str){code, sizeof code});
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

void html_add_url(struct buf *b, struct str url)
{
	if (is_muted("escape_url")) {
		buf_add(b, url);
		return;
	}
	while (copy_run(b, &url, URL)) {
		unsigned char c = (unsigned char)url.data[0];
		if (c == '&' || c == '\'')
			buf_add(b, entities[c]);
		else if (c == '%' && url.size > 2 && is_hex(url.data[1]) && is_hex(url.data[2]))
			buf_add_char(b, '%');
		else
			add_percent(b, c);
		skip(&url, 1);
	}
}

void html_add_url_component(struct buf *b, struct str s)
{
	if (is_muted("escape_component")) {
		buf_add(b, s);
		return;
	}
	while (copy_run(b, &s, COMPONENT)) {
		add_percent(b, (unsigned char)s.data[0]);
		skip(&s, 1);
	}
}

void html_add_xml(struct buf *b, struct str s)
{
	if (is_muted("escape_xml")) {
		buf_add(b, s);
		return;
	}
	while (copy_run(b, &s, XML)) {
		unsigned char c = (unsigned char)s.data[0];
		size_t size = 1;
		if (c < 0x20) {
			buf_add_utf8(b, 0xFFFD);
		} else if (c < 0x80) {
			buf_add(b, entities[c]);
		} else if (str_starts_with(s, STR("\xEF\xBF\xBE")) ||
		           str_starts_with(s, STR("\xEF\xBF\xBF"))) {
			buf_add_utf8(b, 0xFFFD);
			size = 3;
		} else {
			buf_add_char(b, (char)c);
		}
		skip(&s, size);
	}
}

static void add_json_escape(struct buf *b, unsigned char c)
{
	static const char letters[128] = {['"'] = '"',  ['\\'] = '\\', ['\n'] = 'n', ['\r'] = 'r',
	                                  ['\t'] = 't', ['\b'] = 'b',  ['\f'] = 'f'};
	if (letters[c]) {
		const char escape[2] = {'\\', letters[c]};
		buf_add(b, (struct str){escape, sizeof escape});
	} else {
		buf_format(b, "\\u%04x", c);
	}
}

void html_add_json_string(struct buf *b, struct str s)
{
	buf_add_char(b, '"');
	if (is_muted("escape_json")) {
		buf_add(b, s);
		skip(&s, s.size);
	}
	while (copy_run(b, &s, JSON)) {
		unsigned char c = (unsigned char)s.data[0];
		size_t size = 1;
		if (c < 0x80) {
			add_json_escape(b, c);
		} else if (str_starts_with(s, STR("\xE2\x80\xA8")) ||
		           str_starts_with(s, STR("\xE2\x80\xA9"))) {
			buf_format(b, "\\u20%02x", (unsigned char)s.data[2] - 0x80);
			size = 3;
		} else {
			buf_add_char(b, (char)c);
		}
		skip(&s, size);
	}
	buf_add_char(b, '"');
}

/* The next byte that a browser looks at, -1 at the end. */
static int next_visible(struct str *s)
{
	while (s->size > 0) {
		unsigned char c = (unsigned char)s->data[0];
		skip(s, 1);
		if (c > 0x20 && c != 0x7F)
			return c;
	}
	return -1;
}

static bool is_safe_scheme(const char *scheme, size_t size)
{
	static const struct str safe[] = {STR_INIT("https"), STR_INIT("http"), STR_INIT("mailto"),
	                                  STR_INIT("tel")};
	for (size_t i = 0; i < sizeof safe / sizeof safe[0]; i++)
		if (str_equal(safe[i], (struct str){scheme, size}))
			return true;
	return false;
}

bool html_is_safe_url(struct str url)
{
	if (is_muted("safe_url"))
		return true;
	char scheme[8]; /* longer than any that is safe */
	size_t size = 0;
	bool slash = false;
	for (int c; (c = next_visible(&url)) != -1;) {
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		bool inner = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
		if (c == '/' || c == '\\') {
			if (slash)
				return false;
			if (size > 0)
				return true;
			slash = true;
			continue;
		}
		if (slash)
			return true;
		if (c == ':')
			return size == 0 || is_safe_scheme(scheme, size < sizeof scheme ? size : 0);
		if (!letter && !(inner && size > 0))
			return true; /* cannot be a scheme any more */
		if (size < sizeof scheme)
			scheme[size++] = (char)(letter ? c | 0x20 : c);
	}
	return true;
}
