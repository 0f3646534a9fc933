# What the tests of the command line share. Every test works in a copy.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	cp -r "$ROOT/tests/golden/base" site
	cp -r "$ROOT/content/regulation/." site/content/regulation
	cd site || return
}

# The hash of everything below a folder: names and bytes.
hash_of() {
	(cd "$1" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1)
}

# mulu STATUS ARGUMENT… - run it; the status must be that; what it printed is in $output.
mulu() {
	local wanted=$1
	shift
	run "$MULU" "$@"
	[ "$status" = "$wanted" ] || {
		echo "mulu $*: status $status instead of $wanted"
		echo "$output"
		return 1
	}
}

# says WORDS - the output must contain them.
says() {
	[[ $output == *"$1"* ]] || {
		echo "does not say: $1"
		echo "$output"
		return 1
	}
}

# pending REASON - what follows is right, and mulu is not yet.
pending() { skip "pending: $1"; }

# notes.md: a page of its own, with a warning (M05) if asked for.
add_page() {
	printf -- '---\nid: notes\ntitle: 秋季说明\nstatus: %s\nowner: office\ndates: {published: %s}\n---\n\n%s\n' \
		"${1:-已发布}" "${2:-2026-01-15}" "${3:-正文。}" >content/pages/notes.md
}
add_warning() { add_page 已发布 2026-01-15 '# 一级'; }
add_error() { printf '\n[断](没有.md)\n' >>content/pages/guide.md; }
