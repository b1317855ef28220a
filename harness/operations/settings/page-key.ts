import { z } from 'zod';

/** Names of keys (W3C, UI Events KeyboardEvent key Values), beside those that print. */
const names: ReadonlySet<string> = new Set(
  'Enter Tab Space Escape Backspace Delete Insert Home End PageUp PageDown ArrowUp ArrowDown ArrowLeft ArrowRight F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12'.split(
    ' ',
  ),
);
const modifiers: ReadonlySet<string> = new Set(['Shift', 'Control', 'Alt', 'Meta']);

/** `Enter`, `a`, `Control+a`. */
export const key = z.string().refine(
  text => {
    const parts = text.length === 1 ? [text] : text.split('+');
    const last = parts.pop() ?? '';
    return parts.every(part => modifiers.has(part)) && (last.length === 1 || names.has(last));
  },
  { error: 'expected a key such as Enter, Tab, Escape, ArrowDown, a or Control+a' },
);
