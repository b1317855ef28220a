/** Labels by which everything that we make is found again. */
export const stackLabel = 'drillbook.stack';
/** Milliseconds since 1970 when it was made, by the clock of who made it. */
export const bornLabel = 'drillbook.born';
/** `bastion`, `service` or `sidecar`. */
export const partLabel = 'drillbook.part';
export const serviceLabel = 'drillbook.service';

export type Labels = Readonly<Record<string, string>>;

export function stackLabels(id: string): Labels {
  return { [stackLabel]: id, [bornLabel]: String(Date.now()) };
}
