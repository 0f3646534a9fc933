load common

@test "what must not be published is not in the report either" {
	local format language
	add_page 已发布 2026-01-15 $'身份证 11010519491231002X，手机 13800138000、１３９００１３９０００\n\n- 幸福小区5栋2单元301室\n- 6222 0202 0000 0000 006'
	sed -i 's/^title:.*/title: 通知13700137000/' content/pages/notes.md
	for format in text json; do
		for language in zh en; do
			mulu 1 check --format $format --lang $language
			says X01
			[[ $output != *11010519491231002X* && $output != *13800138000* && $output != *13700137000* ]]
			[[ $output != *１３９００１３９０００* && $output != *单元301* && $output != *"0202 0000"* ]]
		done
	done
}

@test "nothing is published with personal data in it, an approved value is" {
	cp content/documents/doc-2026-0001.md content/documents/doc-2026-0009.md
	sed -i 's/doc-2026-0001$/doc-2026-0009/; s/^title: .*/title: 关于值班的通知/; s/-00001$/-00009/; s/〕1号/〕9号/
		/^attachments/,/file:/d; s/(doc-2026-0001-1.txt)/(guide)/; s/\[任务清单\](guide)/任务清单/' content/documents/doc-2026-0009.md
	printf '\n- 值班手机 13800138000\n' >>content/documents/doc-2026-0009.md
	mulu 1 build --out public
	says "value_hash: "
	[ ! -e public ]
	local hash=${output#*value_hash: }
	sed -i "s/^summary:.*/&\npii_exempt: [{value_hash: ${hash:0:8}, reason: 值班电话长期对外, approver: p-03}]/" \
		content/documents/doc-2026-0009.md
	mulu 0 build --out public
	grep -q 13800138000 public/documents/doc-2026-0009.html
	run grep -rl "${hash:0:8}" public
	[ "$status" = 1 ]
}

@test "any number of workers says the same" {
	add_page 已发布 2026-01-15 $'机密★\n\n- 13800138000'
	mulu 1 check --jobs 1
	local one=$output
	mulu 1 check --jobs 4
	[ "$output" = "$one" ]
}
