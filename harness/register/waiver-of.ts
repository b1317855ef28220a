import type { Waiver } from '../model/config.ts';

/** A waiver as it stands on a day. */
export interface WaiverState {
  readonly owner: string;
  readonly reason: string;
  /** ISO date; the day itself still counts, in UTC. */
  readonly until: string;
  /** Past its day: it is still shown, and counts for nothing. */
  readonly expired: boolean;
}

/** The waiver of a scenario or procedure, known by any of its names: one that still counts, else one that is past its day. */
export function waiverOf(waivers: readonly Waiver[], names: readonly string[], now: Date): WaiverState | undefined {
  const today = now.toISOString().slice(0, 10);
  const own = waivers
    .filter(({ of }) => names.includes(of))
    .map(({ owner, reason, until }): WaiverState => ({ owner, reason, until, expired: until.slice(0, 10) < today }))
    .sort((a, b) => (a.until < b.until ? 1 : -1));
  return own.find(({ expired }) => !expired) ?? own[0];
}
