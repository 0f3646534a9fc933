// Counts tests. A test fails by throwing, or with the problems it returns.

const wanted = process.argv.slice(4);
let passed = 0;
let failed = 0;

// Shows at most this many problems of a test: one mistake of a template is on every page.
const SHOWN = 8;

export async function test(name, run) {
  if (!wanted.every((word) => name.includes(word))) return;
  let problems;
  try {
    problems = (await run()) ?? [];
  } catch (error) {
    problems = [error.stack];
  }
  if (problems.length === 0) {
    passed++;
    return;
  }
  failed++;
  console.log(`FAILED ${name}`);
  for (const problem of problems.slice(0, SHOWN)) console.log(`    ${problem}`);
  if (problems.length > SHOWN) console.log(`    … and ${problems.length - SHOWN} more`);
}

export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
