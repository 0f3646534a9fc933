/* mulu form [ID]: a printable form. It is the office's own paper: it shows of its item
 * what the staff's own site does, and whatever the item's visibility. */
#include <errno.h>
#include <stdio.h>

#include "base/file.h"
#include "catalog/link.h"
#include "command/report.h"
#include "publish/form.h"

/* What the command line asks for, once the site and its forms are known. */
struct order {
	const struct options *options;
	struct site *site;
	struct forms forms;
	const struct form *form;
	struct site_item *item; /* NULL: blank, or made of the whole site */
};

static void print_forms(const struct order *order)
{
	for (size_t i = 0; i < order->forms.count; i++) {
		const struct form *f = &order->forms.items[i];
		printf("%-20.*s %.*s", STR_ARG(f->name), STR_ARG(f->title));
		for (size_t k = 0; k < f->type_count; k++)
			printf("%s%.*s", k ? " " : "  (", STR_ARG(f->types[k]));
		puts(f->type_count ? ")" : "");
	}
}

static int choose_item(struct order *order)
{
	const struct options *o = order->options;
	if (o->argument_count == 0)
		return EXIT_FINE;
	order->item = site_find(order->site, o->arguments[0]);
	if (!order->item)
		return options_refuse(o, "没有这个条目", "no such item", o->arguments[0].data);
	/* what stands in no site is read with `mulu audit` alone */
	if (order->item->item->type->site == SITE_NONE)
		return options_refuse(o, "这类条目没有表单", "there are no forms of this type",
		                      o->arguments[0].data);
	return EXIT_FINE;
}

static int choose_form(struct order *order)
{
	const struct options *o = order->options;
	const struct type *type = order->item ? order->item->item->type : NULL;
	if (o->form)
		order->form = forms_find(&order->forms, str_from(o->form));
	else if (type)
		order->form = forms_for(&order->forms, type);
	if (!order->form)
		return options_refuse(o, "没有这种表单；mulu form 列出全部",
		                      "no such form; mulu form lists them all",
		                      o->form ? o->form : o->arguments[0].data);
	if (type && !form_fits(order->form, type))
		return options_refuse(o, "这种表单不用于该类条目",
		                      "this form is not for such items", o->arguments[0].data);
	if (!type && !o->is_blank && !order->form->is_of_site)
		return options_refuse(o, "需要条目的 ID，或者 --blank",
		                      "needs an item's ID or --blank", o->form);
	if (o->is_blank)
		order->item = NULL;
	return EXIT_FINE;
}

static int write_out(const struct options *o, struct str html)
{
	if (!o->out) {
		fwrite(html.data, 1, html.size, stdout);
		return EXIT_FINE;
	}
	FILE *f = fopen(o->out, "wb");
	bool done = f && fwrite(html.data, 1, html.size, f) == html.size;
	done = f && fclose(f) == 0 && done;
	if (done)
		return EXIT_FINE;
	fprintf(stderr, "mulu: %s: %s\n", o->out, file_error(errno));
	return EXIT_MACHINE;
}

static int make(struct order *order, const struct theme *theme, struct diag_sink *sink)
{
	struct buf html = BUF_INIT;
	int status = choose_item(order);
	if (status == EXIT_FINE && order->options->argument_count == 0 && !order->options->form) {
		print_forms(order);
		return EXIT_FINE;
	}
	if (status == EXIT_FINE)
		status = choose_form(order);
	if (status == EXIT_FINE) {
		bool done = form_make(order->site, theme, order->form, order->item,
		                      !order->item && !order->options->is_blank &&
		                              order->form->is_of_site,
		                      &html, sink);
		status = done ? write_out(order->options, buf_str(&html)) : EXIT_CONTENT;
	}
	buf_release(&html);
	return status;
}

int command_form(const struct options *options)
{
	struct order order = {.options = options};
	struct diag_sink content, sink;
	struct arena arena;
	struct theme theme = {0};
	struct buf text = BUF_INIT;
	struct site_options site_options = options_for_site(options);
	struct source *source = source_open_directory(options->root);
	int status = EXIT_CONTENT;
	site_options.audience = AUDIENCE_INTERNAL;
	diag_sink_init(&content, options->language);
	diag_sink_init(&sink, options->language);
	arena_init(&arena, 0);
	order.site = site_load(source, &site_options, &content);
	if (order.site) {
		link_items(order.site, &content);
		link_decide_visibility(order.site);
		if (theme_open(&theme, order.site, &sink) &&
		    forms_read(&theme, &arena, &sink, &order.forms))
			status = make(&order, &theme, &sink);
		theme_release(&theme);
	}
	if (diag_count(&sink, DIAG_ERROR)) {
		report_write(&sink, NULL, options, &text);
		fwrite(buf_str(&text).data, 1, text.size, stderr);
	}
	site_free(order.site);
	source_close(source);
	buf_release(&text);
	arena_release(&arena);
	diag_sink_release(&sink);
	diag_sink_release(&content);
	return status;
}
