import type { Page } from '@playwright/test';

/** Longest text that is read: more is no probe, and one without end must not fill the memory. */
const longestText = 256 * 1024;

/** What a person can read: of the page, or of all that a selector matches. Undefined where nothing does. */
export async function readText(page: Page, selector = 'body'): Promise<string | undefined> {
  const texts = await page
    .locator(selector)
    .filter({ visible: true })
    .evaluateAll(
      (elements, longest) =>
        elements.map(element => ((element as unknown as { readonly innerText?: string }).innerText ?? '').slice(0, longest)),
      longestText,
    );
  // An empty body has no size, and so is not visible.
  if (texts.length === 0) return selector === 'body' ? '' : undefined;
  return texts.join('\n').slice(0, longestText);
}
