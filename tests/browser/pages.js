// What only a browser can tell: one page of each family, wide in light colours and on a
// phone in dark ones, opened as files; some also from a server.

import {availableParallelism} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {axe, chromium} from './packages.js';
import {required} from './files.js';
import {checkKeyboard, checkMenu, checkSkipLink} from './keyboard.js';
import {checkPrint} from './print.js';
import {serve} from './server.js';
import {root, samples} from './site.js';
import {test} from './tally.js';

const FLAGS = [
  '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];
const VIEWS = [
  {name: 'wide', width: 1280, height: 900, colorScheme: 'light'},
  {name: 'phone', width: 390, height: 844, colorScheme: 'dark'},
];
// Further widths at which nothing may stick out: WCAG's reflow, 1280 at 200 %, tablet, desk.
const WIDTHS = [320, 640, 768, 1920];

async function openWindow(browser, view) {
  const page = await browser.newPage({
    viewport: {width: view.width, height: view.height},
    colorScheme: view.colorScheme,
    locale: 'zh-CN',
  });
  await page.addInitScript(() => {
    window.violations = [];
    addEventListener('securitypolicyviolation', (event) => window.violations.push(`${event.violatedDirective} refuses ${event.blockedURI}`));
  });
  return page;
}

// Opens an address and returns what went wrong with it, and with all it loads.
async function open(page, url, status = 200) {
  const problems = [];
  const listeners = {
    // a page that is answered with another status than 200 is one, by itself
    console: (message) => {
      const expected = status !== 200 && message.location().url === url;
      if (['error', 'warning'].includes(message.type()) && !expected) problems.push(`console: ${message.text()}`);
    },
    pageerror: (error) => problems.push(`script: ${error}`),
    requestfailed: (request) => problems.push(`not loaded: ${request.url()} ${request.failure()?.errorText}`),
    response: (response) => {
      if (url.startsWith('http') && response.status() !== (response.url() === url ? status : 200))
        problems.push(`answered ${response.status()}: ${response.url()}`);
    },
  };
  for (const [event, listener] of Object.entries(listeners)) page.on(event, listener);
  await page.goto(url, {waitUntil: 'load'});
  problems.push(...(await page.evaluate(() => window.violations)));
  if (!(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--ink')))) problems.push('no style sheet');
  for (const [event, listener] of Object.entries(listeners)) page.off(event, listener);
  return problems;
}

// Anything that sticks out to the right of the window, other than within a frame that scrolls.
async function overflow(page, width) {
  return page.evaluate((width) => {
    const excess = document.documentElement.scrollWidth - innerWidth;
    const scrolls = (element) => element && (getComputedStyle(element).overflowX !== 'visible' || scrolls(element.parentElement));
    const out = [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && !scrolls(element.parentElement) && element.checkVisibility())
      .map((element) => `at ${width} px <${element.localName} class="${element.className}"> sticks out by ${Math.ceil(element.getBoundingClientRect().right - innerWidth)} px`);
    return excess > 0 && out.length === 0 ? [`at ${width} px the page is ${excess} px too wide`] : out;
  }, width);
}

async function fits(page, view, widths) {
  const problems = await overflow(page, view.width);
  for (const width of widths) {
    await page.setViewportSize({width, height: view.height});
    problems.push(...(await overflow(page, width)));
  }
  await page.setViewportSize({width: view.width, height: view.height});
  return problems;
}

async function structure(page, sample) {
  return page.evaluate((wanted) => {
    const problems = [];
    const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
      .filter((heading) => heading.checkVisibility())
      .map((heading) => Number(heading.localName[1]));
    if (levels.filter((level) => level === 1).length !== 1) problems.push(`h1: ${levels.filter((level) => level === 1).length}`);
    levels.forEach((level, i) => {
      if (i > 0 && level > levels[i - 1] + 1) problems.push(`h${levels[i - 1]} is followed by h${level}`);
    });
    if (document.documentElement.lang !== 'zh-CN') problems.push(`lang is ${document.documentElement.lang}`);
    if (!document.title.trim()) problems.push('no title');
    for (const selector of ['header.masthead', 'main#main', 'footer.footer', 'nav.nav']) {
      const count = document.querySelectorAll(selector).length;
      if (count !== 1) problems.push(`${selector}: ${count}`);
    }
    for (const name of wanted) {
      if (!document.querySelector(`meta[name="${name}"]`)?.content.trim()) problems.push(`no meta ${name}`);
    }
    if (!document.querySelector('meta[http-equiv="Content-Security-Policy"]')) problems.push('no policy');
    return problems;
  }, required[sample.kind]);
}

async function accessible(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const result = await window.axe.run({resultTypes: ['violations'], rules: {'target-size': {enabled: true}}});
    return result.violations.flatMap(({id, impact, nodes}) => nodes.map((node) => ({id, impact, target: node.target.join(' '), why: node.failureSummary})));
  });
  return found.map(({id, impact, target, why}) => `${impact}: ${id}: ${target}: ${why.replace(/\s+/g, ' ')}`);
}

async function picture(page, name) {
  if (process.env.SHOTS) await page.screenshot({path: join(process.env.SHOTS, `${name}.png`), fullPage: true});
}

async function checkSample(page, server, view, sample) {
  const name = `${view.name}: ${sample.family}`;
  if (!sample.path) return test(`${name}: exists`, () => ['the site has no such page']);
  const problems = sample.missing
    ? await open(page, `${server.url}/documents/nothing/at/all.html`, 404)
    : await open(page, pathToFileURL(join(root, sample.path)).href);
  const named = (check) => `${name}: ${check} (${sample.path})`;
  await test(named('opens'), () => problems);
  await test(named('fits'), () => fits(page, view, view.name === 'wide' ? WIDTHS : []));
  await test(named('structure'), () => structure(page, sample));
  await test(named('accessible'), () => accessible(page));
  await picture(page, `${view.name}-${sample.family}`);
  await test(named('skip link'), () => checkSkipLink(page));
  if (view.name === 'phone') await test(named('menu'), () => checkMenu(page));
  await test(named('keyboard'), () => checkKeyboard(page));
  if (view.name === 'wide') await test(named('print'), () => checkPrint(page, sample));
}

// From a server: the page for what is not there, at any depth, and that the policy holds.
async function checkServed(page, server) {
  const at = (path) => new URL(path, server.url).href;
  await test('served: home', () => open(page, at('/')));
  for (const path of ['/nothing.html', '/documents/nothing/at/all.html'])
    await test(`served: 404 at ${path}`, async () => {
      const problems = await open(page, at(path), 404);
      const home = await page.evaluate(() => document.querySelector('.brand a').href);
      if (home !== at('/index.html')) problems.push(`its link home leads to ${home}`);
      return problems;
    });
  for (const sample of samples.filter(({family}) => ['document', 'matters', 'map'].includes(family)))
    await test(`served: ${sample.family}`, () => open(page, at(encodeURI(sample.path))));
  await test('served: the policy of the page refuses a script', async () => {
    await open(page, pathToFileURL(join(root, 'index.html')).href);
    const refused = await page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.append(script);
      await new Promise((done) => setTimeout(done, 50));
      return !window.ran && window.violations.length === 1;
    });
    return refused ? [] : ['a script within the page ran'];
  });
}

export async function checkPages() {
  const isRoot = process.getuid() === 0;
  const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: isRoot ? ['--no-sandbox', ...FLAGS] : FLAGS});
  const server = await serve();
  const jobs = VIEWS.flatMap((view) => samples.map((sample) => ({view, run: (page) => checkSample(page, server, view, sample)})));
  jobs.push({view: VIEWS[0], run: (page) => checkServed(page, server)});
  const work = async () => {
    for (let job; (job = jobs.shift()); ) {
      const page = await openWindow(browser, job.view);
      await job.run(page);
      await page.close();
    }
  };
  await Promise.all(Array.from({length: Math.min(availableParallelism(), 4)}, work));
  await server.close();
  await browser.close();
}
