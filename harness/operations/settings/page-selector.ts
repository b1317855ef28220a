import { z } from 'zod';

/**
 * CSS, or `text=…` and `role=…` as Playwright understands them. What is plainly no selector is told here; the rest, by the browser before the
 * page is opened.
 */
export const selector = z
  .string()
  .trim()
  .min(1)
  .refine(text => !/^(\/\/|xpath=|\.\.$)/.test(text), { error: 'expected a CSS selector, text=… or role=…, not an XPath' })
  .refine(text => unclosed(text) === undefined, {
    error: ({ input }) => `expected ${unclosed(String(input)) ?? ''} to close what is open`,
  });

const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The sign that is missing at the end, or the one that closes nothing. */
function unclosed(text: string): string | undefined {
  if (text.startsWith('text=')) return undefined;
  const open: string[] = [];
  for (let index = 0; index < text.length; index++) {
    const sign = text[index] ?? '';
    const quote = ['"', "'"].find(mark => mark === open.at(-1));
    if (sign === '\\') index++;
    else if (quote !== undefined) {
      if (sign === quote) open.pop();
    } else if (sign === '"' || sign === "'") open.push(sign);
    else if (sign in pairs) open.push(pairs[sign] ?? '');
    else if (Object.values(pairs).includes(sign) && open.pop() !== sign) return `no ${sign}`;
  }
  return open.pop();
}
