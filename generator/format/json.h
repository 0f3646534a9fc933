/* JSON documents for machines, through jansson. A value that is put into another
 * belongs to it; json_finish() writes the top one and frees all. Bytes of a text that
 * are no UTF-8 become U+FFFD. */
#ifndef FORMAT_JSON_H
#define FORMAT_JSON_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

struct json_t;

struct json_t *json_new_object(void);
struct json_t *json_new_array(void);
struct json_t *json_new_text(struct str text);
struct json_t *json_new_number(long long number);
struct json_t *json_new_boolean(bool value);
struct json_t *json_new_null(void);

/* Puts `value` under `key` / at the end; keys keep the order they came in. */
void json_set(struct json_t *object, const char *key, struct json_t *value);
void json_set_str(struct json_t *object, struct str key, struct json_t *value);
void json_push(struct json_t *array, struct json_t *value);

/* Frees a value that was put into none and will not be written. */
void json_free(struct json_t *value);

/* Appends the document, indented by two, with a line end, and frees it. */
void json_finish(struct json_t *top, struct buf *out);

/* Appends the document in the one form that is hashed, keys in byte order, no blanks,
 * no line end, and frees it. */
void json_finish_canonical(struct json_t *top, struct buf *out);

#endif
