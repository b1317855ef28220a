import { settingsRows, type JsonSchema, type SettingsOptions } from '../schema/settings-rows.ts';
import { code, prose, table } from './markdown.ts';

/** Every key of an object with what it takes, its default and what it is for; keys in keys are written with dots. */
export function settingsTable(schema: JsonSchema, options: Omit<SettingsOptions, 'quote'> = {}): string {
  const rows = settingsRows(schema, { ...options, quote: code });
  if (rows.length === 0) return 'It has no settings.';
  const written = options.written === true;
  return table(
    ['Key', 'Value', written ? 'There' : 'Default', written ? 'Is' : 'What for'],
    rows.map(({ key, value, required, otherwise, about }) => [
      code(key),
      value,
      required ? (written ? 'always' : 'required') : otherwise,
      prose(about),
    ]),
  );
}
