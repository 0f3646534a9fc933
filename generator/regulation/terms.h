/* The office's own word list, content/regulation/terms.yaml: words that must not or
 * should not be published, where they are allowed, and the sites that links may
 * lead to. The grammar stands in content/regulation/README.md. */
#ifndef REGULATION_TERMS_H
#define REGULATION_TERMS_H

#include "base/diag.h"
#include "catalog/source.h"

#define TERMS_FILE "content/regulation/terms.yaml"

struct term_word {
	struct str word;
	struct str use; /* what to write instead; may be null */
	struct str basis;
	enum diag_level level;
	struct str *except; /* phrases in which it is allowed */
	size_t except_count;
	int32_t since, until; /* days; INT32_MIN and INT32_MAX where open */
};

struct terms {
	struct term_word *items;
	size_t count;
	struct str *domains; /* where links may lead; none: anywhere */
	size_t domain_count;
};

/* Reads the file into memory of `arena`; problems go to `sink`. Without the file
 * there are no words. */
void terms_read(struct terms *terms, struct source *source, struct arena *arena,
                struct diag_sink *sink);

#endif
