/* One decision for every command that takes --staged or --commit. */
#include "command/origin.h"

void origin_open(struct origin *o, const struct options *options, struct diag_sink *sink)
{
	struct object_id commit;
	struct diag_place place = {.file = STR("content")};
	*o = (struct origin){0};
	if (!options->is_staged && !options->commit.size) {
		o->source = source_open_directory(options->root);
		return;
	}
	o->repository = repository_open(options->root, sink);
	if (!o->repository)
		return;
	if (options->is_staged)
		o->source = source_open_index(o->repository, sink);
	else if (repository_resolve(o->repository, options->commit.data, &commit))
		o->source = source_open_commit(o->repository, &commit, sink);
	else
		diag_report(sink, DIAG_REVISION_UNKNOWN, place, NULL, options->commit);
}

void origin_close(struct origin *o)
{
	source_close(o->source);
	repository_close(o->repository);
}
