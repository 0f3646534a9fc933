/* Options are rows; getopt_long, help and completion are made from them. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/date.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/workers.h"
#include "command/command.h"

struct option_row {
	char letter; /* also the value getopt_long gives */
	const char *name, *value;
	const char *zh, *en;
};

static const struct option_row rows[] = {
	{'r', "root", "DIR", "站点根目录（默认：最近的含 content/site.yaml 的上级目录）",
         "the site's root (default: the nearest parent with content/site.yaml)"},
	{'o', "out", "DIR", "发布到的目录（默认：根目录下的 public/）",
         "directory to publish into (default: public/ in the root)"},
	{'F', "form", "NAME", "哪一种表单（默认：条目所属类型的第一种）",
         "which form (default: the first of the item's type)"},
	{'B', "blank", NULL, "不填写，供手写", "leave it blank, for the pen"},
	{'O', "out", "FILE", "写入的文件（默认：标准输出）",
         "file to write (default: standard output)"},
	{'c', "cache", "DIR", "缓存目录（默认：根目录下的 .mulu/；结果从不依赖它）",
         "cache directory (default: .mulu/ in the root; never needed for a right result)"},
	{'j', "jobs", "N", "线程数（默认：处理器个数）", "number of threads (default: processors)"},
	{'d', "as-of", "DATE", "以这一天为准（默认：site.yaml 的 as_of，否则今天）",
         "judge as of this day (default: as_of of site.yaml, else today)"},
	{'p', "profile", "NAME", "规范方案（默认：site.yaml 的 profile）",
         "regulation profile (default: profile of site.yaml)"},
	{'a', "audience", "WHO", "给谁看：public 或 internal", "for whom: public or internal"},
	{'D', "due", "DAYS", "只列出已逾期的，和这么多个工作日内到期的",
         "only what is overdue or falls due within so many working days"},
	{'W', "write-baseline", NULL, "把现有问题写入 content/regulation/baseline.yaml，一年内接受",
         "accept today's problems for a year: write content/regulation/baseline.yaml"},
	{'A', "responsibility", NULL, "区分责任：事实、审批、所适用的条款；证据不全的不认定",
         "who answers: facts, approvals and the clause; undetermined where evidence is missing"},
	{'i', "staged", NULL, "检查暂存区（下一次提交的内容）",
         "judge the index: what the next commit will hold"},
	{'v', "commit", "REV", "生成这个版本，而不是工作区",
         "build this revision instead of the work tree"},
	{'S', "step", "ROLE", "审批环节，如 section_head 或 股室负责人",
         "the step, such as section_head"},
	{'Y', "by", "ID", "岗位编号，如 p-11（默认：git 邮箱对应的岗位）",
         "the role holder such as p-11 (default: who commits with this address)"},
	{'N', "opinion", "WORD", "意见：agree（默认）、return 或 object",
         "the opinion: agree (default), return or object"},
	{'E', "evidence", "TEXT", "凭证：paper:… 或 forge:…", "the evidence: paper:… or forge:…"},
	{'R', "reason", "TEXT", "撤下原因", "the reason for the withdrawal"},
	{'K', "kind", "WORD", "撤下类型（见词表 withdrawn_kinds）",
         "the kind of withdrawal (vocabulary withdrawn_kinds)"},
	{'X', "no-commit", NULL, "只改文件，不提交", "edit the file and do not commit"},
	{'s', "strict", NULL, "警告也算错误", "warnings count as errors"},
	{'f', "format", "F", "输出格式", "output format"},
	{'q', "quiet", NULL, "只报告错误", "report errors only"},
	{'l', "lang", "zh|en", "提示语言（默认 zh；也可用 MULU_LANG）",
         "language of messages (default zh; also MULU_LANG)"},
	{'h', "help", NULL, "显示帮助", "show this help"},
};
enum { ROWS = sizeof rows / sizeof *rows };

static const char common[] = "rlhfqdpj";

static bool takes(const struct command *command, char letter)
{
	return strchr(common, letter) || strchr(command->takes, letter);
}

enum language options_language(int argc, char **argv)
{
	const char *words = getenv("MULU_LANG");
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			words = argv[i + 1];
		else if (strncmp(argv[i], "--lang=", 7) == 0)
			words = argv[i] + 7;
	}
	return words && strcmp(words, "en") == 0 ? LANGUAGE_EN : LANGUAGE_ZH;
}

int options_refuse(const struct options *o, const char *zh, const char *en, const char *what)
{
	fprintf(stderr, "mulu: %s%s%s\n", o->language == LANGUAGE_EN ? en : zh,
	        o->language == LANGUAGE_EN ? ": " : "：", what);
	return EXIT_USAGE;
}

void options_print_help(const struct command *command, enum language language)
{
	bool english = language == LANGUAGE_EN;
	printf(english ? "Usage: mulu %s %s\n%s\n\n" : "用法：mulu %s %s\n%s\n\n", command->name,
	       command->arguments, english ? command->en : command->zh);
	for (size_t i = 0; i < ROWS; i++) {
		const struct option_row *row = &rows[i];
		char left[40];
		if (!takes(command, row->letter))
			continue;
		snprintf(left, sizeof left, "--%s %s", row->name, row->value ? row->value : "");
		printf("  %-18s %s", left, english ? row->en : row->zh);
		if (row->letter == 'f')
			printf("%s%s", english ? ": " : "：", command->formats);
		putchar('\n');
	}
}

/* --- values ---------------------------------------------------------------- */

static bool has_word(const char *words, const char *word)
{
	size_t size = strlen(word);
	for (const char *p = words; (p = strstr(p, word)); p += size)
		if ((p == words || p[-1] == ' ') && (p[size] == ' ' || p[size] == '\0'))
			return size > 0;
	return false;
}

static int set(const struct command *command, struct options *o, char letter, char *value)
{
	uint64_t number;
	switch (letter) {
	case 'r': o->root = value; break;
	case 'o':
	case 'O': o->out = value; break;
	case 'F': o->form = value; break;
	case 'B': o->is_blank = true; break;
	case 'c': o->cache = value; break;
	case 's': o->is_strict = true; break;
	case 'W': o->writes_baseline = true; break;
	case 'A': o->is_responsibility = true; break;
	case 'S': o->step = str_from(value); break;
	case 'Y': o->by = str_from(value); break;
	case 'N': o->opinion = str_from(value); break;
	case 'E': o->evidence = str_from(value); break;
	case 'R': o->reason = str_from(value); break;
	case 'K': o->kind = str_from(value); break;
	case 'X': o->no_commit = true; break;
	case 'i': o->is_staged = true; break;
	case 'v': o->commit = str_from(value); break;
	case 'q': o->is_quiet = true; break;
	case 'p': o->profile = str_from(value); break;
	case 'j':
		if (!str_to_number(str_from(value), 64, &number) || number == 0)
			return options_refuse(o, "线程数应为 1 到 64", "--jobs takes 1 to 64",
			                      value);
		o->jobs = (unsigned)number;
		break;
	case 'd':
		if (!date_parse(str_from(value), &o->as_of))
			return options_refuse(o, "日期应写成 2024-03-01",
			                      "write a date as 2024-03-01", value);
		o->has_as_of = true;
		break;
	case 'D':
		if (!str_to_number(str_from(value), 1000, &number))
			return options_refuse(o, "工作日数应为 0 到 1000", "--due takes 0 to 1000",
			                      value);
		o->due = (unsigned)number;
		o->has_due = true;
		break;
	case 'a':
		if (strcmp(value, "public") != 0 && strcmp(value, "internal") != 0)
			return options_refuse(o, "--audience 应为 public 或 internal",
			                      "--audience takes public or internal", value);
		o->audience = value[0] == 'i' ? AUDIENCE_INTERNAL : AUDIENCE_PUBLIC;
		break;
	case 'f':
		if (!has_word(command->formats, value))
			return options_refuse(o, "没有这种输出格式", "no such format", value);
		o->format = value;
		break;
	case 'l':
		if (strcmp(value, "zh") != 0 && strcmp(value, "en") != 0)
			return options_refuse(o, "--lang 应为 zh 或 en", "--lang takes zh or en",
			                      value);
		break;
	default: break;
	}
	return EXIT_FINE;
}

/* --- the root -------------------------------------------------------------- */

static bool is_root(const char *directory)
{
	char path[4096 + 32];
	snprintf(path, sizeof path, "%s/content/site.yaml", directory);
	return file_exists(path);
}

/* The nearest parent that is a site; its own folder `.` is written as such, so
 * that messages stay short. */
static char *find_root(void)
{
	char here[4096];
	if (!getcwd(here, sizeof here))
		return NULL;
	if (is_root(here))
		return strdup(".");
	for (char *slash; (slash = strrchr(here, '/')) && slash != here;) {
		*slash = '\0';
		if (is_root(here))
			return strdup(here);
	}
	return NULL;
}

static int settle_root(const struct command *command, struct options *o)
{
	if (o->root && !file_is_directory(o->root))
		return options_refuse(o, "没有这个目录", "no such directory", o->root);
	if (o->root || command->run == command_help)
		return EXIT_FINE;
	o->owned_root = find_root();
	o->root = o->owned_root;
	return o->root ? EXIT_FINE
	               : options_refuse(o, "这里和上级目录都没有站点，请用 --root 指定",
	                                "no site here or above; name one with --root",
	                                "content/site.yaml");
}

/* --- reading --------------------------------------------------------------- */

static size_t make_table(const struct command *command, struct option *table)
{
	size_t n = 0;
	for (size_t i = 0; i < ROWS; i++)
		if (takes(command, rows[i].letter))
			table[n++] = (struct option){
				rows[i].name, rows[i].value ? required_argument : no_argument, NULL,
				rows[i].letter};
	table[n] = (struct option){0};
	return n;
}

/* `[TYPE]` is one at most, `DATE [UNIT]` two, `[TYPE…]` as many as one likes. */
static size_t most_arguments(const char *arguments)
{
	size_t words = arguments[0] != '\0';
	for (const char *p = arguments; *p; p++)
		words += *p == ' ';
	return strstr(arguments, "…") ? SIZE_MAX : words;
}

int options_read(const struct command *command, int argc, char **argv, struct options *o)
{
	struct option table[ROWS + 1];
	*o = (struct options){.jobs = workers_default(), .language = options_language(argc, argv)};
	make_table(command, table);
	opterr = 0;
	optind = 1;
	for (int letter; (letter = getopt_long(argc, argv, ":h", table, NULL)) != -1;) {
		if (letter == 'h') {
			options_print_help(command, o->language);
			return -1;
		}
		if (letter == '?' || letter == ':')
			return options_refuse(o, letter == '?' ? "不认识的选项" : "选项缺少值",
			                      letter == '?' ? "unknown option"
			                                    : "an option lacks its value",
			                      argv[optind - 1]);
		int status = set(command, o, (char)letter, optarg);
		if (status)
			return status;
	}
	o->argument_count = (size_t)(argc - optind);
	o->arguments = memory_new(o->argument_count, sizeof *o->arguments);
	for (size_t i = 0; i < o->argument_count; i++)
		o->arguments[i] = str_from(argv[optind + (int)i]);
	size_t most = most_arguments(command->arguments);
	if (o->argument_count > most)
		return options_refuse(o, "多余的参数", "an argument too many",
		                      o->arguments[most].data);
	return settle_root(command, o);
}

void options_release(struct options *o)
{
	free(o->arguments);
	free(o->owned_root);
}

const char *options_cache(const struct options *o, struct arena *arena)
{
	return o->cache ? o->cache : STR_JOIN(arena, str_from(o->root), STR("/.mulu")).data;
}

struct site_options options_for_site(const struct options *o)
{
	return (struct site_options){.language = o->language,
	                             .workers = o->jobs,
	                             .as_of = o->has_as_of ? &o->as_of : NULL,
	                             .profile = o->profile,
	                             .audience = o->audience};
}
