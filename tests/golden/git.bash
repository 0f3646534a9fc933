# What the cases about history share; `prepare` sources it in the site's folder.
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 HOME=$PWD
export GIT_AUTHOR_NAME=甲 GIT_AUTHOR_EMAIL=p-03@test.example GIT_COMMITTER_NAME=甲 GIT_COMMITTER_EMAIL=p-03@test.example

# commit_on DAY [MESSAGE] - everything, at nine o'clock of that day.
commit_on() {
	git add -A
	GIT_AUTHOR_DATE="$1T09:00:00+08:00" GIT_COMMITTER_DATE="$1T09:00:00+08:00" git commit -qm "${2:-改}"
}

# start [SINCE] [GRADE] - a repository whose record begins after its first commit.
start() {
	sed -i "s/record: .*/record: {history: required, since: ${1:-2026-01-01}, approvals: ${2:-claimed}}/" content/site.yaml
	printf 'people:\n  - {id: p-03, role: handler, organ: office, from: 2020-01-01, git: [p-03@test.example]}\n' >content/people.yaml
	git init -q -b main .
	commit_on 2026-01-01 建站
}

note=$'改\n\nDisclosure-Note: 按规定调整'
