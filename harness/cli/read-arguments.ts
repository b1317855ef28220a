import { parseArgs } from 'node:util';
import { HarnessError } from '../support/harness-error.ts';
import { nearest } from '../support/nearest.ts';
import type { CommandOptions } from './command.ts';

type ValueOf<O extends CommandOptions[string]> = O['type'] extends 'boolean'
  ? boolean
  : O['multiple'] extends true
    ? readonly string[]
    : string;

export interface Arguments<O extends CommandOptions> {
  readonly values: { readonly [Name in keyof O]?: ValueOf<O[Name]> };
  readonly positionals: readonly string[];
}

/**
 * Options and positionals of a command's `argv`. Everything after `--` is positional.
 * @throws {HarnessError} `usage`, with the nearest option for a mistyped one.
 */
export function readArguments<const O extends CommandOptions>(argv: readonly string[], options: O): Arguments<O> {
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short === undefined ? {} : { short }), ...(multiple === undefined ? {} : { multiple }) },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: config, allowPositionals: true });
    return { values: values as Arguments<O>['values'], positionals };
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    throw wrongCall(thrown, Object.keys(options));
  }
}

function wrongCall(thrown: TypeError, names: readonly string[]): HarnessError {
  const unknown =
    (thrown as NodeJS.ErrnoException).code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? /'--?([^']+)'/.exec(thrown.message)?.[1] : undefined;
  if (unknown !== undefined) {
    const near = nearest(unknown, names);
    const expected =
      near === undefined ? (names.length === 0 ? 'none' : `one of ${names.map(name => `--${name}`).join(', ')}`) : `--${near}`;
    return usageError(`unexpected option "${unknown.length === 1 ? '-' : '--'}${unknown}", expected ${expected}`);
  }
  return usageError(thrown.message.split('\n')[0] ?? thrown.message);
}

/** A wrong call of a command: message and hint on standard error, exit status 2. */
export function usageError(message: string, hint = 'Add --help to see how it is called.'): HarnessError {
  return new HarnessError('usage', message, hint);
}
