// The packages that scripts/browser installed: they lie outside the tracked tree, where
// an import by name does not look.

import {createRequire} from 'node:module';
import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';

const require = createRequire(resolve(process.argv[3], 'package.json'));

export const {chromium} = require('playwright-core');
export const {HtmlValidate} = require('html-validate');
export const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
