import type { Location } from '../../model/location.ts';
import type { Port } from '../../model/stack.ts';

/** One entry of `ports:`; undefined when it is none that a drill can publish. */
export function portOf(entry: string | number | { readonly target: number; readonly published?: string | number | undefined }, location: Location): Port | undefined {
  if (typeof entry === 'object') return { target: entry.target, location, ...(entry.published === undefined ? {} : { published: Number(entry.published) }) };
  const match = /^(?:(?:\d+\.\d+\.\d+\.\d+|localhost|\[[^\]]+\]):)?(?:(\d+):)?(\d+)(?:\/tcp)?$/.exec(String(entry));
  if (match === null) return undefined;
  return { target: Number(match[2]), location, ...(match[1] === undefined ? {} : { published: Number(match[1]) }) };
}
