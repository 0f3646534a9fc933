load common

# grow N - N documents more, so that a build takes a while.
grow() {
	local i
	for i in $(seq 1 "$1"); do
		printf -- '---\nid: doc-2025-%04d\ntitle: 第%d号文件\nstatus: 已发布\nindex_no: 00TESTHJ5/2025-%05d\nattribute: 主动公开\nowner: office\ndates: {formed: 2025-03-02, published: 2025-03-09}\ncatalogue: policy/general\nplatform: [政府网站]\naudience: 全社会\n---\n\n自2025年6月1日起。\n' \
			"$i" "$i" "$i" >"content/documents/doc-2025-$(printf %04d "$i").md"
	done
}

@test "build publishes into public, or where --out says" {
	mulu 0 build
	says "已发布"
	[ -f public/index.html ] && [ -f public/manifest.json ] && [ -f public/404.html ]
	mulu 0 build --out ../elsewhere/deep/site
	[ "$(hash_of public)" = "$(hash_of ../elsewhere/deep/site)" ]
	mulu 0 build --out ../slash/
	[ -f ../slash/index.html ]
	[ ! -e public.stage ] && [ ! -e ../elsewhere/deep/site.stage ] && [ ! -e ../slash.stage ]
}

@test "the manifest lists every other file with its hash" {
	mulu 0 build --quiet
	jq -e '.generator == "mulu" and .version == 1 and .audience == "public"' public/manifest.json
	diff <(jq -r '.files[] | "\(.sha256)  \(.path)"' public/manifest.json | sort -k2) \
		<(cd public && find . -type f ! -name manifest.json -printf '%P\n' | sort | xargs -d '\n' sha256sum)
}

@test "xml is well-formed, json parses, the sitemap lists every page" {
	mulu 0 build --quiet
	find public -name '*.xml' -print0 | xargs -0 xmllint --noout
	[ -f public/feed.xml ] && [ -f public/sitemap.xml ]
	find public -name '*.json' -print0 | xargs -0 jq -e . >/dev/null
	[ "$(xmllint --xpath 'count(//*[local-name()="loc"])' public/sitemap.xml)" = "$(find public -name '*.html' ! -name 404.html | wc -l)" ]
}

@test "every link inside the site leads to a file of it" {
	mulu 0 build --quiet
	cd public
	find . -name '*.html' -print0 | xargs -0 grep -oHE '(href|src)="[^"#]+' | sort -u |
		grep -vE '="(https?|mailto|tel):' | while IFS= read -r line; do
		page=${line%%:*} link=${line#*\"}
		case $link in */) link=${link}index.html ;; esac
		[ -e "$(dirname "$page")/$(printf '%b' "${link//%/\\x}")" ] || echo "$page leads to $link"
	done >../missing
	[ ! -s ../missing ] || { cat ../missing; false; }
}

@test "a folder that mulu did not make is not touched" {
	mkdir public
	echo 重要 >public/thesis.txt
	mulu 3 build
	says "error[B04]"
	[ "$(cat public/thesis.txt)" = 重要 ]
	[ "$(ls public)" = thesis.txt ]
	echo '{}' >public/manifest.json
	mulu 3 build
	[ -f public/thesis.txt ]
}

@test "a build that fails leaves the old site as it was" {
	mulu 0 build --quiet
	before=$(hash_of public)
	add_error
	mulu 1 build
	says "没有发布任何内容"
	[ "$(hash_of public)" = "$before" ]
	sed -i '/没有.md/d' content/pages/guide.md
	# a template that fails, then a leak
	mkdir -p content/theme/templates
	echo '{{ nosuch }}' >content/theme/templates/organ.html
	mulu 1 build
	[ "$(hash_of public)" = "$before" ]
	rm content/theme/templates/organ.html
	echo '这一段文字只供内部讨论，任何页面都不应出现它。' >content/theme/templates/robots.txt
	mulu 1 build
	says "error[B01]"
	[ "$(hash_of public)" = "$before" ]
	[ ! -e public.stage ]
}

@test "a new build replaces everything, also what is gone" {
	add_page
	mulu 0 build --quiet
	[ -e public/pages/notes.html ]
	add_page 草稿
	mulu 0 build --quiet
	[ ! -e public/pages/notes.html ]
	mulu 0 build --quiet --out ../fresh
	[ "$(hash_of public)" = "$(hash_of ../fresh)" ]
}

@test "a build that is killed leaves the whole old site or the whole new one" {
	mulu 0 build --quiet
	old=$(hash_of public)
	grow 150
	# how long a build takes here decides when to kill
	start=$(date +%s%N)
	mulu 0 build --quiet --out ../new
	took=$((($(date +%s%N) - start) / 1000))
	new=$(hash_of ../new)
	for round in 1 2 3 4 5 6 7 8 9 10; do
		"$MULU" build --quiet 3>&- &
		victim=$!
		sleep "$((took * (RANDOM % 100 + 1) / 100))e-6"
		kill -9 $victim 2>/dev/null || true
		wait $victim 2>/dev/null || true
		now=$(hash_of public)
		[ "$now" = "$old" ] || [ "$now" = "$new" ] || { echo "round $round: neither old nor new"; false; }
	done
	# what the dead left behind hinders nobody and goes away
	mulu 0 build --quiet
	[ "$(hash_of public)" = "$new" ]
	[ ! -e public.stage ]
}

@test "a stage that a dead build left is removed" {
	mkdir -p -m 700 public.stage/site/old
	echo 旧 >public.stage/site/old/page.html
	touch public.stage/lock
	mulu 0 build --quiet
	[ -f public/index.html ] && [ ! -e public/old ] && [ ! -e public.stage ]
}

@test "while one builds another stops with 3, and the lock dies with its holder" {
	mkdir -m 700 public.stage
	flock --no-fork public.stage/lock sleep 60 3>&- &
	holder=$!
	until ! flock -n public.stage/lock true; do sleep 0.02; done
	mulu 3 build
	says "另一个 mulu 正在向"
	[ ! -e public ]
	kill -9 $holder
	wait $holder 2>/dev/null || true
	mulu 0 build --quiet
}

@test "where nothing may be written, the build says so and ends with 3" {
	[ "$(id -u)" = 0 ] || skip "needs root to become nobody"
	# nobody must be able to come here and to run mulu
	place=$(mktemp -d /tmp/mulu-cli-XXXXXX)
	chmod 755 "$place"
	cp "$MULU" "$place/mulu"
	cp -r "$ROOT/themes" . "$place"/
	chmod -R go+rX "$place"
	as_nobody() { run setpriv --reuid=65534 --regid=65534 --clear-groups "$place/mulu" build --root "$place" --out "$1"; }
	mkdir "$place/closed"
	as_nobody "$place/closed/site"
	first="$status $output"
	# an old site in a folder that may not be written stays
	mulu 0 build --quiet --out "$place/closed/site"
	before=$(hash_of "$place/closed/site")
	as_nobody "$place/closed/site"
	second=$status after=$(hash_of "$place/closed/site")
	entries=$(ls "$place/closed")
	rm -r "$place"
	[[ $first == "3 "*"error[B03]"*"permission denied"* ]] || { echo "$first"; false; }
	[ "$second" = 3 ]
	[ "$after" = "$before" ]
	[ "$entries" = site ]
}

@test "without an exchange of folders the result is the same" {
	mulu 0 build --quiet --out ../reference
	mulu 0 build --quiet --as-of 2026-05-01
	echo 旧 >public/leftover.html
	mkdir public/old-folder
	echo 旧 >public/old-folder/index.html
	MULU_NO_EXCHANGE=1 mulu 0 build
	says "note[B06]"
	[ "$(hash_of public)" = "$(hash_of ../reference)" ]
	[ ! -e public.stage ]
}

@test "without an exchange of folders no old one is left" {
	mulu 0 build --quiet
	mkdir public/old-folder
	echo 旧 >public/old-folder/index.html
	MULU_NO_EXCHANGE=1 mulu 0 build --quiet
	[ ! -e public/old-folder ]
}

@test "the same bytes from 1, 2 and 8 threads" {
	grow 30
	for jobs in 1 2 8; do
		mulu 0 build --quiet --jobs $jobs --out ../out-$jobs
	done
	[ "$(hash_of ../out-1)" = "$(hash_of ../out-2)" ]
	[ "$(hash_of ../out-1)" = "$(hash_of ../out-8)" ]
}

@test "the same report from 1, 2 and 8 threads" {
	grow 30
	sed -i 's/owner: office/owner: offfice/; s/2025年6月1日/<b>2025<\/b>/' content/documents/doc-2025-*.md
	for jobs in 1 2 8; do
		run "$MULU" check --jobs $jobs --format json
		echo "$output" >../report-$jobs
	done
	cmp ../report-1 ../report-2
	cmp ../report-1 ../report-8
}

@test "the same bytes in another time zone and locale" {
	mulu 0 build --quiet --out ../reference
	for zone in UTC Asia/Shanghai America/Los_Angeles Pacific/Kiritimati; do
		TZ=$zone mulu 0 build --quiet --out ../out
		diff -r ../reference ../out
	done
	for locale in C C.UTF-8 POSIX; do
		run env LC_ALL=$locale LANG=$locale "$MULU" build --quiet --out ../out
		[ "$status" = 0 ]
		diff -r ../reference ../out
	done
}

@test "the same bytes in another folder, from files with other dates and in another order" {
	mulu 0 build --quiet --out ../reference
	mkdir -p "../另一个 folder/deep"
	find . -type f | sort -r | while IFS= read -r file; do
		install -D -m 640 "$file" "../另一个 folder/deep/$file"
	done
	find "../另一个 folder" -exec touch -d 2001-01-01 {} +
	cd "../另一个 folder/deep"
	mulu 0 build --quiet
	diff -r "$BATS_TEST_TMPDIR/reference" public
}

@test "the same bytes whatever language messages have" {
	mulu 0 build --quiet --lang zh --out ../zh
	mulu 0 build --quiet --lang en --out ../en
	[ "$(hash_of ../zh)" = "$(hash_of ../en)" ]
}

@test "what is published can be read by a web server" {
	(umask 022 && "$MULU" build --quiet)
	[ -z "$(find public -type d ! -perm -005)" ]
	[ -z "$(find public -type f ! -perm -004)" ]
}

@test "an internal site says so in its manifest" {
	mulu 0 build --quiet --audience internal --out ../internal
	jq -e '.audience == "internal"' ../internal/manifest.json
}

@test "an internal site does not replace the public one" {
	mulu 0 build --quiet
	before=$(hash_of public)
	mulu 2 build --quiet --audience internal
	[ "$(hash_of public)" = "$before" ]
}
