load common

# One item, begun as a draft by p-03; each test says what happens to it until it is public.
# finding.yaml says that it is wrong.
doc=content/documents/doc-2026-0001.md

# commit_by WHO DAY - everything, as that person at nine o'clock of that day.
commit_by() {
	git add -A
	GIT_AUTHOR_NAME=$1 GIT_AUTHOR_EMAIL=$1@test.example GIT_COMMITTER_NAME=$1 GIT_COMMITTER_EMAIL=$1@test.example \
		GIT_AUTHOR_DATE="$2T09:00:00+08:00" GIT_COMMITTER_DATE="$2T09:00:00+08:00" git commit -qm "改"
}

begin() {
	export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
	sed -i "s/record: .*/record: {history: required, since: 2026-01-01, approvals: ${1:-recorded}}/" content/site.yaml
	cat >content/people.yaml <<-END
		people:
		  - {id: p-01, role: principal, organ: office, from: 2020-01-01, git: [p-01@test.example]}
		  - {id: p-02, role: deputy_leader, organ: office, from: 2020-01-01, git: [p-02@test.example]}
		  - {id: p-03, role: handler, organ: office, from: 2020-01-01, git: [p-03@test.example]}
		  - {id: p-04, role: deputy_leader, organ: office, person: p-03, from: 2020-01-01, git: [p-03@test.example]}
		  - {id: p-07, role: webmaster, organ: office, from: 2020-01-01, git: [p-07@test.example]}
		  - {id: p-08, role: section_head, organ: office, from: 2020-01-01, git: [p-08@test.example]}
		  - {id: p-09, role: deputy_leader, organ: office, from: 2020-01-01, to: 2026-01-31, git: [p-09@test.example]}
	END
	cp "$doc" ../kept
	rm "$doc" content/documents/doc-2026-0001-1.txt content/interpretations/int-2026-0001.md
	git init -q -b main .
	sed -i '/doc-2026-0001/d' content/pages/guide.md content/matters/*.yaml
	commit_by p-07 2026-01-01
	sed '/doc-2026-0001-1.txt/d; /^attachments:/d; s/^status: .*/status: 草稿\nhandler: p-03/; s/\[任务清单\](.*)/任务清单/' ../kept >"$doc"
	commit_by p-03 2026-03-02
}

# approve BY STEP [OPINION] [MORE] - the entry, with the hash of what stands there.
approve() {
	"$MULU" approve doc-2026-0001 --step "$2" --by "$1" --opinion "${3:-agree}" --as-of "${4:-2026-03-03}" --no-commit >/dev/null
}

publish() {
	sed -i 's/^status: .*/status: 已发布/' "$doc"
	commit_by "${1:-p-07}" "${2:-2026-03-09}"
}

# The supervision names what is wrong with it.
finding() {
	mkdir -p content/findings
	cat >content/findings/fnd-2026-0001.yaml <<-END
		id: fnd-2026-0001
		title: 内容有误
		status: 已发布
		owner: office
		against: office
		item: doc-2026-0001
		rule: 公开内容应当准确
		evidence: 与原件不一致
		severity: minor
		dates: {formed: 2026-03-20, published: 2026-03-20}
		state: 已发现
	END
	[ -z "${1:-}" ] || echo "$1" >>content/findings/fnd-2026-0001.yaml
	commit_by p-08 2026-03-20
}

# row N FILTER - the decision about the item is that row, and the filter holds for it.
row() {
	mulu 0 audit "${3:-doc-2026-0001}" --responsibility --format json
	jq -e --argjson n "$1" ".responsibility | map(select(.row == \$n and (${2:-true}))) | length > 0" <<<"$output" ||
		{ jq -c . <<<"$output"; return 1; }
}

by() { echo "(.responsible | map({(.as): [.by, .part]}) | add) == $1"; }

@test "row 1: nobody approved it" {
	begin
	publish
	finding
	row 1 "$(by '{handler: ["p-03", "full"]}') and .handler == \"p-03\" and .confidence == \"authenticated\" and .missing == []"
	row 1 '.introduced.date == "2026-03-02" and .published.date == "2026-03-09" and (.violations[0].rule == "公开内容应当准确")'
	mulu 0 audit --responsibility
	says "未经主管领导审核批准而作出的"
	says "直接承办人  p-03（承办人）  全部责任"
	mulu 0 audit --responsibility --lang en
	says "no leader in charge approved it"
	mulu 2 audit --responsibility --format csv
}

@test "row 1: an approval that came after publication is none, nor is one of a section head" {
	begin
	approve p-08 section_head
	commit_by p-08 2026-03-03
	publish
	approve p-02 deputy_leader agree 2026-03-03
	commit_by p-02 2026-03-12
	finding
	row 1 '.chain | map(.before_publication) == [true, false]'
	mulu 0 audit doc-2026-0001 --responsibility
	says "公开之后才记录"
}

@test "row 2: changed after it was approved, with the difference" {
	begin
	approve p-02 deputy_leader
	commit_by p-02 2026-03-03
	sed -i 's/^title: .*/title: 批准后改了标题/' "$doc"
	commit_by p-03 2026-03-05
	publish
	finding
	row 2 "$(by '{handler: ["p-03", "full"]}') and .chain[0].state == \"stale\" and .introduced.date == \"2026-03-05\""
	mulu 0 audit doc-2026-0001 --responsibility
	says "批准的 → 公开的"
	says "→ 批准后改了标题"
	[[ $output != *状态* ]]
}

@test "row 2: an approval copied from another item" {
	begin
	mulu 0 approve doc-2026-0002 --step deputy_leader --by p-02 --as-of 2026-03-03 --no-commit
	entry=$(grep -o '{step: 分管领导.*}' content/documents/doc-2026-0002.md)
	git checkout -q content
	sed -i "s/^owner: .*/&\napprovals:\n  - $entry/" "$doc"
	commit_by p-02 2026-03-03
	publish
	finding
	row 2
}

@test "row 3: a leader objected and it was published" {
	begin
	approve p-02 deputy_leader object
	commit_by p-02 2026-03-03
	publish
	finding
	row 3 "$(by '{handler: ["p-03", "full"], publisher: ["p-07", "shared"]}')"
}

@test "row 4: a leader agreed" {
	begin
	approve p-02 deputy_leader
	commit_by p-02 2026-03-03
	publish
	finding
	row 4 "$(by '{leader: ["p-02", "main"], handler: ["p-03", "secondary"]}') and .confidence == \"authenticated\""
}

@test "row 4: a leader objected, another agreed later" {
	begin
	approve p-02 deputy_leader object
	commit_by p-02 2026-03-03
	approve p-01 principal agree 2026-03-04
	commit_by p-01 2026-03-04
	publish
	finding
	row 4 "$(by '{leader: ["p-01", "main"], handler: ["p-03", "secondary"]}')"
}

@test "row 4: on paper, entered by another: recorded" {
	begin
	mulu 0 approve doc-2026-0001 --step deputy_leader --by p-02 --as-of 2026-03-03 --evidence 'paper:审批单1号' --no-commit
	commit_by p-03 2026-03-03
	publish
	finding
	row 4 '.confidence == "recorded"'
}

# A decision, made by p-03 and published by p-07, with what is given of its discussion.
decide() {
	mkdir -p content/decisions
	cat >content/decisions/dec-2026-0001.md <<-END
		---
		id: dec-2026-0001
		title: 关于夏季臭氧防治方案的决定
		status: 已发布
		index_no: 00TESTHJ5/2026-00009
		attribute: 主动公开
		owner: office
		handler: p-03
		$1
		dates: {formed: 2026-03-02, published: 2026-03-09}
		---

		正文。
	END
	commit_by p-03 2026-03-09
	finding
	sed -i 's/^item: .*/item: dec-2026-0001/' content/findings/fnd-2026-0001.yaml
	commit_by p-08 2026-03-20
}

@test "row 5: decided together, with minutes" {
	begin
	decide 'collective: {date: 2026-03-05, minutes_ref: 会议纪要〔2026〕3号}'
	row 5 "$(by '{principal: ["p-01", "main"], handler: ["p-03", "secondary"]}') and .confidence == \"recorded\"" dec-2026-0001
}

@test "row 5: without minutes nobody knows, and decided afterwards is no decision" {
	begin
	git branch before
	decide 'collective: {date: 2026-03-05}'
	row 13 '.missing | length == 1' dec-2026-0001
	git reset -q --hard before
	decide 'collective: {date: 2026-03-15, minutes_ref: 会议纪要〔2026〕3号}'
	row 1 true dec-2026-0001
}

@test "row 6: a leader agreed, a step was skipped" {
	begin
	sed -i 's/^profile: .*/profile: cn/' content/site.yaml
	approve p-02 deputy_leader
	commit_by p-02 2026-03-03
	publish
	row 6 "$(by '{leader: ["p-02", "main"], handler: ["p-03", "secondary"]}')"
}

@test "row 7: approved by who handled it, under another post" {
	begin
	approve p-04 deputy_leader
	commit_by p-03 2026-03-03
	publish
	finding
	row 7 "$(by '{handler: ["p-03", "full"]}') and .chain[0].self"
}

@test "row 8: the post had ended" {
	begin
	approve p-09 deputy_leader
	commit_by p-09 2026-03-03
	publish
	finding
	row 8 "$(by '{handler: ["p-03", "full"]}') and (.chain[0].role_held | not)"
}

@test "row 9: published against the secrecy review; agreed to afterwards it is row 4" {
	begin
	sed -i 's/^owner: .*/&\nsecrecy:\n  is_secret_matter: false\n  requested: 2026-03-02\n  opinions:\n    - {role: secrecy_office, by: p-08, opinion: withhold, basis: 保密法, reason: 含内部数据, date: 2026-03-04}/' "$doc"
	commit_by p-08 2026-03-04
	git branch before
	publish
	finding
	row 9 "$(by '{handler: ["p-03", "shared"], publisher: ["p-07", "shared"]}')"
	git reset -q --hard before
	approve p-02 deputy_leader agree 2026-03-05
	commit_by p-02 2026-03-05
	publish
	finding
	row 4
}

@test "row 10: the secrecy review passed what bears a mark" {
	begin
	sed -i 's/^owner: .*/&\nsecrecy:\n  is_secret_matter: false\n  requested: 2026-03-02\n  opinions:\n    - {role: secrecy_office, by: p-08, opinion: open, basis: 保密法, reason: 不涉密, date: 2026-03-03}/' "$doc"
	printf '\n机密★10年\n' >>"$doc"
	commit_by p-03 2026-03-03
	approve p-02 deputy_leader agree 2026-03-04
	commit_by p-02 2026-03-04
	publish
	row 10 "$(by '{leader: ["p-02", "main"], handler: ["p-03", "secondary"], reviewer: ["p-08", "shared"]}') and .kind == \"secrecy\""
}

@test "row 11: a term passed" {
	begin
	sed -i 's/^levels: .*/levels: {P01: off, P02: off, P06: off}/' content/regulation/profiles/test.yaml
	publish p-07 2026-06-20
	sed -i 's/published: 2026-03-09/published: 2026-06-20/' "$doc"
	commit_by p-07 2026-06-20
	row 11 "$(by '{head: ["p-08", "shared"], handler: ["p-03", "shared"]}') and .kind == \"omission\" and .introduced == null"
}

@test "row 12: a rectification is overdue" {
	begin
	publish
	finding "$(printf 'handler: p-03\nnotified: 2026-03-20\nreceived: 2026-03-20\ndue: 2026-04-01')"
	sed -i 's/^severity: .*/severity: serious/' content/findings/fnd-2026-0001.yaml
	commit_by p-08 2026-03-21
	row 12 "$(by '{head: ["p-08", "shared"], handler: ["p-03", "shared"]}') and .kind == \"rectification\"" fnd-2026-0001
}

@test "row 13: what is missing is named, and nobody is" {
	begin
	publish
	finding
	# nobody is known by the author's address
	git branch before
	echo 另一段。 >>"$doc"
	commit_by p-99 2026-04-01
	row 13 '.responsible == [] and .confidence == null and (.missing | length) == 1 and .missing[0].of == .introduced.commit[0:10]'
	# the handler is nobody
	git reset -q --hard before
	sed -i 's/^handler: .*/handler: p-77/; s/^title: .*/title: 改/' "$doc"
	commit_by p-03 2026-04-01
	row 13 '.missing[0].of == "p-77"'
	# what lies there is not what was committed
	git reset -q --hard before
	echo 未提交。 >>"$doc"
	row 13
	# it was public before the record began
	git reset -q --hard before
	sed -i 's/since: 2026-01-01/since: 2026-03-31/' content/site.yaml
	commit_by p-07 2026-04-01
	row 13
}

@test "row 13: a leader's approval that nothing proves" {
	begin
	approve p-02 deputy_leader
	commit_by p-03 2026-03-03
	publish
	finding
	row 13 '.missing[0].of == "p-02"'
	# where the office lets entries do, it counts, and says how sure that is
	sed -i 's/approvals: recorded/approvals: claimed/' content/site.yaml
	row 4 '.confidence == "claimed"'
}

@test "item and commit contradict each other: the handler is unclear" {
	begin
	sed -i 's/^title: .*/title: 网站管理员改了/' "$doc"
	commit_by p-07 2026-03-04
	publish
	finding
	row 1 '.handler == null and .handler_field == "p-03" and .author == "p-07" and .confidence == "claimed"'
	mulu 0 audit doc-2026-0001 --responsibility
	says "承办人不明：条目写 p-03（承办人），提交人是 p-07（网站管理员）"
}

@test "what was never public has nobody to answer for it" {
	begin
	finding
	mulu 0 audit doc-2026-0001 --responsibility --format json
	jq -e '.responsibility == []' <<<"$output"
}

@test "nothing of it reaches the site" {
	begin
	publish
	finding
	sed -i '/- id: interpretation/,/column_type: 政策解读/d' content/catalogue.yaml
	mulu 0 build --quiet
	! grep -rE '承担全部责任|p-0[1-9]' public
}
