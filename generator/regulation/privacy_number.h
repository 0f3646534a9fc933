/* Numbers that belong to a person, told from the many that do not: identity numbers
 * (GB 11643), mobile numbers, bank cards (ISO/IEC 7812). Digits may be full-width and
 * in groups with a blank or hyphen between. */
#ifndef REGULATION_PRIVACY_NUMBER_H
#define REGULATION_PRIVACY_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum number_kind { NUMBER_NONE, NUMBER_IDENTITY, NUMBER_MOBILE, NUMBER_CARD };

struct number {
	enum number_kind kind;
	size_t begin, end; /* bytes of the text */
};

enum { NUMBERS_MOST = 8 };

/* Looks at the digits that begin at byte `at` of `text`, up to the last that belongs
 * to the run, and returns the byte behind it. What was found goes to `out`. People
 * are born up to the day `as_of`. */
size_t number_scan(struct str text, size_t at, int32_t as_of, struct number out[NUMBERS_MOST],
                   size_t *count);

/* Whether byte `at` begins a digit, be it a full-width one; `*size` are its bytes. */
bool number_is_digit(struct str text, size_t at, int *digit, size_t *size);

/* 18 characters: region, day of birth and check digit (ISO 7064 MOD 11-2). */
bool number_is_identity(struct str digits, int32_t as_of);

/* Luhn's sum, and a first run of digits that issuers of cards use with that length. */
bool number_is_card(struct str digits);

/* Unified social credit code: 18 characters, GB 32100 (MOD 31-3). No personal data. */
bool number_is_credit_code(struct str code);

#endif
