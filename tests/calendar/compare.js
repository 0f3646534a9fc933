// compare.js PROGRAM PACKAGES - every term as mulu reckons it against chinese-days, which
// has its own data and nothing of mulu's. Prints what differs and `N passed, N failed`.
import {execFileSync} from "node:child_process";
import {createRequire} from "node:module";
import path from "node:path";

const [program, packages] = process.argv.slice(2);
const {isWorkday, findWorkday} = createRequire(path.resolve(packages, "package.json"))("chinese-days");
const COUNTS = [1, 3, 5, 7, 10, 15, 20, 30, 40];
const DAY = 86400000;
const first = Date.UTC(2010, 0, 1), last = Date.UTC(2026, 11, 31), end = Date.UTC(2027, 5, 30);
const iso = (time) => new Date(time).toISOString().slice(0, 10);

// Beyond its data (2026) chinese-days knows weekends only; mulu also knows the days off that
// never move, of which this span has the first of January and of May, with the second.
const FIXED = new Set(["2027-01-01", "2027-05-01", "2027-05-02"]);
const works = new Map();
for (let time = first; time <= end; time += DAY) {
	works.set(time, isWorkday(iso(time)) && !FIXED.has(iso(time)));
}

const due = (start, count) => {
	let time = start;
	while (count > 0) {
		time += DAY;
		if (works.get(time)) count--;
	}
	return time;
};

const lines = execFileSync(program, COUNTS.map(String), {encoding: "utf8", maxBuffer: 1 << 26}).trim().split("\n");
// A test is a year of starts; what differs in it is printed, the first twenty of all.
let at = 0, told = 0;
const years = new Map();
const judge = (start, agrees, words) => {
	const year = new Date(start).getUTCFullYear();
	years.set(year, (years.get(year) ?? true) && agrees);
	if (!agrees && told++ < 20) console.log(words);
};
for (let start = first; start <= last; start += DAY) {
	for (const count of COUNTS) {
		const result = due(start, count);
		const certainty = result > last ? 1 : 0; // as of 2026, what touches 2027 is projected
		const wanted = `${iso(start)} ${count} ${iso(result)} ${certainty}`;
		judge(start, lines[at] === wanted, `mulu: ${lines[at]}, chinese-days: ${wanted}`);
		at++;
	}
}
judge(last, at === lines.length, `mulu gave ${lines.length} answers to ${at} questions`);

// the package's own arithmetic, where it has data: one start a week is enough to trust the walk above
for (let start = first; start < Date.UTC(2026, 9, 1); start += 7 * DAY) {
	for (const count of COUNTS) {
		const result = findWorkday(count, iso(start));
		judge(start, result === iso(due(start, count)), `findWorkday(${count}, ${iso(start)}) is ${result}`);
	}
}
const passed = [...years.values()].filter(Boolean).length;
console.log(`${passed} passed, ${years.size - passed} failed`);
process.exit(passed < years.size ? 1 : 0);
