/* The only file that knows jansson. */
#include "format/json.h"

#include <jansson.h>

#include "base/memory.h"
#include "base/utf8.h"

static struct json_t *check(struct json_t *value)
{
	if (!value)
		memory_stop("a JSON value could not be made");
	return value;
}

struct json_t *json_new_object(void)
{
	return check(json_object());
}
struct json_t *json_new_array(void)
{
	return check(json_array());
}
struct json_t *json_new_number(long long number)
{
	return check(json_integer(number));
}
struct json_t *json_new_boolean(bool value)
{
	return check(json_boolean(value));
}
struct json_t *json_new_null(void)
{
	return check(json_null());
}

/* Names of files are any bytes: what is no UTF-8 among them is shown as U+FFFD. */
static struct json_t *repaired_text(struct str text)
{
	struct buf b = BUF_INIT;
	for (size_t invalid; (invalid = utf8_first_invalid(text)) != SIZE_MAX;) {
		buf_add(&b, str_slice(text, 0, invalid));
		buf_add_utf8(&b, 0xFFFD);
		text = str_slice(text, invalid + 1, text.size);
	}
	buf_add(&b, text);
	struct json_t *json = check(json_stringn(buf_str(&b).data, b.size));
	buf_release(&b);
	return json;
}

struct json_t *json_new_text(struct str text)
{
	struct json_t *json = json_stringn(text.data ? text.data : "", text.size);
	return json ? json : repaired_text(text);
}

void json_set(struct json_t *object, const char *key, struct json_t *value)
{
	if (json_object_set_new(object, key, value) < 0)
		memory_stop("a JSON value could not be made");
}

void json_set_str(struct json_t *object, struct str key, struct json_t *value)
{
	struct buf b = BUF_INIT;
	buf_add(&b, key);
	json_set(object, buf_str(&b).data, value);
	buf_release(&b);
}

void json_push(struct json_t *array, struct json_t *value)
{
	if (json_array_append_new(array, value) < 0)
		memory_stop("a JSON value could not be made");
}

static int append(const char *bytes, size_t size, void *context)
{
	buf_add(context, (struct str){bytes, size});
	return 0;
}

void json_finish(struct json_t *top, struct buf *out)
{
	json_dump_callback(top, append, out, JSON_INDENT(2) | JSON_ENCODE_ANY);
	buf_add_char(out, '\n');
	json_decref(top);
}

void json_finish_canonical(struct json_t *top, struct buf *out)
{
	json_dump_callback(top, append, out, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
	json_decref(top);
}

void json_free(struct json_t *value)
{
	json_decref(value);
}
