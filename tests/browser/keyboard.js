// Everything can be reached and seen with the keyboard alone.

const FOCUSABLE = 'a[href], area[href], button, input, select, textarea, summary, [tabindex="0"]';

// Writes down where the focus goes, and how it shows.
async function follow(page) {
  await page.evaluate((selector) => {
    window.order = [...document.querySelectorAll(selector)].filter((element) => !element.disabled && element.checkVisibility({visibilityProperty: true}));
    window.trail = [];
    window.describe = (element) => `<${element.localName} class="${element.className}">${element.textContent.trim().slice(0, 20)}`;
    window.seen = (element) => {
      const style = getComputedStyle(element);
      return element.matches(':focus-visible') && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    };
    window.follow ??= addEventListener('focusin', ({target}) => window.trail.push({target, seen: window.seen(target)})) ?? true;
    document.activeElement.blur();
    getSelection().removeAllRanges();
  }, FOCUSABLE);
}

// From the top of the page, as after opening it.
async function begin(page) {
  await page.goto(page.url().split('#')[0]);
}

export async function checkSkipLink(page) {
  await begin(page);
  await page.keyboard.press('Tab');
  const problems = await page.evaluate(() => {
    const link = document.activeElement;
    const {top, left} = link.getBoundingClientRect();
    if (!link.matches('a.skip[href="#main"]')) return [`the first to take the focus is ${link.outerHTML.slice(0, 80)}`];
    return top >= 0 && left >= 0 ? [] : ['the skip link does not show itself'];
  });
  if (problems.length > 0) return problems;
  await page.keyboard.press('Enter');
  await page.waitForURL(/#main$/, {timeout: 10000}).catch(() => problems.push('the skip link does not lead to the text'));
  await page.keyboard.press('Tab');
  const inside = await page.evaluate(() => {
    const main = document.querySelector('#main');
    const next = document.activeElement;
    return location.hash === '#main' && next !== document.body && !(next.compareDocumentPosition(main) & Node.DOCUMENT_POSITION_FOLLOWING);
  });
  if (!inside) problems.push('after the skip link, Tab does not go on behind the head of the page');
  return problems;
}

// On a phone the list of parts is shut until its summary is opened.
export async function checkMenu(page) {
  await begin(page);
  const visible = () => page.evaluate(() => [...document.querySelectorAll('.nav a')].filter((link) => link.checkVisibility()).length);
  const problems = [];
  if ((await visible()) !== 0) problems.push('the menu is open from the start');
  await page.focus('.masthead summary');
  await page.keyboard.press('Enter');
  if ((await visible()) === 0) problems.push('Enter does not open the menu');
  await page.keyboard.press('Tab');
  if (!(await page.evaluate(() => document.activeElement.matches('.nav a')))) problems.push('Tab does not go into the menu');
  await page.focus('.masthead summary');
  await page.keyboard.press('Enter');
  if ((await visible()) !== 0) problems.push('Enter does not shut the menu');
  return problems;
}

// Tab goes through all that can take the focus, in the order of the page, and shows where it is.
export async function checkKeyboard(page) {
  await begin(page);
  await follow(page);
  const count = await page.evaluate(() => window.order.length);
  // a held key: not waiting for each step makes it ten times as fast
  await Promise.all(Array.from({length: count}, () => page.keyboard.down('Tab')));
  await page.keyboard.up('Tab');
  // frames that scroll take the focus, too, without being asked
  for (let i = 0; i < 20 && (await page.evaluate(() => window.order.some((element) => !window.trail.some((step) => step.target === element)))); i++)
    await page.keyboard.press('Tab');
  return page.evaluate(() => {
    const problems = [];
    const {order, trail, describe} = window;
    const targets = trail.map((step) => step.target);
    for (const element of order) if (!targets.includes(element)) problems.push(`Tab never comes to ${describe(element)}`);
    for (let i = 1; i < targets.length; i++) {
      if (targets[i] === order[0]) continue; // once around
      if (targets[i].compareDocumentPosition(targets[i - 1]) & Node.DOCUMENT_POSITION_FOLLOWING)
        problems.push(`from ${describe(targets[i - 1])} Tab goes back to ${describe(targets[i])}`);
    }
    for (const {target, seen} of trail) if (!seen) problems.push(`the focus does not show on ${describe(target)}`);
    for (const element of order) {
      element.focus();
      const {left, top, width, height} = element.getClientRects()[0] ?? {};
      const there = document.elementFromPoint(left + Math.min(width, innerWidth - left) / 2, top + Math.min(height, innerHeight - top) / 2);
      if (!there || !(element.contains(there) || there.contains(element))) problems.push(`${describe(element)} has the focus and is covered by ${there ? describe(there) : 'the edge of the window'}`);
    }
    return problems;
  });
}
