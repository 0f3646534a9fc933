load common

@test "list --due names what falls due, by unit, overdue first" {
	cat > content/documents/doc-2026-0003.md <<-'END'
	---
	id: doc-2026-0003
	title: 还没有公开的通知
	status: 审核中
	attribute: 主动公开
	owner: office
	dates: {formed: 2026-06-10}
	catalogue: policy/general
	platform: [政府网站]
	audience: 全社会
	---

	正文。
	END
	sed 's/0003/0004/; s/2026-06-10/2026-03-02/; s/还没有/早就该/' content/documents/doc-2026-0003.md > content/documents/doc-2026-0004.md
	mulu 0 list document --due 10 --quiet
	[ "${#lines[@]}" = 3 ]
	[[ ${lines[1]} == *2026-03-30*-62*逾期*主动公开*doc-2026-0004* ]]
	[[ ${lines[2]} == *2026-07-09*7*未到期*doc-2026-0003* ]]
	mulu 0 list document --due 6 --quiet
	[ "${#lines[@]}" = 2 ]
	mulu 0 list document --due 10 --format json --quiet
	jq -e '.version == 1 and .as_of == "2026-06-30" and (.due | length) == 2
		and .due[1].item == "doc-2026-0003" and .due[1].days == 7 and .due[1].state == "open"
		and .due[1].rule == "proactive-term" and .due[0].days == -62 and (.due[0].basis | length) > 0' <<<"$output"
	mulu 0 list --due 10 --format csv --quiet
	says "责任单位,期限"
	mulu 0 list matter --due 10 --lang en --quiet
	[[ ${lines[0]} == unit*due*days* ]]
	[ "${#lines[@]}" = 1 ]
	mulu 2 list --due soon
	mulu 2 list nothing --due 3
	mulu 0 check --format json
	jq -e '.summary.next_change == "2026-07-10"' <<<"$output"
}

@test "a baseline accepts what is there, for a year, and nothing new" {
	sed -i 's/profile: .*/profile: cn-2019/' content/site.yaml
	mulu 1 check
	mulu 0 check --write-baseline
	says content/regulation/baseline.yaml
	grep -q 'code: P01' content/regulation/baseline.yaml
	mulu 0 check --strict
	says "已知问题暂时接受"
	mulu 0 build --out "$BATS_TEST_TMPDIR/public"
	[ -f "$BATS_TEST_TMPDIR/public/documents/doc-2026-0001.html" ]
	sed 's/^id: doc-2026-0001$/id: doc-2026-0009/; s/00001/00009/; s/1号/9号/' content/documents/doc-2026-0001.md > content/documents/doc-2026-0009.md
	mulu 1 check
	says "content/documents/doc-2026-0009.md"
	rm content/documents/doc-2026-0009.md
	mulu 1 check --as-of 2027-07-01
	says R15
	# what was accepted before is written again, not lost
	cp content/regulation/baseline.yaml before
	mulu 0 check --write-baseline --quiet
	cmp before content/regulation/baseline.yaml
	mulu 2 build --write-baseline
}

@test "a type, a field, a rule and a profile need no C" {
	cat > content/regulation/types/zz-river.yaml <<-'END'
	id: river
	label: {zh: 河长巡河, en: river patrol}
	extends: item
	folder: rivers
	body: required
	fields:
	  length: {label: {zh: 巡河长度（公里）, en: length in km}, type: integer, required: true, min: 0}
	  patrolled: {label: {zh: 巡河日期, en: patrolled on}, type: date, required: true}
	END
	cat > content/regulation/parameters-river.yaml <<-'END'
	river.days: {label: {zh: 巡河记录公开期限, en: term for patrols}, kind: term, unit: wd}
	END
	cat > content/regulation/profiles/zz-own.yaml <<-'END'
	id: own
	label: {zh: 本局规定, en: our own}
	extends: test
	parameters:
	  river.days: {value: 5, basis: 本局河长制办法第三条}
	END
	cat > content/regulation/rules/zz-river.yaml <<-'END'
	- id: river-term
	  code: D01
	  type: river
	  kind: deadline
	  label: {zh: 巡河记录公开, en: publication of a patrol}
	  at: dates.published
	  from: patrolled
	  to: dates.published
	  term: river.days
	  basis: 本局河长制办法
	- id: river-length
	  code: T10
	  type: river
	  kind: assert
	  at: length
	  that: length > 0
	  basis: 本局河长制办法
	  message: {zh: "巡河长度是 {length} 公里", en: "the patrol has {length} km"}
	END
	sed -i 's/profile: .*/profile: own/' content/site.yaml
	sed -i 's/levels: {/levels: {river-term: warning, /' content/regulation/profiles/test.yaml
	mkdir content/rivers
	cat > content/rivers/riv-0001.md <<-'END'
	---
	id: riv-0001
	title: 三月巡河
	status: 已发布
	index_no: 00TESTHJ5/2026-00091
	attribute: 主动公开
	owner: office
	dates: {formed: 2026-03-02, published: 2026-03-16}
	catalogue: policy/general
	platform: [政府网站]
	audience: 全社会
	length: 0
	patrolled: 2026-03-02
	---

	沿河查看。
	END
	mulu 1 check
	says "error[T10]: 巡河长度是 0 公里"
	says "warning[D01]: 巡河记录公开晚了 5 个工作日：应不迟于 2026-03-09（自 2026-03-02 起 5 个工作日内），实际 2026-03-16"
	says "依据: 本局河长制办法；本局河长制办法第三条"
	mulu 1 check --lang en
	says "the patrol has 0 km"
	sed -i 's/length: 0/length: 12/; s/03-16/03-09/' content/rivers/riv-0001.md
	mulu 0 check --strict
	mulu 0 schema river
	says '"patrolled"'
	mulu 0 list river --format json
	jq -e '.items[0].length == 12' <<<"$output"
	mulu 0 build --out "$BATS_TEST_TMPDIR/public"
	grep -q 三月巡河 "$BATS_TEST_TMPDIR/public/rivers/riv-0001.html"
}

@test "the map of the systems is true" {
	run "$ROOT/tests/regulation/map"
	[ "$status" = 0 ]
	says "42 passed, 0 failed"
}

@test "every rule and chain is made to speak by some golden case" {
	run "$ROOT/tests/regulation/fires" "$MULU"
	[ "$status" = 0 ] || { echo "$output"; false; }
}
