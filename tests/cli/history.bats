load common

# A site under git, with one item changed once.
under_git() {
	export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
	export GIT_AUTHOR_NAME=甲 GIT_AUTHOR_EMAIL=p-03@test.example GIT_COMMITTER_NAME=甲 GIT_COMMITTER_EMAIL=p-03@test.example
	git init -q -b main .
	git add -A
	git commit -qm 建站
	echo 补充。 >>content/pages/guide.md
	git commit -qam "补充说明

Disclosure-Note: 补充查阅地点"
}

@test "audit tells what each commit did to an item, newest first" {
	under_git
	mulu 0 audit guide --format json
	jq -e '.version == 1 and (.items | length) == 1' <<<"$output"
	jq -e '.items[0].history | map(.kind) == ["substantive", "created"]' <<<"$output"
	jq -e '.items[0].history[0] | .fields == [{name: "body", old: null, new: null}] and .note == "补充查阅地点"' <<<"$output"
	jq -e --arg head "$(git rev-parse HEAD)" '.items[0].history[0] | .commit == $head and .landed.commit == $head' <<<"$output"
}

@test "audit shows old and new values by the schema" {
	under_git
	sed -i 's/^title: .*/title: 指南（修订）/; s/published: 2026-01-15/published: 2026-02-01/' content/pages/guide.md
	git commit -qam 改
	mulu 0 audit guide --format json
	jq -e '.items[0].history[0].fields == [{name: "title", old: "政府信息公开指南", new: "指南（修订）"},
		{name: "dates.published", old: "2026-01-15", new: "2026-02-01"}]' <<<"$output"
}

@test "without a repository audit names the cure" {
	mulu 3 audit --format json
	says "error[G03]"
	says "git init"
}

@test "a repository without a commit has no history, and that is said" {
	git init -q .
	mulu 3 audit --format json
	says "error[G08]"
}

@test "a shallow clone is refused, with what to set in a pipeline" {
	under_git
	git clone -q --depth 1 "file://$PWD" ../shallow
	mulu 3 audit --root ../shallow --format json
	says "error[G04]"
	says "git fetch --unshallow"
}

@test "a missing object is an error, never a shorter history" {
	under_git
	# the first version of the item, which only history needs
	blob=$(git rev-parse HEAD~1:content/pages/guide.md)
	rm -f ".git/objects/${blob:0:2}/${blob:2}"
	mulu 3 audit --format json
	says "error[G05]"
	says "$blob"
}

@test "a missing or damaged commit is an error, never a shorter history" {
	under_git
	git commit -q --allow-empty -m 三
	commit=$(git rev-parse HEAD~1)
	file=.git/objects/${commit:0:2}/${commit:2}
	cp "$file" ../kept
	rm -f "$file"
	mulu 3 audit --format json
	says "error[G05]"
	head -c 20 ../kept >"$file"
	mulu 3 audit --format json
	says "error[G05]"
}

@test "a partial clone says which object is missing" {
	under_git
	git config uploadpack.allowFilter true
	git clone -q --no-local --filter=blob:none "file://$PWD" ../partial
	mulu 3 audit --root ../partial --format json
	says "error[G05]"
}

@test "a repository with SHA-256 is named as not supported" {
	git init -q --object-format=sha256 .
	mulu 3 audit --format json
	says "error[G06]"
}

@test "the repository of another user is read" {
	[ "$(id -u)" = 0 ] || skip "needs root to give files away"
	under_git
	chown -R 65534 .
	mulu 0 audit guide --format json
}

@test "audit of an item that is not there is a mistake of the caller" {
	under_git
	mulu 2 audit nosuch --format json
	says "没有这个条目"
}

@test "diff says what a change means, what the public sees first" {
	under_git
	git checkout -qb topic
	sed -i 's/^attribute: .*/attribute: 不予公开/' content/documents/doc-2026-0001.md
	sed -i 's/^title: .*/title: 公开指南/' content/pages/guide.md
	sed -i 's/补充。/补充两处。/' content/pages/guide.md
	add_page
	git mv content/organs/office.yaml content/organs/main.yaml
	git add -A
	git commit -qm 改
	git checkout -q main
	mulu 0 diff main topic
	says "公众所见的变化（1）
  doc-2026-0001"
	says "新增（1）
  notes《秋季说明》：公众不可见 → 公众可见"
	says "标题：政府信息公开指南 → 公开指南"
	says "补充{+两处+}。"
	says "移动文件（1）"
	mulu 0 diff main...topic --format json
	jq -e '.version == 1 and (.items | map({id, change})) == [{id: "doc-2026-0001", change: "changed"},
		{id: "notes", change: "added"}, {id: "office", change: "moved"}, {id: "guide", change: "changed"}]' <<<"$output" ||
		jq -c '.items | map({id, change})' <<<"$output"
	jq -e '.items[] | select(.id == "doc-2026-0001") | .old_visibility == "full" and .new_visibility == "hidden"' <<<"$output"
	mulu 0 diff main topic --format markdown
	says "### 修改（1）"
	says "补充**两处**。"
}

@test "diff names problems that the change brings or solves, wherever their lines moved" {
	under_git
	add_error
	git commit -qam 断链
	sed -i '1,/^---$/s/^slot: guide/slot: guide\nweight: 3/' content/pages/guide.md
	mulu 0 diff HEAD
	[[ $output != *T06* ]]
	mulu 0 diff HEAD~1 HEAD
	says "新出现的问题（1）"
	says "error[T06]"
	mulu 0 diff HEAD HEAD~1
	says "已解决的问题（1）"
}

@test "diff of nothing says so, and an unknown revision is an error" {
	under_git
	mulu 0 diff HEAD
	says "公开记录没有变化"
	mulu 3 diff nosuch
	says "error[G12]"
	mulu 2 diff
}

@test "check --staged judges the index, not the work tree" {
	under_git
	add_error
	mulu 0 check --staged
	git add -A
	git show HEAD:content/pages/guide.md >content/pages/guide.md
	mulu 0 check
	mulu 1 check --staged
	says "error[T06]"
}

@test "build --commit makes the site of a revision, whatever the work tree holds" {
	under_git
	mulu 0 build --quiet --out ../before
	git tag before
	sed -i 's/^title: .*/title: 改过/' content/pages/guide.md
	git commit -qam 改
	echo 未提交 >>content/pages/guide.md
	mulu 0 build --quiet --commit before --out ../again
	diff -r ../before ../again
	mulu 3 build --quiet --commit nosuch --out ../again
}

# keep_history SINCE - the site's record wants its history; what is there is legacy.
keep_history() {
	sed -i "s/record: .*/record: {history: required, since: ${1:-2026-01-01}, approvals: claimed}/" content/site.yaml
}

# commit_on DAY MESSAGE - everything, at nine o'clock of that day.
commit_on() {
	git add -A
	GIT_AUTHOR_DATE="$1T09:00:00+08:00" GIT_COMMITTER_DATE="$1T09:00:00+08:00" git commit -qm "$2"
}

start_history() {
	export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
	export GIT_AUTHOR_NAME=甲 GIT_AUTHOR_EMAIL=p-03@test.example GIT_COMMITTER_NAME=甲 GIT_COMMITTER_EMAIL=p-03@test.example
	printf 'people:\n  - {id: p-03, role: handler, organ: office, from: 2020-01-01, git: [p-03@test.example]}\n' >content/people.yaml
	git init -q -b main .
	keep_history
	commit_on 2026-01-01 建站
}

@test "an item page shows its public history, and the change log all of them" {
	start_history
	sed -i 's/^title: .*/title: 公开指南（修订）/' content/pages/guide.md
	commit_on 2026-03-02 "改标题

Disclosure-Note: 按新规定改了名称"
	mulu 0 build --quiet
	grep -q '变更记录' public/pages/guide.html
	grep -q '2026年3月2日' public/pages/guide.html
	grep -q '按新规定改了名称' public/pages/guide.html
	grep -q '标题' public/pages/guide.html
	grep -q '承办人' public/pages/guide.html
	grep -q '公开指南（修订）' public/change-log/index.html
	xmllint --noout public/change-log/feed.xml
}

@test "without a history there is no change record and no change log" {
	mulu 0 build --quiet
	[ ! -e public/change-log ]
	# the page on corrections speaks of the record in general
	! grep -rq 变更记录 public/documents public/pages public/matters public/index.html
}

@test "nothing of messages, authors, withheld versions and deleted items reaches the site" {
	start_history
	export GIT_AUTHOR_NAME=金丝雀甲 GIT_AUTHOR_EMAIL=canary-b@secret.example GIT_COMMITTER_NAME=金丝雀丙
	# a draft with its own words, published later without them; an item withheld, then opened
	add_page 草稿 2026-02-01 金丝雀丁写在草稿里
	commit_on 2026-02-01 金丝雀戊在说明里
	add_page 已发布 2026-02-10
	commit_on 2026-02-10 "金丝雀己

Disclosure-Note: 首次发布"
	sed 's/^id: .*/id: doc-2026-0009/; s/^title: .*/title: 金丝雀庚的内部讨论/; /^index_no/d; /^number/d' \
		content/documents/doc-2026-0002.md >content/documents/doc-2026-0009.md
	commit_on 2026-02-11 金丝雀辛
	git rm -q content/documents/doc-2026-0009.md
	commit_on 2026-02-12 删去没有公开过的
	mulu 0 build --quiet
	grep -q '首次发布' public/pages/notes.html
	! grep -rE '金丝雀|canary|doc-2026-0009' public
	# nor the id of a commit, which would lead to all of it
	! grep -rq "$(git rev-parse --short=10 HEAD)" public --include='*.html' --include='*.xml'
}

@test "what only history shows is judged: deletion, backdating, changed numbers, no note" {
	start_history
	git rm -q content/documents/doc-2026-0001.md content/documents/doc-2026-0001-1.txt content/interpretations/int-2026-0001.md
	sed -i '/doc-2026-0001/d' content/pages/guide.md content/matters/*.yaml
	commit_on 2026-06-01 删除
	run "$MULU" check
	# it was there before the record began: then deletion is not judged
	[[ $output != *Y02* ]]
	keep_history 2025-12-31
	run "$MULU" check
	says "error[Y02]: doc-2026-0001 曾经公开"
	says "mulu withdraw doc-2026-0001"
	add_page 已发布 2026-01-15
	commit_on 2026-06-05 补录
	run "$MULU" check
	says "warning[Y01]: 发布日期 2026-01-15 早于首次进入主线的日期 2026-06-05"
	sed -i 's/正文。/改了正文。/' content/pages/notes.md
	commit_on 2026-06-06 没有说明
	run "$MULU" check
	says "warning[G11]"
}

@test "an approval's grade comes from who committed it" {
	start_history
	approval() { sed -i "s/^---\$/&/; 0,/^status:/s/^status:/approvals:\n  - {step: handler, by: p-03, opinion: agree, date: 2026-02-03$1}\nstatus:/" content/documents/doc-2026-0001.md; }
	approval ""
	commit_on 2026-02-03 本人审批
	mulu 0 audit doc-2026-0001 --format json
	jq -e '.items[0].approvals == [{step: "handler", by: "p-03", date: "2026-02-03", grade: "authenticated", stale: false,
		commit: $c, opinion: "agree", signed: false}]' --arg c "$(git rev-parse HEAD)" <<<"$output"
	git reset -q --hard HEAD~1
	approval ", evidence: 'paper:审批单1号'"
	GIT_AUTHOR_EMAIL=other@test.example commit_on 2026-02-03 代录
	mulu 0 audit doc-2026-0001 --format json
	jq -e '.items[0].approvals[0].grade == "recorded"' <<<"$output"
	git reset -q --hard HEAD~1
	approval ""
	GIT_AUTHOR_EMAIL=other@test.example commit_on 2026-02-03 冒名
	mulu 0 audit doc-2026-0001 --format json
	jq -e '.items[0].approvals[0].grade == "claimed"' <<<"$output"
	# the role ended the day before
	git reset -q --hard HEAD~1
	sed -i 's/from: 2020-01-01/from: 2020-01-01, to: 2026-02-02/' content/people.yaml
	approval ""
	commit_on 2026-02-03 任期已满
	mulu 0 audit doc-2026-0001 --format json
	jq -e '.items[0].approvals[0].grade == "claimed"' <<<"$output"
	# and what was approved changed afterwards
	sed -i 's/^title: .*/title: 改了标题/' content/documents/doc-2026-0001.md
	commit_on 2026-02-04 审批后修改
	mulu 0 audit doc-2026-0001 --format json
	jq -e '.items[0].approvals[0].stale' <<<"$output"
}

@test "a damaged cache is said, not used, and made anew" {
	start_history
	mulu 0 check --quiet
	[ -f .mulu/history ]
	[ -z "$(git status --porcelain)" ]
	mulu 0 audit guide --format json
	whole=$output
	for size in 0 7 100 300; do
		truncate -s "$size" .mulu/history
		mulu 0 check
		says "note[G14]"
		mulu 0 audit guide --format json
		[ "$output" = "$whole" ]
	done
	# one of another regulation is silently read anew
	echo '# x' >>content/regulation/terms.yaml
	mulu 0 check
	[[ $output != *G14* ]]
}

@test "approve writes an entry bound to what is approved, and commits it alone" {
	start_history
	git config user.name 甲
	git config user.email p-03@test.example
	echo 别的改动 >>content/pages/guide.md
	git add -A
	mulu 0 approve doc-2026-0001 --step handler --as-of 2026-02-03
	[ "$(git show --format= --name-only HEAD)" = content/documents/doc-2026-0001.md ]
	grep -q 'step: 承办人, by: p-03, opinion: 同意, date: 2026-02-03, content: "v1:' content/documents/doc-2026-0001.md
	# what was staged before is staged still
	[ "$(git diff --cached --name-only)" = content/pages/guide.md ]
	mulu 0 approve doc-2026-0001 --step section_head --by p-03 --evidence 'paper:审批单"1"号' --no-commit
	mulu 0 audit doc-2026-0001 --format json
	jq -e '.items[0].approvals | map([.step, .stale]) == [["handler", false], ["section_head", false]]' <<<"$output"
	sed -i 's/^title: .*/title: 批准后改了标题/' content/documents/doc-2026-0001.md
	mulu 0 audit doc-2026-0001 --format json
	jq -e '.items[0].approvals | map(.stale) == [true, true]' <<<"$output"
	mulu 2 approve doc-2026-0001 --step nosuch
	mulu 2 approve nosuch --step handler
}

@test "withdraw leaves a tombstone and tells the public why" {
	start_history
	git config user.name 甲
	git config user.email p-03@test.example
	mulu 2 withdraw guide
	mulu 0 withdraw doc-2026-0001 --reason '内容有误，"重新"发布' --kind revoked --as-of 2026-06-20
	mulu 0 audit doc-2026-0001 --format json
	jq -e '.items[0].history[0] | .kind == "withdrawn" and .note == "内容有误，\"重新\"发布"' <<<"$output"
	grep -q '^status: 已撤下' content/documents/doc-2026-0001.md
	mulu 2 withdraw doc-2026-0001 --reason 再一次地撤下 --kind revoked
}

@test "verify proves a folder, and names every byte, file and commit that is not its own" {
	start_history
	mulu 0 build --quiet
	jq -e --arg c "$(git rev-parse HEAD)" '.commit == $c and .dirty == false' public/manifest.json
	mulu 0 verify public
	says 逐字节一致
	cp -r public ../whole
	printf x | dd of=public/pages/guide.html bs=1 seek=100 conv=notrunc status=none
	echo 多 >public/more.html
	rm public/robots.txt
	mulu 1 verify public
	says "内容不同：pages/guide.html"
	says "多出的文件：more.html"
	says "缺少的文件：robots.txt"
	# another commit came since: the folder still proves its own
	echo 又一段。 >>content/pages/guide.md
	commit_on 2026-02-01 改
	mulu 0 verify ../whole
	sed -i "s/\"commit\": \"[0-9a-f]*\"/\"commit\": \"$(git rev-parse HEAD)\"/" ../whole/manifest.json
	mulu 1 verify ../whole
	says "内容不同：pages/guide.html"
	# what nobody committed proves nothing
	echo 未提交。 >>content/pages/guide.md
	mulu 0 build --quiet
	jq -e '.dirty' public/manifest.json
	mulu 1 verify public
	says manifest.json
}
