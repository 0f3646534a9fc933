
@test "every rule and chain is made to speak by some golden case" {
	run "$ROOT/tests/regulation/fires" "$MULU"
	[ "$status" = 0 ] || { echo "$output"; false; }
}
