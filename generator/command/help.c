/* mulu help, and what is printed when no command is given. */
#include <stdio.h>

#include "command/command.h"

/* `mulu help build` is `mulu build --help`. */
static int explain(struct str name, enum language language)
{
	for (size_t i = 0; i < command_count; i++)
		if (str_equal(name, str_from(commands[i].name))) {
			options_print_help(&commands[i], language);
			return EXIT_FINE;
		}
	fprintf(stderr,
	        language == LANGUAGE_EN ? "mulu: no such command: %.*s\n"
	                                : "mulu: 没有这个命令：%.*s\n",
	        STR_ARG(name));
	return EXIT_USAGE;
}

int command_help(const struct options *options)
{
	if (options->argument_count)
		return explain(options->arguments[0], options->language);
	bool english = options->language == LANGUAGE_EN;
	printf("%s", english ? "mulu - static sites for government disclosure catalogues\n\n"
	                       "Usage: mulu COMMAND [OPTION…] [ARGUMENT…]\n\n"
	                     : "mulu（目录）：政府信息公开目录的静态网站生成器\n\n"
	                       "用法：mulu 命令 [选项…] [参数…]\n\n");
	for (size_t i = 0; i < command_count; i++) {
		char left[64];
		snprintf(left, sizeof left, "%s %s", commands[i].name, commands[i].arguments);
		printf("  %-24s %s\n", left, english ? commands[i].en : commands[i].zh);
	}
	printf("%s", english ? "\nEach command explains its options with --help.\n"
	                     : "\n每个命令的选项用 --help 查看。\n");
	return EXIT_FINE;
}
