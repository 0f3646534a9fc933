// The built site: its files, and one page of each kind to look at.

import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join, relative, resolve, sep} from 'node:path';

export const root = resolve(process.argv[2]);

function walk(folder) {
  return readdirSync(folder, {withFileTypes: true}).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : [path];
  });
}

// Paths below the root, `/` between folders, none before.
export const files = walk(root).map((path) => relative(root, path).split(sep).join('/')).sort();
export const read = (path) => readFileSync(join(root, path), 'utf8');
export const pages = files.filter((path) => path.endsWith('.html'));

// The families of pages. `path` names one or many; of many the largest that `holds` the
// text is taken, as it has the most of everything, or with `smallest` the smallest.
// `kind` is what DOMAIN.md 3.3 calls it, for the meta tags.
const families = {
  home: {path: /^index\.html$/, kind: 'column'},
  disclosure: {path: /^disclosure\/index\.html$/, kind: 'column'},
  catalogue: {path: /^catalogue\/index\.html$/, kind: 'column'},
  node: {path: /^catalogue\/.+\/index\.html$/, kind: 'column'},
  document: {path: /^documents\/[^/]+\.html$/, holds: 'class="wrap item official"', kind: 'article'},
  'document-short': {path: /^documents\/[^/]+\.html$/, holds: 'class="wrap item official"', kind: 'article', smallest: true},
  'document-ended': {path: /^documents\/[^/]+\.html$/, holds: 'class="state repealed"', kind: 'article'},
  tombstone: {path: /\.html$/, holds: '<h1>这条信息已经撤下', kind: 'site'},
  entry: {path: /\.html$/, holds: 'id="how">怎样获取这条信息', kind: 'article'},
  interpretation: {path: /^interpretations\/[^/]+\.html$/, holds: '<article', kind: 'article'},
  matter: {path: /^matters\/[^/]+\.html$/, holds: '<article', kind: 'article'},
  organ: {path: /^organs\/[^/]+\.html$/, holds: '<article', kind: 'column'},
  info: {path: /^info\/[^/]+\.html$/, holds: 'class="data"', kind: 'article'},
  'info-short': {path: /^info\/[^/]+\.html$/, holds: '<article', kind: 'article', smallest: true},
  decision: {path: /^decisions\/[^/]+\.html$/, holds: 'id="feedback"', kind: 'article'},
  'decision-open': {path: /^decisions\/[^/]+\.html$/, holds: 'class="state open"', kind: 'article'},
  meeting: {path: /^meetings\/[^/]+\.html$/, holds: '<article', kind: 'article'},
  message: {path: /^messages\/[^/]+\.html$/, holds: '<article', kind: 'article'},
  response: {path: /^responses\/[^/]+\.html$/, holds: '<article', kind: 'article'},
  press: {path: /^press\/[^/]+\.html$/, holds: '<article', kind: 'article'},
  assessment: {path: /^assessments\/[^/]+\.html$/, holds: 'id="ranking"', kind: 'article'},
  'assessment-public': {path: /^assessments\/[^/]+\.html$/, holds: 'id="opinions"', kind: 'article'},
  enterprise: {path: /^enterprises\/[^/]+\.html$/, holds: 'id="complaints"', kind: 'article'},
  annual_report: {path: /^reports\/[^/]+\.html$/, holds: 'id="table3"', kind: 'article'},
  guide: {path: /^guides\/[^/]+\.html$/, kind: 'article'},
  change_request: {path: /^changes\/[^/]+\.html$/, holds: '<article', kind: 'article'},
  column: {path: /^columns\/[^/]+\.html$/, holds: 'class="rows"', kind: 'column'},
  page: {path: /^pages\/[^/]+\.html$/, kind: 'article'},
  documents: {path: /^documents\/index\.html$/, kind: 'column'},
  'documents-in-force': {path: /^documents\/in-force\/index\.html$/, kind: 'column'},
  'documents-ended': {path: /^documents\/ended\/index\.html$/, kind: 'column'},
  'documents-by-year': {path: /^documents\/\d{4}\/index\.html$/, kind: 'column'},
  interpretations: {path: /^interpretations\/index\.html$/, kind: 'column'},
  matters: {path: /^matters\/index\.html$/, kind: 'column'},
  organs: {path: /^organs\/index\.html$/, kind: 'column'},
  'organ-items': {path: /^organs\/[^/]+\/index\.html$/, kind: 'column'},
  'organ-items-further': {path: /^organs\/[^/]+\/page-2\.html$/, kind: 'column'},
  'organ-drafted': {path: /^organs\/[^/]+\/drafted\/index\.html$/, kind: 'column'},
  attribute: {path: /^attributes\/[^/]+\/index\.html$/, kind: 'column'},
  platform: {path: /^platforms\/[^/]+\/index\.html$/, kind: 'column'},
  year: {path: /^years\/[^/]+\/index\.html$/, kind: 'column'},
  'infos-by-kind': {path: /^info\/[a-z_]+\/index\.html$/, kind: 'column'},
  'matters-by-unit': {path: /^matters\/units\/[^/]+\/index\.html$/, kind: 'column'},
  'application-form': {path: /^disclosure\/application-form\.html$/, kind: 'column'},
  'columns': {path: /^columns\/index\.html$/, kind: 'column'},
  'infos': {path: /^info\/index\.html$/, kind: 'column'},
  'decisions': {path: /^decisions\/index\.html$/, kind: 'column'},
  'meetings': {path: /^meetings\/index\.html$/, kind: 'column'},
  'messages': {path: /^messages\/index\.html$/, kind: 'column'},
  'responses': {path: /^responses\/index\.html$/, kind: 'column'},
  'press-list': {path: /^press\/index\.html$/, kind: 'column'},
  'assessments': {path: /^assessments\/index\.html$/, kind: 'column'},
  'enterprises': {path: /^enterprises\/index\.html$/, kind: 'column'},
  'reports': {path: /^reports\/index\.html$/, kind: 'column'},
  'changes': {path: /^changes\/index\.html$/, kind: 'column'},
  'supervision': {path: /^supervision\/index\.html$/, kind: 'column'},
  'corrections': {path: /^corrections\/index\.html$/, kind: 'column'},
  'statistics': {path: /^statistics\/index\.html$/, kind: 'column'},
  'time-classes': {path: /^time-classes\/index\.html$/, kind: 'column'},
  'powers': {path: /^powers\/index\.html$/, kind: 'column'},
  'schedule': {path: /^schedule\/index\.html$/, kind: 'column'},
  map: {path: /^map\/index\.html$/, kind: 'column'},
  // opened from a server at an address where nothing is
  'not-found': {path: /^404\.html$/, kind: 'site', missing: true},
};

// What only the staff's own site has, and what shows it there.
const internal = {
  disclosure: families.disclosure,
  map: families.map,
  application: {path: /^applications\/[^/]+\.html$/, holds: '<article', kind: 'article'},
  finding: {path: /^findings\/[^/]+\.html$/, holds: '<article', kind: 'article'},
  applications: {path: /^applications\/index\.html$/, kind: 'column'},
  findings: {path: /^findings\/index\.html$/, kind: 'column'},
  'secrecy-register': {path: /^registers\/secrecy\/index\.html$/, kind: 'column'},
  'attribute-register': {path: /^registers\/attributes\/index\.html$/, kind: 'column'},
  'approval-register': {path: /^registers\/approvals\/index\.html$/, kind: 'column'},
  'press-internal': {path: /^press\/[^/]+\.html$/, holds: 'id="line"', kind: 'article'},
};

export const audience = JSON.parse(read('manifest.json')).audience;

function choose({path, holds, smallest}) {
  const fit = pages.filter((page) => path.test(page) && (!holds || read(page).includes(holds)));
  const size = (page) => statSync(join(root, page)).size * (smallest ? -1 : 1);
  return fit.sort((a, b) => size(b) - size(a))[0];
}

// [{family, kind, missing, path}]; `path` is undefined where the site has no such page.
export const samples = Object.entries(audience === 'internal' ? internal : families).map(([family, wanted]) => ({
  family,
  kind: wanted.kind,
  missing: wanted.missing,
  path: choose(wanted),
}));
