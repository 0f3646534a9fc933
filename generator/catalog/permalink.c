#include "catalog/permalink.h"

#include "base/path.h"
#include "catalog/item.h"

struct str permalink_item(struct arena *arena, const struct item *item)
{
	return STR_JOIN(arena, STR("/"), item->type->folder, STR("/"), item->id, STR(".html"));
}

struct str permalink_attachment(struct arena *arena, const struct item *item, struct str name)
{
	return STR_JOIN(arena, STR("/"), item->type->folder, STR("/"), item->id, STR("/"), name);
}

struct str permalink_node(struct arena *arena, struct str node_id)
{
	return STR_JOIN(arena, STR("/catalogue/"), node_id, STR("/index.html"));
}

bool permalink_is_valid_alias(struct str alias)
{
	if (!str_starts_with(alias, STR("/")) || !str_ends_with(alias, STR(".html")))
		return false;
	struct str rest = str_slice(alias, 1, alias.size), piece;
	while (str_next_piece(&rest, '/', &piece))
		if (!path_is_safe_name(piece) || str_find(piece, STR("?"), 0) != SIZE_MAX ||
		    str_find(piece, STR("#"), 0) != SIZE_MAX)
			return false;
	return true;
}
