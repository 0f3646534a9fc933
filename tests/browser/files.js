// What can be said about the files alone, of all of them: links and anchors lead
// somewhere, nothing runs or is styled inline, each page says what it is, and the
// markup is valid.

import {posix} from 'node:path';
import {elements} from './html.js';
import {HtmlValidate} from './packages.js';
import {files, pages, read} from './site.js';
import {test} from './tally.js';
import {rules} from './htmlvalidate.config.js';

const exists = new Set(files);
const parsed = new Map(pages.map((path) => [path, elements(read(path))]));
const ids = new Map([...parsed].map(([path, tags]) => [path, new Set(tags.map((tag) => tag.attributes.id))]));
const LINKS = {a: 'href', link: 'href', area: 'href', img: 'src', script: 'src', source: 'src', form: 'action', iframe: 'src'};

const meta = (tags, name) => tags.find((tag) => tag.name === 'meta' && tag.attributes.name === name)?.attributes.content;
// Where the site will stand: what its own canonical address says of the home page.
const canonical = (tags) => tags.find((tag) => tag.name === 'link' && tag.attributes.rel === 'canonical')?.attributes.href;
const address = canonical(parsed.get('index.html')).replace(/index\.html$/, '');

// Shown at whatever address was asked for: only their links begin at the root.
const ANYWHERE = new Set(['404.html']);

// Recordings lie beside the site on its host: they are too large for a repository.
const BESIDE = `${address}media/`;

// The file and anchor that a link of a page leads to; null where it leaves the site.
function target(page, href) {
  if (href.startsWith(BESIDE)) return null;
  if (href.startsWith(address)) return target('index.html', href.slice(address.length) || 'index.html');
  if (/^[a-z][a-z0-9+.-]*:/i.test(href) || href.startsWith('//')) return null;
  const [path, anchor] = href.split('#');
  const absolute = path.startsWith('/');
  const folder = posix.dirname(absolute ? 'index.html' : page);
  const file = path === '' ? page : posix.normalize(posix.join(folder, decodeURIComponent(path.split('?')[0]).replace(/^\//, '')));
  return {file, anchor: anchor === undefined ? undefined : decodeURIComponent(anchor), absolute};
}

// What is wrong with a link, or nothing.
function fault(page, href) {
  const to = target(page, href);
  if (!to) return undefined;
  if (to.absolute !== ANYWHERE.has(page) && to.file !== page)
    return `${page}: ${href}: ${to.absolute ? 'an absolute path does not work from a folder' : 'works at no other address'}`;
  if (!exists.has(to.file)) return `${page}: ${href}: there is no ${to.file}`;
  if (to.anchor && ids.has(to.file) && !ids.get(to.file).has(to.anchor)) return `${page}: ${href}: ${to.file} has no #${to.anchor}`;
  return undefined;
}

function links(path, tags) {
  return tags
    .filter((tag) => tag.attributes[LINKS[tag.name]] !== undefined)
    .map((tag) => fault(path, tag.attributes[LINKS[tag.name]]))
    .filter(Boolean);
}

function inline(path, tags) {
  return tags.flatMap((tag) => {
    const names = Object.keys(tag.attributes);
    const found = names.filter((name) => name.startsWith('on') || name === 'style').map((name) => `attribute ${name}`);
    if (tag.name === 'style') found.push('<style>');
    if (tag.name === 'script' && tag.attributes.type !== 'application/ld+json' && (!tag.attributes.src || tag.text.trim())) found.push('<script>');
    if (/^\s*(javascript|vbscript|data):/i.test(tag.attributes[LINKS[tag.name]] ?? '')) found.push('an address that runs');
    return found.map((what) => `${path}: ${what} in <${tag.name}>`);
  });
}

// DOMAIN.md 3.3: every page has the site's tags; a page with column or article tags has all of them.
const SITE = ['SiteName', 'SiteDomain', 'SiteIDCode'];
const COLUMN = ['ColumnName', 'ColumnDescription', 'ColumnKeywords', 'ColumnType'];
const ARTICLE = ['ArticleTitle', 'PubDate', 'ContentSource'];
export const required = {site: SITE, column: [...SITE, ...COLUMN], article: [...SITE, ...COLUMN, ...ARTICLE]};

function tags(path, tags) {
  const has = (name) => meta(tags, name)?.trim();
  const wanted = [...SITE];
  for (const group of [COLUMN, ARTICLE]) if (group.some(has)) wanted.push(...group);
  const problems = wanted.filter((name) => !has(name)).map((name) => `${path}: no meta ${name}`);
  if (has('PubDate') && !/^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(has('PubDate'))) problems.push(`${path}: PubDate ${has('PubDate')}`);
  if (has('SiteIDCode') && !/^[0-9a-z]{10}$/.test(has('SiteIDCode'))) problems.push(`${path}: SiteIDCode ${has('SiteIDCode')}`);
  // an old address names the new one
  const moved = has('robots') === 'noindex' && canonical(tags) !== address + encodeURI(path) && files.includes(decodeURI(canonical(tags).slice(address.length)));
  if (canonical(tags) !== address + encodeURI(path) && !moved) problems.push(`${path}: canonical ${canonical(tags)}`);
  return problems;
}

function titles() {
  const seen = new Map();
  const problems = [];
  for (const [path, tags] of parsed) {
    const title = tags.find((tag) => tag.name === 'title')?.text.trim();
    // a matter may be called like the node it stands in
    const key = `${path.split('/')[0]} ${title}`;
    if (!title) problems.push(`${path}: no title`);
    else if (seen.has(key)) problems.push(`${path}: the title of ${seen.get(key)}: ${title}`);
    seen.set(key, path);
  }
  return problems;
}

function feeds() {
  const problems = [];
  for (const [path, pattern] of [['sitemap.xml', /<loc>([^<]+)<\/loc>/g], ['feed.xml', /<link[^>]* href="([^"]+)"/g], ['robots.txt', /^Sitemap: (.+)$/gm]]) {
    const found = [...read(path).matchAll(pattern)].map((match) => match[1]);
    if (found.length === 0) problems.push(`${path}: no addresses`);
    for (const url of found) {
      const wrong = url.startsWith(address) ? fault(path, url) : `${path}: ${url}: not below ${address}`;
      if (wrong) problems.push(wrong);
    }
  }
  return problems;
}

function styles() {
  return files.filter((path) => path.endsWith('.css')).flatMap((path) =>
    [...read(path).matchAll(/url\(\s*["']?([^"')]+)/g)].map((match) => fault(path, match[1]) ?? (target(path, match[1]) ? '' : `${path}: loads ${match[1]} from elsewhere`)).filter(Boolean));
}

// Pages that no link leads to. A page that was withdrawn and 404.html have none.
function orphans() {
  const reached = new Set(['index.html']);
  const queue = [...reached];
  for (let page; (page = queue.pop()); ) {
    for (const tag of parsed.get(page)) {
      const to = tag.name === 'a' && tag.attributes.href !== undefined && target(page, tag.attributes.href);
      if (!to || reached.has(to.file) || !parsed.has(to.file)) continue;
      reached.add(to.file);
      queue.push(to.file);
    }
  }
  return pages
    .filter((page) => !reached.has(page) && page !== '404.html' && meta(parsed.get(page), 'robots') !== 'noindex')
    .map((page) => `${page}: no link leads here from the home page`);
}

const each = (check) => [...parsed].flatMap(([path, tags]) => check(path, tags));

async function validate() {
  const htmlvalidate = new HtmlValidate(rules);
  const anywhere = new HtmlValidate({...rules, rules: {...rules.rules, 'allowed-links': ['error', {allowRelative: false}]}});
  const problems = [];
  for (const path of pages) {
    const report = await (ANYWHERE.has(path) ? anywhere : htmlvalidate).validateString(read(path), path);
    for (const result of report.results)
      for (const message of result.messages) problems.push(`${path}:${message.line}:${message.column} ${message.message} (${message.ruleId})`);
  }
  return problems;
}

export async function checkFiles() {
  await test('files: links and anchors lead somewhere', () => each(links));
  await test('files: nothing runs or is styled inline', () => each(inline));
  await test('files: meta tags are complete', () => each(tags));
  await test('files: titles differ', titles);
  await test('files: feeds and sitemaps name what is there', feeds);
  await test('files: style sheets load only what is there', styles);
  await test('files: every page can be reached', orphans);
  await test('files: markup is valid', validate);
}
