/* mulu help, and what is printed when no command is given. */
#include <stdio.h>

#include "command/command.h"

int command_help(const struct options *options)
{
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
