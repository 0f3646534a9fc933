/* The table of commands. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

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

static const struct command *find(const char *name)
{
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		name = "help";
	for (size_t i = 0; i < command_count; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

int main(int argc, char **argv)
{
	struct options options;
	const struct command *command = find(argc > 1 ? argv[1] : "help");
	/* a reader that goes away (`mulu list | head`) is no reason to die half-way */
	signal(SIGPIPE, SIG_IGN);
	if (!command) {
		fprintf(stderr,
		        options_language(argc, argv) == LANGUAGE_EN
		                ? "mulu: no such command: %s (see mulu help)\n"
		                : "mulu: 没有这个命令：%s（见 mulu help）\n",
		        argv[1]);
		return EXIT_USAGE;
	}
	int status = argc > 1 ? options_read(command, argc - 1, argv + 1, &options)
	                      : options_read(command, argc, argv, &options);
	if (status == EXIT_FINE)
		status = command->run(&options);
	options_release(&options);
	return status < 0 ? EXIT_FINE : status;
}
