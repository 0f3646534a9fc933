// Serves the built site on the loopback, as a plain static host does: with the page
// policy also as a header, and 404.html for what is not there.

import {createServer} from 'node:http';
import {files, read, root} from './site.js';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

const TYPES = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
};

export const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; " +
  "base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

function answer(request, response) {
  let path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname).slice(1);
  if (path === '' || path.endsWith('/')) path += 'index.html';
  // Chromium asks for it by itself; no page names it
  if (path === 'favicon.ico') return void response.writeHead(204).end();
  const found = files.includes(path);
  const type = TYPES[(found ? path : '404.html').split('.').pop()] ?? 'application/octet-stream';
  response.writeHead(found ? 200 : 404, {'Content-Type': type, 'Content-Security-Policy': POLICY});
  response.end(found ? readFileSync(join(root, path)) : read('404.html'));
}

// Returns {url, close}.
export async function serve() {
  const server = createServer(answer);
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((done) => {
      server.closeAllConnections();
      server.close(done);
    }),
  };
}
