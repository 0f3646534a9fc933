// node run.js SITE PACKAGES [WORD…] - checks the built site in folder SITE with the npm
// packages installed in PACKAGES; see scripts/browser.

import {checkFiles} from './files.js';
import {checkPages} from './pages.js';
import {finish} from './tally.js';

await checkFiles();
await checkPages();
finish();
