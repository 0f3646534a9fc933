/* Finds the command and runs it; what there is stands in command/table.c. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "command/command.h"

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
