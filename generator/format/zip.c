/* libzip; the bytes are a source that it does not own. */
#include "format/zip.h"

#include <stdlib.h>
#include <zip.h>

#include "base/memory.h"

struct zip_archive {
	zip_t *zip;
};

struct zip_archive *zip_archive_open(struct str bytes, const char **why)
{
	zip_error_t error;
	zip_error_init(&error);
	zip_source_t *source = zip_source_buffer_create(bytes.data, bytes.size, 0, &error);
	zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
	zip_error_fini(&error);
	if (!zip) {
		zip_source_free(source);
		*why = "zip";
		return NULL;
	}
	struct zip_archive *z = memory_new(1, sizeof *z);
	z->zip = zip;
	return z;
}

void zip_archive_close(struct zip_archive *z)
{
	if (!z)
		return;
	zip_discard(z->zip);
	free(z);
}

struct str zip_archive_name(const struct zip_archive *z, size_t number)
{
	return str_from(zip_get_name(z->zip, number, ZIP_FL_ENC_RAW));
}

/* Reads up to `most` bytes; false where there are more, or the data is damaged. */
static bool read_all(zip_file_t *file, size_t most, struct buf *out)
{
	enum { ROOM = 65536 };
	for (;;) {
		zip_int64_t size = zip_fread(file, buf_reserve(out, ROOM), ROOM);
		if (size <= 0)
			return size == 0;
		out->size += (size_t)size;
		out->data[out->size] = '\0';
		if (out->size > most)
			return false;
	}
}

bool zip_archive_read(struct zip_archive *z, struct str name, size_t most, struct buf *out,
                      const char **why)
{
	struct arena arena;
	buf_clear(out);
	arena_init(&arena, 0);
	zip_file_t *file = zip_fopen(z->zip, str_cstring(&arena, name), ZIP_FL_ENC_RAW);
	arena_release(&arena);
	bool done = file && read_all(file, most, out);
	if (!done)
		*why = file ? "size" : "zip";
	if (file)
		zip_fclose(file);
	return done;
}
