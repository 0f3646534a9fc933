// A page on paper: what guides on a screen is gone, and something is printed.

const GUIDES = '.skip, .masthead, .crumbs, nav, .pager, .footer, .toc, .pair, .views';

// A PDF takes seconds, most of them for the fonts: one page of each size of paper.
const PRINTED = ['document', 'matters'];

export async function checkPrint(page, sample) {
  await page.emulateMedia({media: 'print'});
  const problems = await page.evaluate((guides) => {
    const visible = (element) => element.checkVisibility() && element.getClientRects().length > 0;
    const left = [...document.querySelectorAll(guides)].filter(visible).map((element) => `<${element.localName} class="${element.className}"> is printed`);
    if (!visible(document.querySelector('main'))) left.push('the text is not printed');
    const [ink, paper] = [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor];
    if (ink !== 'rgb(0, 0, 0)' || !['rgb(255, 255, 255)', 'rgba(0, 0, 0, 0)'].includes(paper)) left.push(`printed in ${ink} on ${paper}`);
    return left;
  }, GUIDES);
  if (PRINTED.includes(sample.family)) {
    const path = process.env.SHOTS && `${process.env.SHOTS}/print-${sample.family}.pdf`;
    const pdf = await page.pdf({preferCSSPageSize: true, ...(path ? {path} : {})});
    const sheets = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
    if (sheets < 1) problems.push('no sheet is printed');
  }
  await page.emulateMedia({media: null});
  return problems;
}
