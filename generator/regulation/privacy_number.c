/* A run of digits is cut into groups; the patterns of groups that make a number are
 * rows of a table. What stands around decides the rest: part of a longer word, an
 * address on the web, an amount, or a number that is named as something else. */
#include "regulation/privacy_number.h"

#include "base/date.h"
#include "base/utf8.h"

enum { DIGITS = 48, GROUPS = 16 };

/* --- the numbers themselves ------------------------------------------------ */

static bool is_province(int code)
{
	static const uint8_t codes[] = {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34,
	                                35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
	                                53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83};
	for (size_t i = 0; i < sizeof codes; i++)
		if (codes[i] == code)
			return true;
	return false;
}

static int number_at(struct str digits, size_t at, size_t size)
{
	int n = 0;
	for (size_t i = at; i < at + size; i++)
		n = n * 10 + (digits.data[i] - '0');
	return n;
}

bool number_is_identity(struct str digits, int32_t as_of)
{
	static const uint8_t weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	int sum = 0;
	if (digits.size != 18)
		return false;
	for (size_t i = 0; i < 17; i++) {
		if (digits.data[i] < '0' || digits.data[i] > '9')
			return false;
		sum += (digits.data[i] - '0') * weights[i];
	}
	struct civil birth = {number_at(digits, 6, 4), number_at(digits, 10, 2),
	                      number_at(digits, 12, 2)};
	return "10X98765432"[sum % 11] == digits.data[17] && is_province(number_at(digits, 0, 2)) &&
	       birth.year >= 1800 && date_is_valid(birth) && date_from_civil(birth) <= as_of;
}

bool number_is_card(struct str digits)
{
	/* beginnings of issuers' numbers, with the lengths they have */
	static const struct {
		int from, to;
		size_t digits, least, most;
	} issuers[] = {
		{62, 62, 2, 14, 19}, /* UnionPay */
		{4, 4, 1, 16, 16},   /* Visa, and older cards of banks of the mainland: */
		{4, 4, 1, 13, 13},           {4, 4, 1, 19, 19},
		{51, 55, 2, 16, 16},                                /* Mastercard */
		{3528, 3589, 4, 16, 16},                            /* JCB */
		{34, 34, 2, 15, 15},                                /* American Express */
		{37, 37, 2, 15, 15},         {300, 305, 3, 14, 14}, /* Diners Club */
		{36, 36, 2, 14, 14},         {38, 39, 2, 14, 14},
		{95588, 95599, 5, 19, 19},   /* ICBC, ABC before UnionPay */
		{601382, 601382, 6, 19, 19}, /* BOC */
		{60, 60, 2, 16, 16},         /* UnionPay and Discover */
	};
	bool is_plausible = false;
	int sum = 0;
	if (digits.size < 13 || digits.size > 19)
		return false;
	for (size_t i = 0; i < sizeof issuers / sizeof *issuers; i++) {
		int first = number_at(digits, 0, issuers[i].digits);
		is_plausible |= first >= issuers[i].from && first <= issuers[i].to &&
		                digits.size >= issuers[i].least && digits.size <= issuers[i].most;
	}
	for (size_t i = 0; i < digits.size; i++) {
		int d = digits.data[digits.size - 1 - i] - '0';
		d = i % 2 ? d * 2 : d;
		sum += d > 9 ? d - 9 : d;
	}
	return is_plausible && sum % 10 == 0;
}

bool number_is_credit_code(struct str code)
{
	static const char signs[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	static const uint8_t weights[] = {1,  3,  9,  27, 19, 26, 16, 17, 20,
	                                  29, 25, 13, 8,  24, 10, 30, 28};
	int sum = 0, last = 0;
	if (code.size != 18)
		return false;
	for (size_t i = 0; i < 18; i++) {
		const char *sign = code.data[i] ? strchr(signs, code.data[i]) : NULL;
		if (!sign)
			return false;
		last = (int)(sign - signs);
		sum += i < 17 ? last * weights[i] : 0;
	}
	return last == (31 - sum % 31) % 31;
}

static bool is_mobile(struct str digits)
{
	return digits.size == 11 && digits.data[0] == '1' && digits.data[1] >= '3';
}

/* --- a run of digits ------------------------------------------------------- */

/* Digits as ASCII, in groups, with the bytes they came from. */
struct run {
	struct str text;
	int32_t as_of;
	char digits[DIGITS + 1];   /* an X that ends an identity number is one, too */
	size_t at[DIGITS + 1];     /* the byte each begins at … */
	size_t behind[DIGITS + 1]; /* … and the one behind it */
	size_t count;
	uint8_t sizes[GROUPS]; /* digits of each group */
	bool hyphens[GROUPS];  /* whether a hyphen, not a blank, stands before it */
	size_t groups;
	bool is_too_long;
};

bool number_is_digit(struct str text, size_t at, int *digit, size_t *size)
{
	const unsigned char *p = (const unsigned char *)text.data + at;
	if (at < text.size && p[0] >= '0' && p[0] <= '9') {
		*digit = p[0] - '0';
		*size = 1;
		return true;
	}
	/* U+FF10 to U+FF19 */
	if (at + 2 < text.size && p[0] == 0xEF && p[1] == 0xBC && p[2] >= 0x90 && p[2] <= 0x99) {
		*digit = p[2] - 0x90;
		*size = 3;
		return true;
	}
	return false;
}

/* One blank or hyphen between two digits: how many bytes; 0: none. */
static size_t separator_at(struct str text, size_t at, bool *is_hyphen)
{
	static const struct str separators[] = {STR_INIT(" "),  STR_INIT("-"),      STR_INIT("　"),
	                                        STR_INIT("－"), STR_INIT("\u00A0"), STR_INIT("‑")};
	for (size_t i = 0; i < sizeof separators / sizeof *separators; i++)
		if (str_starts_with(str_slice(text, at, text.size), separators[i])) {
			*is_hyphen = i == 1 || i == 3 || i == 5;
			return separators[i].size;
		}
	return 0;
}

static void add_digit(struct run *r, char digit, size_t at, size_t size)
{
	if (r->count == DIGITS) {
		r->is_too_long = true;
		return;
	}
	r->digits[r->count] = digit;
	r->at[r->count] = at;
	r->behind[r->count++] = at + size;
	r->sizes[r->groups - 1]++;
}

/* Reads groups from `at` on and returns the byte behind the last. */
static size_t read_run(struct run *r, size_t at)
{
	int digit;
	size_t size, next;
	r->groups = 1;
	for (;;) {
		while (number_is_digit(r->text, at, &digit, &size)) {
			add_digit(r, (char)('0' + digit), at, size);
			at += size;
		}
		bool is_hyphen = false;
		next = separator_at(r->text, at, &is_hyphen);
		if (next == 0 || r->groups == GROUPS || r->count > DIGITS - 20 ||
		    !number_is_digit(r->text, at + next, &digit, &size))
			return at;
		r->hyphens[r->groups] = is_hyphen;
		r->sizes[r->groups++] = 0;
		at += next;
	}
}

/* --- what stands around ---------------------------------------------------- */

static bool is_ascii_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_';
}

/* Words that name a number although they touch it: `TEL13800138000`. */
static bool ends_with_name(struct str before)
{
	static const struct str names[] = {STR_INIT("tel"), STR_INIT("phone"), STR_INIT("mobile"),
	                                   STR_INIT("mob"), STR_INIT("id"),    STR_INIT("no")};
	size_t begin = before.size;
	while (begin > 0 && before.size - begin < 8 && is_ascii_word(before.data[begin - 1]))
		begin--;
	struct str word = str_slice(before, begin, before.size);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (word.size == names[i].size &&
		    strncasecmp(word.data, names[i].data, word.size) == 0)
			return true;
	return false;
}

/* Whether it is a part of something longer: a word, a decimal, an identifier. */
static bool is_part(const struct run *r, size_t first, size_t last)
{
	struct str text = r->text;
	size_t begin = r->at[first], end = r->behind[last];
	char before = begin > 0 ? text.data[begin - 1] : ' ';
	char after = end < text.size ? text.data[end] : ' ';
	char next = end + 1 < text.size ? text.data[end + 1] : ' ';
	if (is_ascii_word(before) && !ends_with_name(str_slice(text, 0, begin)))
		return true;
	if (before == '.' && begin > 1 && is_ascii_word(text.data[begin - 2]))
		return true;
	/* `doc-138-2024-0012`, `files/13800138000` */
	char farther = begin > 1 ? text.data[begin - 2] : ' ';
	if (first == 0 && before == '-' && is_ascii_word(farther))
		return true;
	if (before == '/' && is_ascii_word(farther) && (farther < '0' || farther > '9'))
		return true;
	return is_ascii_word(after) || (after == '.' && is_ascii_word(next));
}

/* The words just before it, back to where another statement begins. */
static struct str context_of(const struct run *r, size_t first)
{
	static const char stops[] = "\n\t|,;";
	size_t begin = r->at[first], at = begin;
	struct str text = r->text;
	while (at > 0 && begin - at < 60 && !strchr(stops, text.data[at - 1])) {
		struct str before = str_slice(text, 0, at);
		if (str_ends_with(before, STR("，")) || str_ends_with(before, STR("。")) ||
		    str_ends_with(before, STR("；")) || str_ends_with(before, STR("、")))
			break;
		at--;
	}
	return str_slice(text, at, begin);
}

static bool has_any(struct str text, const struct str *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_find(text, words[i], 0) != SIZE_MAX)
			return true;
	return false;
}

#define HAS_ANY(text, words) has_any((text), (words), sizeof(words) / sizeof *(words))

/* Whether the words before name it as a number of a thing. */
static bool is_named_otherwise(struct str context, enum number_kind kind)
{
	static const struct str things[] = {
		STR_INIT("编号"),   STR_INIT("文号"),   STR_INIT("索引号"), STR_INIT("代码"),
		STR_INIT("流水号"), STR_INIT("批号"),   STR_INIT("案号"),   STR_INIT("订单"),
		STR_INIT("单号"),   STR_INIT("备案号"), STR_INIT("注册号"), STR_INIT("合同号"),
		STR_INIT("证号"),   STR_INIT("序列号"), STR_INIT("登记号"), STR_INIT("许可"),
		STR_INIT("QQ"),     STR_INIT("设备号"), STR_INIT("条形码"), STR_INIT("发票"),
	};
	static const struct str phones[] = {STR_INIT("电话"), STR_INIT("手机"), STR_INIT("联系"),
	                                    STR_INIT("致电"), STR_INIT("拨打"), STR_INIT("短信")};
	static const struct str cards[] = {STR_INIT("卡"), STR_INIT("账"), STR_INIT("帐"),
	                                   STR_INIT("银行")};
	static const struct str codes[] = {STR_INIT("信用代码"), STR_INIT("机构代码")};
	if (kind == NUMBER_IDENTITY)
		return HAS_ANY(context, codes);
	if (kind == NUMBER_MOBILE && HAS_ANY(context, phones))
		return false;
	if (kind == NUMBER_CARD && HAS_ANY(context, cards))
		return false;
	return HAS_ANY(context, things);
}

/* `15012345678元`, `13812345678.50`. */
static bool is_amount(const struct run *r, size_t last)
{
	static const struct str units[] = {STR_INIT("元"),   STR_INIT("万"),  STR_INIT("亿"),
	                                   STR_INIT("%"),    STR_INIT("吨"),  STR_INIT("千克"),
	                                   STR_INIT("平方"), STR_INIT("立方")};
	struct str after = str_trim(str_slice(r->text, r->behind[last], r->text.size));
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (str_starts_with(after, units[i]))
			return true;
	return false;
}

static bool is_in_url(const struct run *r, size_t first)
{
	size_t at = r->at[first], begin = at;
	while (at > 0 && begin - at < 300 && (unsigned char)r->text.data[at - 1] > ' ' &&
	       !strchr("<>\"'()|", r->text.data[at - 1]))
		at--;
	return str_find(str_slice(r->text, at, begin), STR("://"), 0) != SIZE_MAX;
}

/* --- patterns -------------------------------------------------------------- */

/* Sizes of groups that make one number; longer ones come first. */
static const struct shape {
	enum number_kind kind;
	uint8_t sizes[6];
} shapes[] = {
	{NUMBER_CARD, {4, 4, 4, 4, 3}},
	{NUMBER_CARD, {4, 4, 4, 4, 2}},
	{NUMBER_CARD, {4, 4, 4, 4, 1}},
	{NUMBER_CARD, {4, 4, 4, 4}},
	{NUMBER_CARD, {6, 13}},
	{NUMBER_CARD, {4, 6, 5}},
	{NUMBER_IDENTITY, {6, 4, 4, 4}},
	{NUMBER_IDENTITY, {6, 8, 4}},
	{NUMBER_IDENTITY, {18}},
	{NUMBER_MOBILE, {3, 4, 4}},
	{NUMBER_MOBILE, {11}},
	{NUMBER_CARD, {19}},
	{NUMBER_CARD, {18}},
	{NUMBER_CARD, {17}},
	{NUMBER_CARD, {16}},
	{NUMBER_CARD, {15}},
	{NUMBER_CARD, {14}},
	{NUMBER_CARD, {13}},
};

/* How many groups from `group` on have the sizes of the shape; 0: not so. */
static size_t fits(const struct run *r, size_t group, const struct shape *shape)
{
	size_t i = 0;
	while (i < sizeof shape->sizes && shape->sizes[i]) {
		if (group + i >= r->groups || r->sizes[group + i] != shape->sizes[i])
			return 0;
		i++;
	}
	return i;
}

static bool is_number(const struct run *r, enum number_kind kind, size_t first, size_t size)
{
	struct str digits = {r->digits + first, size};
	if (kind == NUMBER_IDENTITY)
		return number_is_identity(digits, r->as_of);
	if (memchr(digits.data, 'X', size))
		return false;
	return kind == NUMBER_MOBILE ? is_mobile(digits) : number_is_card(digits);
}

/* Whether a group before or behind is joined to it by a hyphen: `0571-13812345678`
 * is no mobile number, `86-13812345678` is. */
static bool is_joined(const struct run *r, size_t group, size_t groups, size_t first)
{
	if (group + groups < r->groups && r->hyphens[group + groups])
		return true;
	if (group == 0 || !r->hyphens[group])
		return false;
	size_t size = r->sizes[group - 1];
	return !(size >= 2 && size <= 4 && r->digits[first - 2] == '8' &&
	         r->digits[first - 1] == '6');
}

static bool is_personal(const struct run *r, enum number_kind kind, size_t first, size_t last)
{
	if (is_part(r, first, last) || is_named_otherwise(context_of(r, first), kind))
		return false;
	return kind == NUMBER_IDENTITY || (!is_amount(r, last) && !is_in_url(r, first));
}

/* `+8613812345678` and `008613812345678`: the digits of the country are no part. */
static size_t country_size(const struct run *r, size_t group, size_t first)
{
	size_t size = r->sizes[group];
	const char *d = r->digits + first;
	if (size == 13 && d[0] == '8' && d[1] == '6' && r->at[first] > 0 &&
	    r->text.data[r->at[first] - 1] == '+')
		return 2;
	return size == 15 && memcmp(d, "0086", 4) == 0 ? 4 : 0;
}

/* Tries to read a number from `group` on; returns how many groups it has. */
static size_t try_group(struct run *r, size_t group, size_t first, struct number *out)
{
	size_t country = country_size(r, group, first);
	if (country && is_number(r, NUMBER_MOBILE, first + country, 11) &&
	    !is_joined(r, group, 1, first)) {
		size_t last = first + country + 10;
		*out = (struct number){NUMBER_MOBILE, r->at[first + country], r->behind[last]};
		return is_part(r, first, last) ? 0 : 1;
	}
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		size_t groups = fits(r, group, &shapes[i]), size = 0;
		for (size_t k = 0; k < groups; k++)
			size += shapes[i].sizes[k];
		if (!groups || !is_number(r, shapes[i].kind, first, size) ||
		    is_joined(r, group, groups, first) ||
		    !is_personal(r, shapes[i].kind, first, first + size - 1))
			continue;
		*out = (struct number){shapes[i].kind, r->at[first], r->behind[first + size - 1]};
		return groups;
	}
	return 0;
}

/* The X behind 17 digits, or behind the last three of groups. */
static size_t take_check_letter(struct run *r, size_t at)
{
	static const struct str letters[] = {STR_INIT("X"), STR_INIT("x"), STR_INIT("Ｘ"),
	                                     STR_INIT("ｘ")};
	size_t last = r->sizes[r->groups - 1];
	if ((last != 17 && !(last == 3 && r->groups > 2)) || r->count == DIGITS)
		return at;
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		if (str_starts_with(str_slice(r->text, at, r->text.size), letters[i])) {
			add_digit(r, 'X', at, letters[i].size);
			return at + letters[i].size;
		}
	return at;
}

size_t number_scan(struct str text, size_t at, int32_t as_of, struct number out[NUMBERS_MOST],
                   size_t *count)
{
	struct run r;
	r.text = text;
	r.as_of = as_of;
	r.count = 0;
	r.is_too_long = false;
	r.sizes[0] = 0;
	r.hyphens[0] = false;
	*count = 0;
	at = read_run(&r, at);
	if (r.is_too_long || r.count < 11)
		return at;
	at = take_check_letter(&r, at);
	size_t first = 0;
	for (size_t group = 0; group < r.groups && *count < NUMBERS_MOST;) {
		size_t groups = try_group(&r, group, first, &out[*count]);
		*count += groups > 0;
		for (size_t end = group + (groups ? groups : 1); group < end; group++)
			first += r.sizes[group];
	}
	return at;
}
