// A small reader of HTML for checks that should not trust the program that wrote it.
// It knows tags, quoted attributes, comments, and elements whose content is text.

const MARKUP = /<!--[\s\S]*?-->|<!doctype[^>]*>|<\/([a-z][a-z0-9]*)\s*>|<([a-z][a-z0-9]*)((?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*)\s*\/?>/gi;
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;
const ENTITIES = {amp: '&', lt: '<', gt: '>', quot: '"', apos: "'"};

export function decode(text) {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(decimal ? Number(decimal) : parseInt(hex, 16));
  });
}

// The start tags of a page: [{name, attributes, text}], where `text` is what stands
// behind the tag, as written, up to the next tag (of title, script and style: all of it).
export function elements(html) {
  const found = [];
  let last = null;
  MARKUP.lastIndex = 0;
  for (let match; (match = MARKUP.exec(html)); ) {
    if (last) last.text = html.slice(last.end, match.index);
    last = null;
    if (!match[2]) continue;
    const attributes = {};
    for (const [, name, double, single, bare] of match[3].matchAll(ATTRIBUTE)) {
      attributes[name.toLowerCase()] = decode(double ?? single ?? bare ?? '');
    }
    last = {name: match[2].toLowerCase(), attributes, end: MARKUP.lastIndex, text: ''};
    found.push(last);
    if (['title', 'script', 'style', 'textarea'].includes(last.name)) {
      const end = html.toLowerCase().indexOf(`</${last.name}`, last.end);
      last.text = html.slice(last.end, end);
      MARKUP.lastIndex = end;
      last = null;
    }
  }
  return found;
}
