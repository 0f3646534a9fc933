/* The only file that knows PCRE2. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "catalog/pattern.h"

#include <pcre2.h>
#include <stdlib.h>

#include "base/memory.h"

struct pattern {
	pcre2_code *code;
	pcre2_match_context *context; /* only read while matching */
};

struct pattern *pattern_compile(struct str source, struct arena *arena, size_t *error_at,
                                struct str *error)
{
	int number;
	PCRE2_SIZE at;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)source.data, source.size,
	                                 PCRE2_UTF | PCRE2_UCP | PCRE2_DOLLAR_ENDONLY, &number, &at,
	                                 NULL);
	if (!code) {
		PCRE2_UCHAR words[256];
		pcre2_get_error_message(number, words, sizeof words);
		*error = str_copy(arena, str_from((const char *)words));
		*error_at = at;
		return NULL;
	}
	struct pattern *p = memory_new(1, sizeof *p);
	p->code = code;
	p->context = pcre2_match_context_create(NULL);
	if (!p->context)
		memory_stop("out of memory (内存不足)");
	pcre2_set_match_limit(p->context, 100000);
	pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); /* only an optimisation: may fail */
	return p;
}

void pattern_free(struct pattern *p)
{
	if (!p)
		return;
	pcre2_match_context_free(p->context);
	pcre2_code_free(p->code);
	free(p);
}

bool pattern_matches(const struct pattern *p, struct str text)
{
	PCRE2_SPTR subject = (PCRE2_SPTR)(text.data ? text.data : "");
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	if (!data)
		memory_stop("out of memory (内存不足)");
	int found = pcre2_match(p->code, subject, text.size, 0, PCRE2_NO_UTF_CHECK, data,
	                        p->context);
	pcre2_match_data_free(data);
	return found >= 0;
}
