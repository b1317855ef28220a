/** What no drill on a throw-away copy can tell, whatever its outcome; printed in every report. */
export const limits: readonly string[] = [
  'whether the right people are there, are reached, and know what to do: nobody was called',
  'notification, escalation and communication in a crisis',
  'the loss of a site, and work from an alternate one',
  'third parties: providers, suppliers, networks and services outside of the copy',
  'production: its scale, its data, its load, and whatever else differs from the copy that was drilled',
];
