import type { Examination } from '../doctor/examine.ts';
import type { ExaminedStack } from '../doctor/examine-stack.ts';

interface Line {
  readonly mark: keyof typeof colours;
  readonly title: string;
  readonly found: string;
  readonly todo?: string;
}

const colours = { ok: 32, missing: 31, later: 33, absent: 33 } as const;

/** What was found, as a table for people: what every engine needs, each engine's own, and what a stack needs. */
export function showExamination(
  { machine, checks, engines, stack }: Examination,
  look: { readonly color: boolean; readonly version: string },
): string {
  const kinds = [...new Set(checks.map(({ engine }) => engine))];
  const lines: readonly string[] = [
    `drillbook ${look.version} on ${machine}`,
    '',
    ...kinds.flatMap(kind => [
      ...(kind === undefined ? [] : ['', `For the engine ${kind}:`]),
      ...table(
        checks.filter(({ engine }) => engine === kind).map(({ state, ...check }) => ({ mark: state, ...check })),
        widthOf(checks.map(({ title }) => title)),
        look.color,
      ),
    ]),
    '',
    ...engines.flatMap(engine =>
      engine.ok
        ? [`The engine ${engine.kind} can run stacks here.`]
        : [`The engine ${engine.kind} cannot run here: ${engine.because ?? ''}.`, `  ${engine.hint ?? ''}`],
    ),
    ...(stack ?? []).flatMap(examined => ['', ...stackLines(examined, look.color)]),
  ];
  return `${lines.join('\n')}\n`;
}

function stackLines({ engine, ok, lacks, things }: ExaminedStack, color: boolean): readonly string[] {
  // Most of what an engine lacks is told of the thing that lacks it.
  const others = lacks.filter(lack => !things.some(thing => !thing.ok && lack.includes(thing.found)));
  const lines = [
    ...things.map(({ ok: there, what, ...thing }): Line => ({ mark: there ? 'ok' : 'missing', title: what, ...thing })),
    ...others.map((lack): Line => ({ mark: 'missing', title: 'the stack', found: `unexpected ${lack}` })),
  ];
  return [
    `The engine ${engine} ${ok ? 'has, or can get, all that this stack needs' : 'cannot run this stack'}:`,
    ...table(lines, widthOf(lines.map(({ title }) => title)), color),
  ];
}

function table(lines: readonly Line[], width: number, color: boolean): readonly string[] {
  return lines.flatMap(({ mark, title, found, todo }) => [
    `  ${paint(mark, color)}  ${title.padEnd(width)}  ${found}`,
    ...(todo === undefined ? [] : [`  ${' '.repeat(9 + width + 2)}→ ${todo}`]),
  ]);
}

function paint(mark: Line['mark'], color: boolean): string {
  const padded = mark.padEnd(7);
  return color ? `\u001B[${colours[mark]}m${padded}\u001B[0m` : padded;
}

function widthOf(titles: readonly string[]): number {
  return Math.max(0, ...titles.map(({ length }) => length));
}
