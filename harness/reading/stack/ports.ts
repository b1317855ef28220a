import type { Location } from '../../model/location.ts';
import type { Port } from '../../model/stack.ts';

export type PortEntry =
  | string
  | number
  | { readonly target: number; readonly published?: string | number | undefined; readonly protocol?: string | undefined };

/** One entry of `ports:`, in its short or long form; undefined when it is none that a drill can publish (ranges, UDP). */
export function portOf(entry: PortEntry, location: Location): Port | undefined {
  const { target, published, protocol = 'tcp' } = typeof entry === 'object' ? entry : shortForm(String(entry));
  // An address to listen on is left out: all that is published is on the bastion's localhost.
  const numbers = [target, ...(published === undefined || published === '' ? [] : [Number(published)])];
  if (protocol !== 'tcp' || !numbers.every(number => Number.isInteger(number) && number > 0 && number < 65_536)) return undefined;
  return { target, location, ...(numbers[1] === undefined ? {} : { published: numbers[1] }) };
}

function shortForm(text: string): Exclude<PortEntry, string | number> {
  const match = /^(?:(?:\d+\.\d+\.\d+\.\d+|localhost|\[[^\]]+\]):)?(?:(\d*):)?(\d+)(?:\/(\w+))?$/.exec(text);
  return { target: Number(match?.[2] ?? Number.NaN), published: match?.[1], protocol: match?.[3] };
}
