/* The table of commands, and mulu help, which prints it; also printed when no
 * command is given. */
#include <stdio.h>

#include "command/command.h"

const struct command commands[] = {
	{"check", "[PATH…]", "检查内容，指出每个问题的位置、依据和改法",
         "check the content: every problem with its place, basis and cure", "s", "text json",
         command_check},
	{"build", "", "检查、生成并发布到 public/", "check, render and publish into public/",
         "ocsa", "text json", command_build},
	{"list", "[TYPE…]", "列出条目", "list the items", "", "table csv json xlsx", command_list},
	{"schema", "[TYPE]", "输出各类型的 JSON Schema", "print the types as JSON Schema", "",
         "json", command_schema},
	{"help", "", "显示帮助", "show this help", "", "text", command_help},
};
const size_t command_count = sizeof commands / sizeof *commands;

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
		printf("  %-20s %s\n", left, english ? commands[i].en : commands[i].zh);
	}
	printf("%s", english ? "\nEach command explains its options with --help.\n"
	                     : "\n每个命令的选项用 --help 查看。\n");
	return EXIT_FINE;
}
