import type { Location } from '../model/location.ts';

/**
 * Where a check's message belongs: at the setting whose value it quotes first ("unexpected service "databse", …"),
 * else at the whole.
 */
export function settingLocation(
  message: string,
  {
    settings,
    location,
    settingLocations = {},
  }: { readonly settings: unknown; readonly location: Location; readonly settingLocations?: Readonly<Record<string, Location>> },
): Location {
  const quoted = /"([^"]*)"/.exec(message)?.[1];
  const key = Object.entries((settings ?? {}) as Readonly<Record<string, unknown>>).find(
    ([, value]) => quoted !== undefined && String(value) === quoted,
  )?.[0];
  return (key === undefined ? undefined : settingLocations[key]) ?? location;
}
