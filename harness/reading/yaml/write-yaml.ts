import { dump } from 'js-yaml';

/**
 * A value as block-style YAML, one key or entry a line, as people review and edit it. Texts that YAML would take for something else are
 * quoted, so that reading it again gives the same value.
 * @param indent how far every line stands from the margin
 */
export function writeYaml(value: object, indent = 0): string {
  const margin = ' '.repeat(indent);
  return dump(value, { lineWidth: -1, noRefs: true }).replaceAll(/^(?=.)/gm, margin);
}
