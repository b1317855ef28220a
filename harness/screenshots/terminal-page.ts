import { html } from '../reports/html/escape.ts';

const sgr = new RegExp(`${'\u001B'}\\[(\\d+)m`);
const classes: Readonly<Record<string, string>> = { '1': 'bold', '2': 'dim', '31': 'red', '32': 'green', '33': 'yellow', '36': 'cyan' };

/** A page that shows what a command printed, as a terminal with a dark ground would: colours by the sequences that we write ourselves. */
export function terminalPage(command: string, output: string): string {
  let open = 0;
  const body = output
    .split(sgr)
    .map((part, index) => {
      if (index % 2 === 0) return html`${part}`.text;
      const name = classes[part];
      if (name !== undefined) {
        open++;
        return `<span class="${name}">`;
      }
      const closed = '</span>'.repeat(open);
      open = 0;
      return closed;
    })
    .join('');
  return `<!doctype html><meta charset="utf-8"><style>
  body { margin: 0; background: #1e2227; }
  pre { margin: 0; padding: 20px 24px; font: 14px/1.45 "DejaVu Sans Mono", Menlo, Consolas, monospace; color: #d7dae0; width: max-content; }
  .bold { font-weight: 700; } .dim { color: #8b929e; } .red { color: #ff7b72; } .green { color: #7ee787; } .yellow { color: #e3b341; } .cyan { color: #76d9e6; }
  </style><pre>$ ${html`${command}`.text}\n${body.trimEnd()}${'</span>'.repeat(open)}</pre>`;
}
