load common

@test "check of a right site says so and ends with 0" {
	mulu 0 check
	says "0 个错误，0 个警告"
}

@test "a content error ends with 1" {
	add_error
	mulu 1 check
	says "content/pages/guide.md:14:1: error[T06]"
	mulu 1 build
}

@test "a machine error ends with 3, even beside content errors" {
	add_error
	mulu 3 build --out content/public
	rm content/catalogue.yaml
	mkdir content/catalogue.yaml
	mulu 3 check
}

@test "an unknown command ends with 2" {
	mulu 2 chekc
	says "没有这个命令：chekc"
	mulu 2 chekc --lang en
	says "no such command: chekc"
	mulu 2 ""
}

@test "an unknown option ends with 2, whatever the command" {
	for command in check build list schema; do
		mulu 2 $command --nosuch
		says "不认识的选项：--nosuch"
	done
	mulu 2 check --out x
	mulu 2 list --strict
	mulu 2 check -z
	mulu 2 check --nosuch --lang en
	says "unknown option: --nosuch"
}

@test "an option without its value ends with 2" {
	mulu 2 check --root
	says "选项缺少值：--root"
	mulu 2 build --out
}

@test "values that no option takes end with 2" {
	mulu 2 check --format xml
	says "没有这种输出格式：xml"
	mulu 2 check --format jso
	mulu 2 list --format text
	mulu 2 check --jobs 0
	mulu 2 check --jobs 65
	mulu 2 check --jobs many
	mulu 2 check --as-of 2026-02-30
	says "日期应写成 2024-03-01"
	mulu 2 check --as-of yesterday
	mulu 2 check --lang de
	mulu 2 build --audience everybody
}

@test "types that do not exist end with 2" {
	mulu 2 schema nosuch
	says "没有这个类型：nosuch"
	mulu 2 list nosuch
}

@test "an argument that a command does not take ends with 2" {
	mulu 2 build something
	says "多余的参数：something"
	mulu 2 schema document matter
	says "多余的参数：matter"
	mulu 2 help something
	says "没有这个命令：something"
}

@test "help stands on its own, in both languages" {
	for words in "" help --help -h; do
		# shellcheck disable=SC2086 # no word at all is one of them
		mulu 0 $words
		says "mulu"
		says "检查"
	done
	mulu 0 help --lang en
	says "check the content"
	MULU_LANG=en mulu 0 help
	says "check the content"
	mulu 0 help build
	says "--out"
	cd "$BATS_TEST_TMPDIR"
	mulu 0 help
}

@test "every command has help, with the options it takes" {
	for command in check build list schema; do
		mulu 0 $command --help
		says "用法：mulu $command"
		says "--root DIR"
		says "--format F"
		mulu 0 $command --help --lang en
		says "Usage: mulu $command"
	done
	mulu 0 build --help
	says "--out DIR"
	mulu 0 list --help
	says "table csv json xlsx"
	cd "$BATS_TEST_TMPDIR"
	mulu 0 check --help
}

@test "the site is found from a folder below" {
	cd content/documents
	mulu 0 check
	mulu 0 build --quiet
	[ -f ../../public/index.html ]
}

@test "no site here or above ends with 2" {
	cd "$BATS_TEST_TMPDIR"
	mulu 2 check
	says "请用 --root 指定"
	mulu 2 check --root nowhere
	says "没有这个目录：nowhere"
}

@test "--root names the site, absolute or relative" {
	cd "$BATS_TEST_TMPDIR"
	mulu 0 check --root site
	mulu 0 check --root="$PWD/site"
	mulu 0 build --root site --quiet
	[ -f site/public/index.html ]
}

@test "a root that is no site is an error that names what is missing" {
	mkdir ../empty
	mulu 3 check --root ../empty
	mkdir -p ../half/content
	cp -r content/regulation ../half/content/
	mulu 1 check --root ../half
	says "error[R08]"
}

@test "--lang and MULU_LANG choose the language, the option first" {
	add_error
	mulu 1 check --lang en
	says "the link leads nowhere"
	says "help: "
	MULU_LANG=en mulu 1 check
	says "the link leads nowhere"
	MULU_LANG=en mulu 1 check --lang zh
	says "链接的目标不存在"
}

@test "--quiet leaves out what is no error" {
	add_warning
	mulu 0 check --quiet
	[ -z "$output" ]
	mulu 0 build --quiet
	[ -z "$output" ]
	add_error
	mulu 1 check --quiet
	says "error[T06]"
	[[ $output != *warning* && $output != *个条目* ]]
}

@test "--strict makes warnings count, notes never" {
	mulu 0 check --strict
	add_warning
	mulu 0 check
	mulu 1 check --strict
	mulu 1 build --strict
	[ ! -e public ]
	mulu 0 build
}

@test "--as-of decides what is public that day" {
	add_page 已发布 2026-09-01
	mulu 0 build --quiet
	[ ! -e public/pages/notes.html ]
	mulu 0 build --quiet --as-of 2026-08-31
	[ ! -e public/pages/notes.html ]
	mulu 0 build --quiet --as-of 2026-09-01
	[ -e public/pages/notes.html ]
	grep -q '"as_of": "2026-09-01"' public/manifest.json
}

@test "the report names the day on which it would change" {
	add_page 已发布 2026-09-01
	mulu 0 check --format json
	[ "$(jq -r .summary.next_change <<<"$output")" = 2026-09-01 ]
}

@test "SOURCE_DATE_EPOCH dates a site that has no as_of" {
	sed -i /^as_of/d content/site.yaml
	SOURCE_DATE_EPOCH=1782864000 mulu 0 build --quiet
	grep -q '"as_of": "2026-07-01"' public/manifest.json
}

@test "--profile chooses the regulation's profile" {
	printf 'id: old\nlabel: {zh: 旧, en: old}\nextends: cn-2008\nlevels: {P01: off, P06: off}\n' >content/regulation/profiles/old.yaml
	mulu 0 build --quiet --profile old
	grep -q '"profile": "old"' public/manifest.json
	mulu 1 check --profile cn-1949
	says "cn-1949"
}
