/* The only file that knows libxlsxwriter, which writes to a path: it is given one
 * in memory (memfd), so that nothing lands on the disk. */
#include "format/xlsx.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/date.h"
#include "base/memory.h"

struct xlsx {
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *bold;
	lxw_row_t row;
	lxw_col_t column, columns;
	char path[64];
	int fd;
};

struct xlsx *xlsx_new(int32_t day)
{
	struct xlsx *x = memory_new(1, sizeof *x);
	x->fd = memfd_create("mulu-xlsx", MFD_CLOEXEC);
	snprintf(x->path, sizeof x->path, "/proc/self/fd/%d", x->fd);
	x->book = workbook_new(x->path);
	if (x->fd < 0 || !x->book)
		memory_stop("a workbook could not be made");
	lxw_doc_properties properties = {.created = (time_t)day * 86400};
	workbook_set_properties(x->book, &properties);
	x->sheet = workbook_add_worksheet(x->book, NULL);
	x->bold = workbook_add_format(x->book);
	format_set_bold(x->bold);
	worksheet_freeze_panes(x->sheet, 1, 0);
	return x;
}

static void add(struct xlsx *x, struct str text, lxw_format *format)
{
	struct buf b = BUF_INIT;
	buf_add(&b, text);
	/* longer texts are cut by the format itself: say so rather than lose the cell */
	if (worksheet_write_string(x->sheet, x->row, x->column, buf_str(&b).data, format) ==
	    LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
		worksheet_write_string(x->sheet, x->row, x->column, "…", format);
	x->column++;
	buf_release(&b);
}

void xlsx_add_heading(struct xlsx *x, struct str text)
{
	add(x, text, x->bold);
	x->columns = x->column;
}

void xlsx_next_row(struct xlsx *x)
{
	x->row++;
	x->column = 0;
}

void xlsx_add_text(struct xlsx *x, struct str text)
{
	add(x, text, NULL);
}

bool xlsx_finish(struct xlsx *x, struct buf *out, const char **why)
{
	if (x->columns) {
		worksheet_set_column(x->sheet, 0, (lxw_col_t)(x->columns - 1), 24, NULL);
		worksheet_autofilter(x->sheet, 0, 0, x->row, (lxw_col_t)(x->columns - 1));
	}
	lxw_error error = workbook_close(x->book);
	off_t size = error ? 0 : lseek(x->fd, 0, SEEK_END);
	char *to = buf_reserve(out, size > 0 ? (size_t)size : 0);
	bool is_read = size > 0 && pread(x->fd, to, (size_t)size, 0) == size;
	if (is_read)
		out->size += (size_t)size;
	out->data[out->size] = '\0';
	*why = error ? lxw_strerror(error) : "the workbook could not be read back";
	close(x->fd);
	free(x);
	return is_read;
}
