load common

@test "calendar says when a term ends, then which days did not count" {
	mulu 0 calendar 2026-09-30 +3
	[ "${lines[0]}" = 2026-10-10 ]
	says "2026-10-01 国庆节（国办发明电〔2025〕7号）"
	[ "$(grep -c 国庆节 <<<"$output")" = 7 ]
	mulu 0 calendar 2026-03-02 +2 wd
	[ "$output" = 2026-03-04 ]
	mulu 0 calendar 2024-09-13 3 工作日 --lang en
	[ "${lines[0]}" = 2024-09-19 ]
	says "2024-09-15 Mid-Autumn Festival (国办发明电〔2023〕7号)"
	says "not counted"
}

@test "calendar reckons days and months, and rolls over to a working day" {
	mulu 0 calendar 2026-09-01 +30 days
	[ "${lines[0]}" = 2026-10-08 ]
	[ "$(grep -c 国庆节 <<<"$output")" = 7 ]
	mulu 0 calendar 2026-01-31 +1 months
	[ "$output" = 2026-02-28 ]
	mulu 0 calendar 2026-09-11 +8 days
	[ "${lines[0]}" = 2026-09-20 ]
	[ "${lines[2]}" = "  2026-09-19 星期六" ]
}

@test "calendar answers machines" {
	mulu 0 calendar 2026-09-30 +3 --format json
	jq -e '.version == 1 and .start == "2026-09-30" and .days == 3 and .unit == "wd"
		and .result == "2026-10-10" and .certainty == "certain"' <<<"$output"
	jq -e '.skipped | length == 7 and .[0] == {date: "2026-10-01", why: "国庆节（国办发明电〔2025〕7号）"}' <<<"$output"
	mulu 0 calendar 2026-03-02 +1 个月 --format json
	jq -e '.unit == "months" and .skipped == []' <<<"$output"
}

@test "calendar marks what a notice to come may change" {
	mulu 0 calendar 2026-12-25 +10
	[ "${lines[0]}" = 2027-01-11 ]
	[[ ${lines[1]} == 预计* ]]
	says "2027-01-01 元旦"
	mulu 0 calendar 2026-12-25 +10 --as-of 2027-02-01 --format json
	jq -e '.certainty == "undetermined"' <<<"$output"
	mulu 0 calendar 2009-03-02 +3
	says "不能确定"
}

@test "calendar takes the overlays of the profile" {
	cat >content/regulation/profiles/zz-local.yaml <<-END
		id: zz-local
		label: {zh: 地方, en: local}
		extends: cn-2019
		parameters:
		  calendar.overlays: {value: ningxia, basis: 放假通知}
	END
	mulu 0 calendar 2024-04-09 +1
	[ "$output" = 2024-04-10 ]
	mulu 0 calendar 2024-04-09 +1 --profile zz-local
	[ "${lines[0]}" = 2024-04-12 ]
	says "开斋节（宁夏回族自治区放假通知）"
}

@test "calendar gives no answer from a calendar with errors" {
	echo 'year: 2027' >content/regulation/calendar/2027.yaml
	run --separate-stderr "$MULU" calendar 2026-09-30 +3 --format json
	[ "$status" = 1 ]
	[ -z "$output" ]
	[[ $stderr == *"2027.yaml:1:1: error[F04]"* ]]
}

@test "calendar works in any site, and says where there is none" {
	mulu 0 calendar 2026-09-30 +3 --root "$ROOT"
	[ "${lines[0]}" = 2026-10-10 ]
	cd content/pages
	mulu 0 calendar 2026-09-30 +3
	cd /
	mulu 2 calendar 2026-09-30 +3
	says "没有站点"
}

@test "calendar says what it takes" {
	local arguments
	for arguments in "" "2026-09-30" "2026-09-31 +3" "2026-09-30 +0" "2026-09-30 -3" "2026-09-30 +10001" \
		"2026-09-30 +3 weeks" "2026-09-30 +3 days more" "9990-01-01 +9999 months"; do
		# shellcheck disable=SC2086 # words
		mulu 2 calendar $arguments
	done
}
