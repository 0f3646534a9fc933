load common

# Items of the example site, which has every type.
example() {
	rm -rf content themes
	cp -r "$ROOT/content" .
	ln -s "$ROOT/themes" themes
}

@test "form lists the forms of the theme" {
	mulu 0 form
	[ "${#lines[@]}" = 13 ]
	says "release_slip"
	says "政务公开事项清单、流程图变更信息申请表  (change_request)"
}

@test "every form can be blank, without an item" {
	for name in $("$MULU" form | cut -d' ' -f1); do
		mulu 0 form --form "$name" --blank
		[ "${lines[0]}" = "<!DOCTYPE html>" ]
		[ "${lines[-1]}" = "</html>" ]
		[[ $output != *p-0* ]]
	done
}

@test "a form is filled from the front matter of its item" {
	example
	mulu 0 form doc-2025-0001 --form release_slip
	says "青环发〔2025〕2号"
	says "■ 主动公开"
	says "□ 依申请公开"
	says "p-11　2025年3月14日"
	mulu 0 form doc-2025-0001 --form release_slip --blank
	[[ $output != *青环发* && $output != *■* ]]
}

@test "without --form it is the first of the item's type" {
	example
	mulu 0 form chg-2026-001
	says "<title>政务公开事项清单、流程图变更信息申请表"
	mulu 0 form asm-2025-0003
	says "<title>政务公开民主评议测评表"
	mulu 0 form info-2025-air-01
	says "<title>政务信息公开发布审批单"
}

@test "notices leave applicant and contact to the pen" {
	example
	for name in supplement_notice extension_notice suspension_notice resumption_notice; do
		mulu 0 form app-2024-0001 --form $name
		says "登记号：2024-0001"
		says '<p class="to"><span class="pen long">　</span>：</p>'
	done
}

@test "a form may show what no site does; what stands in none has no form" {
	example
	closed=$(grep -l '^attribute: 不予公开' content/documents/*/*.md | head -1)
	id=$(basename "$closed" .md)
	mulu 0 form "$id" --form draft_slip
	says "■ 不予公开"
	mulu 2 form "$(basename "$(ls content/accountability/* | head -1)" | cut -d. -f1)"
	says "这类条目没有表单"
}

@test "the register is made of the whole site" {
	example
	mulu 0 form --form release_record
	says "信息发布登记册"
	[ "$(grep -c '<tr><td>' <<<"$output")" -gt 200 ]
	mulu 0 form --form release_record --blank
	says "10. 是否属于公开范围"
}

@test "form writes into a file, or says why it cannot" {
	mulu 0 form --form application_form --blank --out sheet.html
	[ -z "$output" ]
	grep -q "<h1>政府信息公开申请表" sheet.html
	mulu 3 form --form application_form --blank --out nowhere/sheet.html
	says "nowhere/sheet.html"
}

@test "what does not fit is refused" {
	mulu 2 form nothing
	says "没有这个条目：nothing"
	mulu 2 form doc-2025-0001 --form nosuch --lang en
	mulu 2 form --form nosuch --blank
	says "没有这种表单；mulu form 列出全部：nosuch"
	mulu 2 form office --form change_form
	says "这种表单不用于该类条目：office"
	mulu 2 form --form change_form
	says "需要条目的 ID，或者 --blank：change_form"
	mulu 2 form --form change_form --lang en
	says "needs an item's ID or --blank: change_form"
	mulu 2 form a b
}

@test "a faulty forms.lua is named, with what it may hold" {
	mkdir -p themes
	cp -r "$ROOT/themes/default" themes/
	echo 'return {{name = "a", title = "甲", templat = "x.html"}}' >themes/default/forms.lua
	mulu 1 form --form a --blank
	says "forms.lua 有误：a：可用的键是 name title template types of_site"
	says "forms.lua 有误：a：需要 name、title 和 template"
	echo 'return {' >themes/default/forms.lua
	mulu 1 form --form a --blank
	says "forms.lua"
	echo 'return {{name = "a", title = "甲", template = "x.html", types = {1}}}' >themes/default/forms.lua
	mulu 1 form --form a --blank
	says "types 应为类型的列表"
	echo 'return {{name = "a", title = "甲", template = "x.html"}}' >themes/default/forms.lua
	mulu 1 form --form a --blank
	says "x.html"
	rm themes/default/forms.lua
	mulu 0 form
	[ -z "$output" ]
}
