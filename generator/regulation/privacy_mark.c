/* Everything here looks only at the line around the words, and for columns at the
 * lines below: it runs where a word was found, which is rare. */
#include "regulation/privacy_mark.h"

#include "base/utf8.h"
#include "regulation/privacy_number.h"

/* --- lines ----------------------------------------------------------------- */

/* Longer lines are looked at in part: nobody writes a mark or an address beyond. */
enum { LINE_MOST = 2000 };

static size_t line_begin(const struct spot *s)
{
	size_t at = s->begin;
	while (at > s->from && s->begin - at < LINE_MOST && s->text.data[at - 1] != '\n')
		at--;
	return at;
}

static size_t line_end(const struct spot *s)
{
	size_t at = s->end;
	while (at < s->text.size && at - s->end < LINE_MOST && s->text.data[at] != '\n')
		at++;
	return at;
}

static bool starts_with_any(struct str s, const struct str *words, size_t count, size_t *size)
{
	for (size_t i = 0; i < count; i++)
		if (str_starts_with(s, words[i])) {
			*size = words[i].size;
			return true;
		}
	return false;
}

#define STARTS_WITH_ANY(s, words, size) \
	starts_with_any((s), (words), sizeof(words) / sizeof *(words), (size))

static bool has_any(struct str s, const struct str *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_find(s, words[i], 0) != SIZE_MAX)
			return true;
	return false;
}

#define HAS_ANY(s, words) has_any((s), (words), sizeof(words) / sizeof *(words))

/* The size of blanks, markup and brackets that `s` begins with. */
static size_t markup_size(struct str s)
{
	static const struct str signs[] = {
		STR_INIT("　"), STR_INIT("【"), STR_INIT("】"), STR_INIT("〔"), STR_INIT("〕"),
		STR_INIT("（"), STR_INIT("）"), STR_INIT("［"), STR_INIT("］"), STR_INIT("\u00A0"),
	};
	size_t at = 0, size;
	while (at < s.size) {
		if (strchr(" \t\r#>*-|+_~`()[]\"'", s.data[at]) && s.data[at])
			at++;
		else if (STARTS_WITH_ANY(str_slice(s, at, s.size), signs, &size))
			at += size;
		else
			break;
	}
	return at;
}

static bool is_markup(struct str s)
{
	return markup_size(s) == s.size;
}

/* --- secrets --------------------------------------------------------------- */

static size_t blank_size(struct str s)
{
	size_t at = 0;
	while (at < s.size) {
		struct str rest = str_slice(s, at, s.size);
		if (s.data[at] == ' ' || s.data[at] == '\t')
			at++;
		else if (str_starts_with(rest, STR("　")))
			at += 3;
		else
			break;
	}
	return at;
}

/* `10年`, `６个月`, `长期`: the size of a term that `s` begins with; 0: none. */
static size_t term_size(struct str s)
{
	static const struct str units[] = {STR_INIT("年"), STR_INIT("个月"), STR_INIT("月")};
	size_t at = 0, size;
	int digit;
	if (str_starts_with(s, STR("长期")))
		return STR("长期").size;
	while (number_is_digit(s, at, &digit, &size))
		at += size;
	at += at ? blank_size(str_slice(s, at, s.size)) : 0;
	return at && STARTS_WITH_ANY(str_slice(s, at, s.size), units, &size) ? at + size : 0;
}

/* Whether the line says before the mark what it is: `密级：`. */
static bool is_named_level(struct str before)
{
	static const struct str names[] = {STR_INIT("密级"), STR_INIT("保密级别"),
	                                   STR_INIT("密级和保密期限"), STR_INIT("密级及保密期限")};
	before = str_trim(before);
	while (str_ends_with(before, STR("　")))
		before = str_trim(str_slice(before, 0, before.size - 3));
	if (str_ends_with(before, STR("：")))
		before.size -= 3;
	else if (str_ends_with(before, STR(":")) || str_ends_with(before, STR("|")))
		before.size--;
	else
		return false;
	before = str_trim(before);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_ends_with(before, names[i]))
			return true;
	return false;
}

/* The second character of a mark may stand apart from its first: `机　密`. */
static bool take_second(struct spot *s)
{
	struct str rest = str_slice(s->text, s->end, s->text.size);
	size_t blank = blank_size(rest);
	if (blank > 12 || !str_starts_with(str_slice(rest, blank, rest.size), STR("密")))
		return false;
	s->end += blank + 3;
	return true;
}

bool mark_is_secret(struct spot *s)
{
	static const struct str stars[] = {STR_INIT("★"), STR_INIT("☆"), STR_INIT("✩"),
	                                   STR_INIT("＊")};
	static const struct str level = STR_INIT("级");
	size_t size;
	if (!take_second(s))
		return false;
	struct str before = str_slice(s->text, line_begin(s), s->begin);
	struct str after = str_slice(s->text, s->end, line_end(s));
	size_t blank = blank_size(after);
	struct str next = str_slice(after, blank, after.size);
	if (STARTS_WITH_ANY(next, stars, &size)) {
		next = str_slice(next, size, next.size);
		size_t gap = blank_size(next);
		size_t term = term_size(str_slice(next, gap, next.size));
		s->end += blank + size + (term ? gap + term : 0);
		return true;
	}
	bool is_named = is_named_level(before);
	if (!is_named && !is_markup(before))
		return false;
	if (is_named && str_starts_with(after, level)) {
		after = str_slice(after, 3, after.size);
		s->end += 3;
	}
	size_t gap = markup_size(after), term = term_size(str_slice(after, gap, after.size));
	s->end += term ? gap + term : 0;
	return is_markup(str_slice(after, term ? gap + term : 0, after.size));
}

/* --- stamps ---------------------------------------------------------------- */

bool mark_is_stamp(const struct spot *s)
{
	static const struct str openings[] = {STR_INIT("（"), STR_INIT("("),  STR_INIT("【"),
	                                      STR_INIT("["),  STR_INIT("〔"), STR_INIT("［")};
	static const struct str endings[] = {
		STR_INIT("）"), STR_INIT(")"),  STR_INIT("】"), STR_INIT("]"),  STR_INIT("〕"),
		STR_INIT("］"), STR_INIT("，"), STR_INIT(","),  STR_INIT("　"), STR_INIT(" "),
		STR_INIT("★"),  STR_INIT("！"), STR_INIT("!")};
	static const struct str advice[] = {STR_INIT("注意保"),   STR_INIT("妥善保"),
	                                    STR_INIT("严禁外传"), STR_INIT("请勿外传"),
	                                    STR_INIT("不得外传"), STR_INIT("禁止外传"),
	                                    STR_INIT("注意保密")};
	struct str before = str_slice(s->text, line_begin(s), s->begin);
	struct str after = str_slice(s->text, s->end, line_end(s));
	size_t size;
	if (is_markup(before) && (is_markup(after) || HAS_ANY(str_slice(after, 0, 36), advice)))
		return true;
	for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
		if (str_ends_with(before, openings[i]))
			return STARTS_WITH_ANY(after, endings, &size);
	return false;
}

/* --- lists and homes ------------------------------------------------------- */

static size_t count_of(struct str s, char c, size_t most)
{
	size_t n = 0;
	for (size_t i = 0; i < s.size && n < most; i++)
		n += s.data[i] == c;
	return n;
}

bool mark_is_in_list(const struct spot *s)
{
	struct str line = str_slice(s->text, line_begin(s), line_end(s));
	struct str words = str_trim(line);
	size_t digits = 0, size;
	int digit;
	if (s->is_table || count_of(line, '\t', 1) || count_of(line, ',', 2) == 2 ||
	    count_of(line, '|', 2) == 2)
		return true;
	if (words.size > 2 && strchr("-*+", words.data[0]) && words.data[1] == ' ')
		return true;
	while (number_is_digit(words, digits, &digit, &size))
		digits += size;
	static const struct str ends[] = {STR_INIT(". "), STR_INIT(") "), STR_INIT("、"),
	                                  STR_INIT("．")};
	return digits > 0 && digits <= 9 &&
	       STARTS_WITH_ANY(str_slice(words, digits, words.size), ends, &size);
}

/* Whether a number, be it Chinese, ends before byte `at` (or begins there). */
static bool is_number_sign(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19) || c == 0x96F6 ||
	       c == 0x4E00 || c == 0x4E8C || c == 0x4E09 || c == 0x56DB || c == 0x4E94 ||
	       c == 0x516D || c == 0x4E03 || c == 0x516B || c == 0x4E5D || c == 0x5341 ||
	       c == 0x3007;
}

/* The size of `- 3` or `501`, with blanks and hyphens before, at the start of `s`. */
static size_t number_size(struct str s)
{
	size_t at = 0, behind = 0;
	while (at < s.size) {
		size_t before = at;
		uint32_t c = utf8_next(s, &at);
		if (is_number_sign(c))
			behind = at;
		else if (!(c == ' ' || c == '-' || (c == 0x2014)) || before > 12)
			break;
	}
	return behind;
}

static bool ends_with_number(struct str s)
{
	return s.size && is_number_sign(utf8_before(s, s.size));
}

/* Whether one of the words stands behind a number: `3栋`. */
static bool has_numbered(struct str s, const struct str *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t at = 0; (at = str_find(s, words[i], at)) != SIZE_MAX; at++)
			if (ends_with_number(str_slice(s, 0, at)))
				return true;
	return false;
}

#define HAS_NUMBERED(s, words) has_numbered((s), (words), sizeof(words) / sizeof *(words))

/* What stands in front of the words, back to the last blank, comma or cell. */
static size_t address_begin(const struct spot *s)
{
	static const struct str stops[] = {STR_INIT("，"), STR_INIT("。"), STR_INIT("；"),
	                                   STR_INIT("："), STR_INIT("、"), STR_INIT("　"),
	                                   STR_INIT("（")};
	size_t at = s->begin, least = line_begin(s);
	while (at > least && s->begin - at < 150) {
		if (strchr("|,;:\t\"(", s->text.data[at - 1]))
			break;
		struct str before = str_slice(s->text, least, at);
		bool stops_here = false;
		for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
			stops_here |= str_ends_with(before, stops[i]);
		if (stops_here)
			break;
		at--;
	}
	while (at < s->begin && strchr(" -*+>", s->text.data[at]))
		at++;
	return at;
}

/* Whether what stands before the words, `place`, and behind them makes a home. */
static bool is_door(const struct spot *s, struct str place, size_t *behind)
{
	static const struct str houses[] = {STR_INIT("栋"), STR_INIT("幢"), STR_INIT("号楼"),
	                                    STR_INIT("座"), STR_INIT("楼"), STR_INIT("号")};
	static const struct str quarters[] = {
		STR_INIT("小区"), STR_INIT("花园"), STR_INIT("家园"), STR_INIT("公寓"),
		STR_INIT("新村"), STR_INIT("苑"),   STR_INIT("宿舍"), STR_INIT("家属院"),
		STR_INIT("名城"), STR_INIT("华府"), STR_INIT("佳园"), STR_INIT("新城"),
		STR_INIT("社区"), STR_INIT("单元")};
	static const struct str doors[] = {STR_INIT("号"), STR_INIT("户"), STR_INIT("室")};
	struct str words = str_slice(s->text, s->begin, s->end);
	struct str after = str_slice(s->text, s->end, line_end(s));
	size_t number = number_size(after), size = 0;
	bool has_door = number &&
	                STARTS_WITH_ANY(str_slice(after, number, after.size), doors, &size);
	*behind = s->end + (number ? number + (has_door ? size : 0) : 0);
	if (str_equal(words, STR("单元")))
		return HAS_NUMBERED(place, houses) && number > 0;
	if (str_equal(words, STR("室"))) {
		*behind = s->end;
		return HAS_ANY(place, quarters) && HAS_NUMBERED(place, houses);
	}
	static const struct str villages[] = {STR_INIT("村"), STR_INIT("屯"), STR_INIT("嘎查")};
	return HAS_ANY(place, villages) && has_door;
}

bool mark_is_home(struct spot *s)
{
	static const struct str names[] = {STR_INIT("住"), STR_INIT("户籍"), STR_INIT("户口"),
	                                   STR_INIT("居所")};
	static const struct str offices[] = {STR_INIT("办公"), STR_INIT("单位地址"),
	                                     STR_INIT("窗口"), STR_INIT("大厅")};
	/* `办公室`, `领导小组`: most are no door, and cost nothing more */
	if (!ends_with_number(str_slice(s->text, s->from, s->begin)))
		return false;
	size_t begin = address_begin(s), behind;
	struct str place = str_slice(s->text, begin, s->begin);
	size_t line = line_begin(s);
	struct str before = str_slice(s->text, begin - line > 60 ? begin - 60 : line, s->begin);
	if (HAS_ANY(before, offices) || !is_door(s, place, &behind))
		return false;
	if (!mark_is_in_list(s) && !HAS_ANY(before, names))
		return false;
	s->begin = begin;
	s->end = behind;
	return true;
}

/* --- columns --------------------------------------------------------------- */

/* Cuts the next cell off a row; quotes keep a comma together. */
static bool next_cell(struct str *rest, char separator, struct str *cell)
{
	if (str_is_null(*rest))
		return false;
	bool is_quoted = false;
	size_t at = 0;
	while (at < rest->size && (is_quoted || rest->data[at] != separator)) {
		is_quoted ^= separator == ',' && rest->data[at] == '"';
		at++;
	}
	*cell = str_slice(*rest, 0, at);
	*rest = at < rest->size ? str_slice(*rest, at + 1, rest->size) : STR_NULL;
	return true;
}

/* Whether the cell of that column says something; a mask or a dash does not. */
static bool has_value(struct str row, char separator, size_t column)
{
	static const struct str nothing[] = {STR_INIT("—"), STR_INIT("无"), STR_INIT("略"),
	                                     STR_INIT("／")};
	struct str cell;
	for (size_t i = 0; next_cell(&row, separator, &cell); i++)
		if (i == column) {
			cell = str_trim(cell);
			for (size_t k = 0; k < sizeof nothing / sizeof *nothing; k++)
				if (str_equal(cell, nothing[k]))
					return false;
			size_t at = 0;
			while (at < cell.size && strchr("-:/\" *_.", cell.data[at]))
				at++;
			return at < cell.size;
		}
	return false;
}

bool mark_is_column(struct spot *s)
{
	static const char separators[] = {'\t', '|', ','};
	size_t first = line_begin(s), last = line_end(s), column = 0, filled = 0;
	struct str row = str_slice(s->text, first, last), cell, rest = row;
	char separator = 0;
	for (size_t i = 0; i < sizeof separators && !separator; i++)
		if (count_of(row, separators[i], 1))
			separator = separators[i];
	if (!separator)
		return false;
	while (next_cell(&rest, separator, &cell)) {
		if (s->begin >= (size_t)(cell.data - s->text.data) &&
		    s->end <= (size_t)(cell.data - s->text.data) + cell.size)
			break;
		column++;
	}
	/* a heading says little more than what the column holds */
	if (utf8_count(str_trim(cell)) > 12)
		return false;
	rest = str_slice(s->text, last + 1, last + 20 * LINE_MOST);
	struct str line;
	for (size_t lines = 0; lines < 20 && filled < 3 && str_next_line(&rest, &line); lines++) {
		if (!count_of(line, separator, 1))
			break;
		filled += has_value(str_slice(line, 0, LINE_MOST), separator, column);
	}
	return filled == 3;
}
