#include <criterion/criterion.h>

#include "format/json.h"

Test(json, writes_values_in_the_order_they_came)
{
	struct buf b = BUF_INIT;
	struct json_t *top = json_new_object(), *list = json_new_array();
	buf_add_text(&b, "before\n");
	json_set(top, "z", json_new_number(-9007199254740993));
	json_set_str(top, STR("标题"), json_new_text(STR("说“好” \"\\/\x01\n")));
	json_push(list, json_new_boolean(true));
	json_push(list, json_new_boolean(false));
	json_push(list, json_new_null());
	json_push(list, json_new_object());
	json_push(list, json_new_array());
	json_push(list, json_new_text(STR_NULL));
	json_set(top, "a", list);
	json_set(top, "z", json_new_number(1));
	json_finish(top, &b);
	cr_expect_str_eq(b.data, "before\n"
	                         "{\n"
	                         "  \"z\": 1,\n"
	                         "  \"标题\": \"说“好” \\\"\\\\/\\u0001\\n\",\n"
	                         "  \"a\": [\n"
	                         "    true,\n"
	                         "    false,\n"
	                         "    null,\n"
	                         "    {},\n"
	                         "    [],\n"
	                         "    \"\"\n"
	                         "  ]\n"
	                         "}\n");
	buf_clear(&b);
	json_finish(json_new_text(STR("a\0b")), &b);
	cr_expect_str_eq(b.data, "\"a\\u0000b\"\n", "a lone value, and a NUL within a text");
	buf_release(&b);
}

Test(json, shows_bytes_that_are_no_utf8_as_replaced)
{
	struct buf b = BUF_INIT;
	json_finish(json_new_text(STR("目" "\xFF" "录" "\xE5\x85")), &b);
	cr_expect_str_eq(b.data, "\"目\xEF\xBF\xBD录\xEF\xBF\xBD\xEF\xBF\xBD\"\n");
	buf_release(&b);
}

Test(json, stops_at_a_key_that_is_no_utf8, .exit_code = 3)
{
	json_set_str(json_new_object(), STR("\xFF"), json_new_null());
}
