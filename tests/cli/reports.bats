load common

@test "the json report is one object, sorted, with what the text says" {
	add_error
	add_warning
	mulu 1 check --format json
	jq -e '.version == 1 and (.diagnostics | type) == "array"' <<<"$output"
	jq -e '.summary | .errors == 1 and .warnings == 1 and .items == 7' <<<"$output"
	jq -e '.summary.withheld == [{item: "doc-2026-0002", why: "不予公开"}]' <<<"$output"
	jq -e '[.diagnostics[] | [.file, .line, .column, .code]] | . == sort' <<<"$output"
	jq -e '.diagnostics[] | select(.code == "T06") | .level == "error" and .file == "content/pages/guide.md"
		and .line == 14 and .column == 1 and .end_line == 14 and .end_column == 11 and .item == "guide"
		and (.message | contains("没有.md")) and (.hint | length > 0)' <<<"$output"
}

@test "json is valid whatever the words are" {
	printf -- '---\nid: odd\ntitle: "引号\\"与\\\\和\\t"\nstatus: "\\u0001<>&"\n---\n' >content/pages/odd.md
	run "$MULU" check --format json
	jq -e .version <<<"$output"
}

@test "check with paths reports these alone, and its status is theirs" {
	add_error
	add_warning
	mulu 1 check content/pages/guide.md
	says "error[T06]"
	[[ $output != *notes.md* ]]
	mulu 0 check content/pages/notes.md
	says "warning[M05]"
	mulu 0 check content/documents
	[[ $output != *T06* ]]
	mulu 1 check content/pages/
	says "error[T06]"
	mulu 1 check ./content/pages "$PWD/content/documents"
	says "error[T06]"
	mulu 1 check "$PWD/content/pages/guide.md"
	says "error[T06]"
	mulu 1 check .
	says "error[T06]"
}

@test "check with a path seen from the folder one is in" {
	pending "a path is compared with paths from the root: guide.md concerns nothing, and all seems well"
	add_error
	cd content/pages
	mulu 1 check guide.md
	says "error[T06]"
}

@test "check with a path that does not exist says so" {
	pending "a path that concerns nothing is passed over in silence"
	mulu 2 check content/pages/nowhere.md
}

@test "list is a table with every item and its visibility" {
	mulu 0 list
	[ "$(wc -l <<<"$output")" = 7 ]
	says "doc-2026-0002"
	says "hidden"
	mulu 0 list document
	[ "$(wc -l <<<"$output")" = 3 ]
	mulu 0 list document page
	[ "$(wc -l <<<"$output")" = 4 ]
	mulu 0 list --lang en
	says "visibility"
}

@test "list as csv has a mark for spreadsheets and a row an item" {
	"$MULU" list --format csv >../list.csv
	[ "$(head -c 3 ../list.csv | od -An -tx1 | tr -d ' ')" = efbbbf ]
	[ "$(wc -l <../list.csv)" = 7 ]
	grep -q $'^doc-2026-0001,document,2026-03-09,open,full,.*\r$' ../list.csv
}

@test "list as json has every field by its English name" {
	mulu 0 list --format json
	jq -e '.version == 1 and (.items | length) == 6' <<<"$output"
	jq -e '.items[] | select(.id == "doc-2026-0001") | .type == "document" and .visibility == "full"
		and .url == "/documents/doc-2026-0001.html" and .path == "content/documents/doc-2026-0001.md"
		and .attribute == "open" and .dates.formed == "2026-03-02" and .platform == ["website", "new_media"]
		and .legal_basis[0].name == "《政府信息公开条例》"' <<<"$output"
}

@test "list as xlsx is a workbook" {
	"$MULU" list --format xlsx >../list.xlsx
	/usr/bin/python3 -m zipfile -e ../list.xlsx ../book
	grep -q doc-2026-0001 ../book/xl/sharedStrings.xml ../book/xl/worksheets/sheet1.xml
}

@test "list works on a site with errors and says that there are some" {
	sed -i 's/owner: office/owner: nobody/' content/pages/guide.md
	run --separate-stderr "$MULU" list --format json
	[ "$status" = 0 ]
	jq -e '(.items | length) == 6' <<<"$output"
	# shellcheck disable=SC2154 # run sets it
	[[ $stderr == *"mulu check"* ]]
}

@test "list | head ends quietly" {
	"$MULU" list --format csv | head -1 >../first
	[ -s ../first ]
}

@test "schema is valid JSON, closed everywhere" {
	mulu 0 schema
	jq -e '.version == 1' <<<"$output"
	jq -e '.types | has("document") and has("interpretation") and has("matter") and has("organ") and has("page")
		and has("site") and (has("item") | not)' <<<"$output"
	jq -e '[.. | objects | select(.type == "object") | .additionalProperties] | length > 20 and all(. == false)' <<<"$output"
	mulu 0 schema document
	jq -e '."$schema" == "http://json-schema.org/draft-07/schema#" and .additionalProperties == false' <<<"$output"
	jq -e '.properties | has("title") and has("标题") and has("公开属性")' <<<"$output"
	jq -e '.properties.attribute.enum | index("open") != null and index("主动公开") != null' <<<"$output"
	mulu 0 schema --lang en
	jq -e '.types.document.title == "official document"' <<<"$output"
}

@test "schema of a broken regulation is an error, and nothing on stdout" {
	echo 'id: x' >content/regulation/types/zz.yaml
	run --separate-stderr "$MULU" schema
	[ "$status" = 1 ]
	[ -z "$output" ]
	[[ $stderr == *"error[R01]"* ]]
}

@test "the report of a build as json has no other words around it" {
	mulu 0 build --format json
	jq -e .summary <<<"$output"
	add_error
	mulu 1 build --format json
	jq -e '.summary.errors == 1' <<<"$output"
}
