/* Every command, a row each: add one here and a file of its name beside it. */
#include "command/command.h"

const struct command commands[] = {
	{"check", "[PATH…]", "检查内容，指出每个问题的位置、依据和改法",
         "check the content: every problem with its place, basis and cure", "sicW", "text json",
         command_check},
	{"build", "", "检查、生成并发布到 public/", "check, render and publish into public/",
         "ocsav", "text json", command_build},
	{"list", "[TYPE…]", "列出条目，或者（--due）将到期的事项",
         "list the items, or (--due) what falls due", "D", "table csv json xlsx", command_list},
	{"diff", "BASE [HEAD]", "一次改动对公开记录意味着什么（BASE...HEAD 与共同祖先比较）",
         "what a change means to the public record (BASE...HEAD: since they parted)", "",
         "text markdown json", command_diff},
	{"audit", "[ID]", "谁在何时改了什么、经谁审批、是否逾期",
         "who changed what and when, who approved it, and what is late", "cA", "text csv json",
         command_audit},
	{"verify", "DIR", "证明已发布的目录就是某个提交的产物",
         "prove that a published folder is what a commit produces", "v", "text", command_verify},
	{"approve", "ID", "写入审批记录并提交", "write an approval and commit it", "SYNEX", "text",
         command_approve},
	{"withdraw", "ID", "撤下条目，留下说明页", "withdraw an item and leave a tombstone", "RKYX",
         "text", command_withdraw},
	{"calendar", "DATE +N [UNIT]", "计算期限：N 个工作日（wd）、日（days）或月（months）",
         "reckon a term of N working days (wd), days or months", "", "text json", command_calendar},
	{"form", "[ID]", "输出可以打印的表单：空白的，或者按条目填好的",
         "print a form of the office, blank or filled from an item", "FBO", "html", command_form},
	{"schema", "[TYPE]", "输出各类型的 JSON Schema", "print the types as JSON Schema", "",
         "json", command_schema},
	{"help", "[COMMAND]", "显示帮助，或某个命令的选项",
         "show this help, or the options of a command", "", "text", command_help},
};
const size_t command_count = sizeof commands / sizeof *commands;
