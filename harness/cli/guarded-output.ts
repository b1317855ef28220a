import { asciiText } from '../reports/ascii-text.ts';
import { cleanText } from '../reports/clean-text.ts';
import { logText } from '../reports/ci/log-text.ts';
import type { Output } from './command.ts';

/** What is written: text for people, or JSON, whose strings keep their values. */
export type OutputForm = 'text' | 'json';

/**
 * The last gate before a stream. Whatever a command prints, and wherever that came from (a runbook, an error message, the output of a
 * program, the progress of a pull), no line of it is a command to a CI system, and no character of it moves the cursor, writes to the
 * clipboard, makes a link or hides what stands beside it. Our own colours and, on a terminal, our own drawing pass.
 *
 * @param utf8 whether text beyond ASCII is shown as it is; else our signs become words, and the rest `?`
 */
export function guardedOutput(output: Output, form: OutputForm, utf8 = true): Output {
  // A line may come in pieces: how it begins decides, together with what follows, whether it is a command.
  let blank = '';
  let colon = false;
  const guard = (text: string): string => {
    // No line of JSON begins as a command; what is none, by mistake, shall not either.
    if (form === 'json') return logText(jsonText(text));
    const whole = logText(blank + cleanAround(text, output.isTTY === true));
    const shown = `${colon && whole.startsWith(':') ? '│ ' : ''}${whole.slice(blank.length)}`;
    const [, white = '', last = ''] = /(?:^|\n)([^\S\n]*)(:?)$/.exec(whole) ?? [];
    [blank, colon] = last === '' ? [white, false] : ['', true];
    return utf8 ? shown : asciiText(shown);
  };
  const guarded = new Proxy(output, {
    get(target, name) {
      if (name === 'write')
        return (chunk: string | Uint8Array, ...rest: readonly never[]) =>
          target.write(guard(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()), ...rest);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value as (...all: never[]) => unknown).bind(target) : value;
    },
  });
  behind.set(guarded, output);
  return guarded;
}

/** The stream behind a gate, for what must be a command to the CI system: only for text in which each part has been escaped. */
export function unguarded(output: Output): Output {
  return behind.get(output) ?? output;
}

const behind = new WeakMap<Output, Output>();

/**
 * JSON text without a character that a terminal or a CI system acts on. All of those stand in strings, where JSON has another way to
 * write them (RFC 8259, section 7), so a reader gets the same values.
 */
export function jsonText(json: string): string {
  return json
    .replaceAll(/##(?=\w*\[)/g, '\\u0023#')
    .replaceAll(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, character => [...utf16(character)].join(''));
}

function* utf16(character: string): Generator<string> {
  for (let index = 0; index < character.length; index++) yield `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
}

/** Cleans all but our own control sequences: colours, and on a terminal what progress draws with. */
function cleanAround(text: string, terminal: boolean): string {
  return text
    .split(terminal ? onTerminal : colours)
    .map((part, index) => (index % 2 === 0 ? cleanText(part) : part))
    .join('');
}

// eslint-disable-next-line no-control-regex -- These are the control sequences that we write.
const colours = /(\u001B\[[\d;]*m)/;
// eslint-disable-next-line no-control-regex -- As above, and going up some lines and erasing below.
const onTerminal = /(\u001B\[(?:[\d;]*m|\d+F|0J))/;
