import { optionOf } from '../document/shell/ask.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';

/** Letters of curl's options that take a value. */
export const curlValues = 'AbCcDdEeFHKmoPQrTtUuwXxYyz';

const longValues =
  /^--(?:cacert|capath|cert|config|connect-timeout|connect-to|cookie|cookie-jar|data(?:-\w+)?|form|header|interface|json|key|max-time|netrc-file|oauth2-bearer|output|proxy|range|referer|request|resolve|retry(?:-delay|-max-time)?|unix-socket|upload-file|url-query|user|user-agent|write-out)$/;

/** The addresses that curl is given. */
export function urlsOf({ name, args }: ShellCommand): readonly ShellWord[] {
  if (name !== 'curl') return [];
  return args.filter(({ value }, index) => {
    const before = args[index - 1]?.value ?? '';
    if (value === '' || value.startsWith('-') || longValues.test(before)) return false;
    return !(/^-[^-]/.test(before) && curlValues.includes(before.at(-1) ?? ' '));
  });
}

/** Whether curl's exit status tells of pages with an error; also where the status code is asked for. */
export function tellsOfErrorPages(command: ShellCommand): boolean {
  return optionOf(command, ['-f', '--fail', '--fail-with-body', '-w', '--write-out', '-K', '--config'], curlValues) !== undefined;
}
