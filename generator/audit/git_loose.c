/* The only file that knows zlib. */
#include "audit/git_loose.h"

#include <errno.h>
#include <stdio.h>
#include <zlib.h>

#include "base/file.h"
#include "base/limits.h"

/* All of a zlib stream, which must be whole. */
static int inflate_all(struct str bytes, size_t most, struct buf *out)
{
	enum { ROOM = 16384 };
	z_stream z = {.next_in = (Bytef *)(uintptr_t)bytes.data, .avail_in = (uInt)bytes.size};
	int state = Z_OK;
	if (bytes.size > UINT32_MAX || inflateInit(&z) != Z_OK)
		return EIO;
	while (state == Z_OK && out->size <= most) {
		z.next_out = (Bytef *)buf_reserve(out, ROOM);
		z.avail_out = ROOM;
		state = inflate(&z, Z_NO_FLUSH);
		out->size += ROOM - z.avail_out;
		if (state == Z_OK && z.avail_in == 0 && z.avail_out == ROOM)
			break; /* nothing more comes: cut off */
	}
	inflateEnd(&z);
	return state == Z_STREAM_END ? 0 : out->size > most ? EFBIG : EIO;
}

/* Takes `commit 123\0` off the front. */
static int check_header(struct buf *out, enum object_kind kind)
{
	static const char *const kinds[] = {
		[OBJECT_COMMIT] = "commit ",
		[OBJECT_TREE] = "tree ",
		[OBJECT_BLOB] = "blob ",
		[OBJECT_TAG] = "tag ",
	};
	struct str all = buf_str(out), word = str_from(kinds[kind]);
	size_t end = str_find(all, (struct str){"\0", 1}, 0);
	uint64_t size;
	if (end == SIZE_MAX || end > 32)
		return EIO;
	if (!str_starts_with(all, word))
		return EINVAL;
	if (!str_to_number(str_slice(all, word.size, end), UINT32_MAX, &size) ||
	    size != all.size - end - 1)
		return EIO;
	memmove(out->data, out->data + end + 1, all.size - end - 1);
	out->size = all.size - end - 1;
	return 0;
}

int loose_read(const char *directory, const struct object_id *id, enum object_kind kind,
               size_t most, struct buf *out)
{
	char hex[OBJECT_HEX], path[4096];
	struct buf packed = BUF_INIT;
	object_id_to_hex(id, hex);
	int n = snprintf(path, sizeof path, "%s/%.2s/%s", directory, hex, hex + 2);
	if (n < 0 || (size_t)n >= sizeof path)
		return ENAMETOOLONG;
	int error = file_read(path, LIMIT_BUFFER / 2, &packed);
	buf_clear(out);
	if (!error)
		error = inflate_all(buf_str(&packed), most < SIZE_MAX - 64 ? most + 64 : most, out);
	buf_release(&packed);
	return error ? error : check_header(out, kind);
}
