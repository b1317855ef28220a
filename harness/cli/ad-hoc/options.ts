/** Options that make a scenario of their own, for `drill runbook.md`. */
export const adHocOptions = {
  stack: {
    type: 'string',
    value: '<file>',
    multiple: true,
    about: 'ad hoc: a Compose file of the system; again for one that comes after it',
  },
  fault: {
    type: 'string',
    value: '<kind:service>',
    multiple: true,
    about: "ad hoc: what is broken, such as process.kill:worker or 'network.cut:{from: api, to: database, as: dropped}'",
  },
  healthy: {
    type: 'string',
    value: '<probe>',
    multiple: true,
    about: "ad hoc: '[METHOD] URL [status] [text]', 'tcp host:port', \"sql db 'query' = value\" or \"redis r 'command' = value\"",
  },
  follow: {
    type: 'string',
    value: '<id>',
    multiple: true,
    about: 'ad hoc: a procedure or step to carry out, where the runbook has several',
  },
  take: { type: 'string', value: '<id>', multiple: true, about: 'ad hoc: a branch to carry out; none takes none' },
  variable: {
    type: 'string',
    value: '<text=value>',
    multiple: true,
    about: "ad hoc: what takes a placeholder's place, such as '<HOST>=database'; '<TOKEN>=env:NAME' is a secret",
  },
  inline: { type: 'boolean', about: 'ad hoc: also run commands that stand in running text' },
  recovery: { type: 'string', value: '<30s>', about: 'ad hoc: how long health may take to come back after the last step' },
  save: { type: 'string', value: '<file>', about: 'ad hoc: keep the scenario as this file' },
  force: { type: 'boolean', about: 'with --save: replace the file if it is there' },
} as const;

export interface AdHocValues {
  readonly stack?: readonly string[];
  readonly fault?: readonly string[];
  readonly healthy?: readonly string[];
  readonly follow?: readonly string[];
  readonly take?: readonly string[];
  readonly variable?: readonly string[];
  readonly inline?: boolean;
  readonly recovery?: string;
  readonly save?: string;
  readonly force?: boolean;
}

/** Whether a call asks for a scenario of its own: it names a runbook, or an option that only such a drill has. */
export function isAdHoc(positionals: readonly string[], values: AdHocValues): boolean {
  return positionals.some(isMarkdown) || adHocNames.some(name => values[name] !== undefined);
}

export const isMarkdown = (file: string): boolean => /\.(?:md|markdown)$/i.test(file);

export const adHocNames = Object.keys(adHocOptions) as readonly (keyof AdHocValues)[];
