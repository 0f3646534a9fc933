/* The ends follow GFM's autolink extension, except that it lets an address run
 * into Chinese text. */
#include "format/markdown_bare.h"

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static bool is_address(char c)
{
	return c > ' ' && c < 0x7F && c != '<' && c != '>' && c != '"';
}

static bool is_local(char c)
{
	return is_alnum(c) || (c && strchr("._+-", c));
}

static bool is_domain(char c)
{
	return is_alnum(c) || (c && strchr(".-_", c));
}

/* Without punctuation that belongs to the sentence: a `)` only when no `(` of the
 * address needs it. */
static size_t trim_end(struct str text, size_t begin, size_t end)
{
	size_t opened = 0, closed = 0;
	for (size_t i = begin; i < end; i++) {
		opened += text.data[i] == '(';
		closed += text.data[i] == ')';
	}
	for (; end > begin; end--) {
		char c = text.data[end - 1];
		if (c == ')' && closed > opened)
			closed--;
		else if (!strchr(".,;:!?*_~'", c))
			break;
	}
	return end;
}

static bool find_web(struct str text, size_t begin, size_t host, struct markdown_bare *found)
{
	if (begin > 0 && is_alnum(text.data[begin - 1]))
		return false;
	if (host >= text.size || !is_alnum(text.data[host]))
		return false;
	size_t end = host;
	while (end < text.size && is_address(text.data[end]))
		end++;
	found->begin = begin;
	found->end = trim_end(text, host, end);
	return found->end > host;
}

static bool find_scheme(struct str text, size_t from, size_t at, struct markdown_bare *found)
{
	static const struct str schemes[] = {STR_INIT("https"), STR_INIT("http")};
	struct str before = str_slice(text, from, at), behind = str_slice(text, at, SIZE_MAX);
	if (!str_starts_with(behind, STR("://")))
		return false;
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (before.size >= schemes[i].size &&
		    strncasecmp(before.data + before.size - schemes[i].size, schemes[i].data,
		                schemes[i].size) == 0)
			return find_web(text, at - schemes[i].size, at + 3, found);
	return false;
}

static bool find_www(struct str text, size_t at, struct markdown_bare *found)
{
	found->prefix = STR("http://");
	if (!str_starts_with(str_slice(text, at, SIZE_MAX), STR("www.")) ||
	    !find_web(text, at, at + 4, found))
		return false;
	/* a host below www: "www.x" alone is no address */
	struct str host = str_slice(text, at + 4, found->end);
	size_t dot = str_find(host, STR("."), 0);
	return dot != SIZE_MAX && dot + 1 < host.size;
}

static bool find_mail(struct str text, size_t from, size_t at, struct markdown_bare *found)
{
	size_t begin = at, end = at + 1, dots = 0;
	while (begin > from && is_local(text.data[begin - 1]))
		begin--;
	for (; end < text.size && is_domain(text.data[end]); end++)
		dots += text.data[end] == '.';
	for (; end > at + 1 && strchr(".-_", text.data[end - 1]); end--)
		dots -= text.data[end - 1] == '.';
	*found = (struct markdown_bare){begin, end, STR("mailto:")};
	return begin < at && dots > 0 && end > at + 1 && is_alnum(text.data[at + 1]);
}

bool markdown_find_bare(struct str text, size_t from, size_t at, struct markdown_bare *found)
{
	*found = (struct markdown_bare){0, 0, STR("")};
	switch (text.data[at]) {
	case ':': return find_scheme(text, from, at, found);
	case 'w': return find_www(text, at, found);
	default: return find_mail(text, from, at, found);
	}
}
