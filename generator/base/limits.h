/* Every ceiling of mulu in one place. A limit exists so that hostile or broken
 * input gets a message instead of a machine without memory; each has a test.
 * Sizes are bytes unless the name says otherwise. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#include <stddef.h>

#define KIB ((size_t)1024)
#define MIB (1024 * KIB)

/* one content file (front matter and body) */
#define LIMIT_FILE (4 * MIB)
/* front matter between the fences; a data file such as catalogue.yaml may be larger */
#define LIMIT_FRONT_MATTER (64 * KIB)
#define LIMIT_YAML_FILE    (4 * MIB)
/* nesting of mappings and sequences; libyaml is quadratic in flow nesting */
#define LIMIT_YAML_DEPTH 32
#define LIMIT_YAML_NODES 200000
/* Markdown: the inputs in which the installed cmark-gfm is quadratic or worse */
#define LIMIT_BODY            (256 * KIB)
#define LIMIT_TABLE_COLUMNS   64
#define LIMIT_BLOCK_NESTING   32
#define LIMIT_PARAGRAPH_LINES 5000
#define LIMIT_MARKUP_OPENERS  1000
#define LIMIT_MARKDOWN_MEMORY (64 * MIB)
/* a growing buffer; a page or a report beyond it is a bug or an attack */
#define LIMIT_BUFFER (512 * MIB)
/* an attachment that mulu publishes */
#define LIMIT_ATTACHMENT (64 * MIB)
/* a CSV attachment that a page shows as a table; a larger one is only offered */
#define LIMIT_SHOWN_TABLE   (512 * KIB)
#define LIMIT_SHOWN_ROWS    1000
#define LIMIT_SHOWN_COLUMNS 40
/* personal data and marks that are reported of one file */
#define LIMIT_HITS_PER_FILE 200
/* templates: Lua memory of a worker, work of a page in (roughly) VM instructions */
#define LIMIT_LUA_MEMORY    (256 * MIB)
#ifdef MULU_LUA_STEPS /* instrumented builds: the same seconds, fewer steps */
#define LIMIT_LUA_STEPS MULU_LUA_STEPS
#else
#define LIMIT_LUA_STEPS 200000000
#endif
#define LIMIT_INCLUDE_DEPTH 32
/* one rendered page; a little more if escaping makes its last value longer */
#define LIMIT_PAGE (64 * MIB)
/* diagnostics shown of one code before the rest collapses into a total */
#define LIMIT_SHOWN_PER_CODE  20
#define LIMIT_WORKERS         64
#define LIMIT_CATALOGUE_DEPTH 8
/* units of a term that mulu calendar reckons */
#define LIMIT_TERM 10000

#endif
