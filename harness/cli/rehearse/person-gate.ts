import type { Asked, Decision, Gate, Kept } from '../../drill/gate.ts';
import type { Rehearsal } from '../../model/gate.ts';
import { deviates } from '../../model/gate.ts';
import type { PlannedStepFacts } from '../../model/event.ts';
import type { Plan } from '../../planning/plan.ts';
import { bindVariables } from '../../planning/bind-variables.ts';
import { cleanText } from '../../reports/clean-text.ts';
import type { Paint } from '../../reports/paint.ts';
import { clockLine } from './clock-line.ts';
import { editStep } from './edit-step.ts';
import { lookAround } from './look-around.ts';
import { lookAt } from './look-at.ts';
import type { Narrator } from './narrate.ts';
import { showChoices, showStep } from './show-step.ts';
import type { Terminal } from './terminal.ts';
import { wordsAbove } from './words-above.ts';

export interface PersonGateOptions extends Rehearsal {
  readonly plan: Plan;
  readonly terminal: Terminal;
  readonly narrator: Narrator;
  /** Text of a runbook, where it can be read. */
  readonly markdown: (file: string) => string | undefined;
  /** Takes secrets out of what is shown. */
  readonly hide: (text: string) => string;
  readonly say: (text: string) => void;
  readonly paint: Paint;
  readonly size: () => { readonly columns: number; readonly rows: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Of the run's evidence: texts that are edited lie there meanwhile. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** The input has ended: nobody can be asked any more. */
  readonly onEnd: () => void;
  /** Told once the trial is over, before the look around. */
  readonly onKept?: () => void;
}

/** The person at a terminal, as the drill's gate. */
export function personGate(options: PersonGateOptions): Gate {
  const { terminal, narrator, hide, say, paint, size, plan, people, untimed, blind } = options;
  let shown: Asked['step'] | undefined;
  let inShell = false;
  let diagnosed = false;
  let left = false;
  const clock = (asked: Asked): string =>
    clockLine({ elapsedMs: untimed ? undefined : asked.elapsedMs(), rtoMs: plan.facts.rtoMs, health: narrator.health });
  const decided = <D extends Decision>(decision: D): D => {
    if (left || decision.action === 'note' || decision.action === 'diagnosis' || !deviates(decision.action)) return decision;
    left = true;
    say(paint('yellow', ' From here on this is no verdict on the runbook (deviated). Go on and learn.\n'));
    return decision;
  };
  let asking: AbortSignal | undefined;
  const ended = (): Promise<never> => {
    // A question that was taken back is no end of the input.
    if (asking?.aborted !== true) options.onEnd();
    // The drill does not wait for an answer any more.
    return new Promise(() => undefined);
  };
  const words = ({ step }: Asked): readonly string[] => {
    const markdown = options.markdown(step.runbook.file);
    return markdown === undefined ? [step.block.prose] : wordsAbove(markdown, step, plan.steps[plan.steps.indexOf(step) - 1]);
  };
  const typed = shellOutput(say);
  const shellLine = async (asked: Asked): Promise<Decision | undefined> => {
    typed.endLine();
    if (asked.status !== undefined && asked.status !== 0) say(paint('dim', ` status ${asked.status}\n`));
    const line = await terminal.ask({ prompt: () => 'bastion $ ', onCtrlC: () => 'ask-again', signal: asked.signal });
    if (asked.signal.aborted) return await ended();
    // Ctrl-D leaves the shell, as it leaves any.
    if (line === undefined || /^\s*(?:exit|logout)\s*$/.test(line)) {
      inShell = false;
      return undefined;
    }
    return line.trim() === '' ? await shellLine({ ...asked, status: 0 }) : runLine(line);
  };
  const runLine = (line: string): Decision => {
    const stop = new AbortController();
    terminal.onCtrlC = () => stop.abort();
    return { action: 'shell', text: line, signal: stop.signal };
  };
  const ask = async (prompt: () => string, ticks = false): Promise<string> =>
    (await terminal.ask({ prompt, ticks, ...(asking === undefined ? {} : { signal: asking }) })) ?? (await ended());

  /** Undefined: nothing was decided yet. */
  const choose = async (asked: Asked): Promise<Decision | undefined> => {
    say(paint('dim', showChoices(asked, size().columns)));
    const answer = (await ask(() => clock(asked), true)).trim().toLowerCase();
    const { what } = asked;
    switch (answer) {
      case '':
        if (what === 'manual') break;
        return { action: what === 'not-held' ? 'finish' : 'run' };
      case 'd':
        if (what !== 'manual') break;
        return { action: 'done', text: await ask(() => ' what was done (enter for nothing) | ') };
      case 's':
        if (what === 'not-held') break;
        return what === 'manual' ? { action: 'not-done', text: await ask(() => ' why not | ') } : { action: 'skip' };
      case 'e': {
        if (what !== 'step') break;
        const { block } = asked.step;
        const language = block.language === 'sql' ? 'sql' : 'shell';
        const text = await editStep(block.script, language, options);
        if (text === undefined) return undefined;
        return { action: 'edit', text, script: bindVariables(text, plan.scenario.variables, language === 'sql' ? 'text' : 'shell') };
      }
      case 'a':
        if (asked.last === undefined) break;
        return { action: 'again' };
      case 'n': {
        const text = (await ask(() => ' note | ')).trim();
        return text === '' ? undefined : { action: 'note', text };
      }
      case 'x':
        inShell = true;
        say(" The operator's own shell on the bastion, line by line (no full-screen programs). exit leaves it; Ctrl-C stops a command.\n");
        return undefined;
      case 'o': {
        const block = what === 'manual' ? '' : `${asked.script.replace(/\n+$/, '')}\n`;
        const output = narrator.output === '' ? '(no step has printed anything yet)\n' : hide(narrator.output);
        await lookAt(`${block}\n--- output of the step before ---\n${output}`, options);
        return { action: 'output' };
      }
      case 'q':
        return { action: 'stop' };
      default:
    }
    say(` unexpected "${cleanText(answer).slice(0, 20)}", expected one of these:\n`);
    return undefined;
  };

  return {
    people,
    untimed,
    blind,
    onOutput: typed.show,
    async decide(asked) {
      terminal.onCtrlC = undefined;
      asking = asked.signal;
      if (shown !== asked.step || asked.what === 'not-held') {
        if (asked.what !== 'not-held') say(hide(showStep(asked, factsOf(plan, asked.id), { paint, ...size(), words: words(asked) })));
        shown = asked.step;
        inShell = false;
      }
      if (blind && asked.firstToAct && !diagnosed) {
        diagnosed = true;
        const text = (await ask(() => ' Before you act: what is wrong? (enter: I cannot tell) | ')).trim();
        return { action: 'diagnosis', text: text === '' ? 'I cannot tell' : text };
      }
      for (let now = asked; ;) {
        const decision = inShell ? await shellLine(now) : await choose(now);
        if (decision !== undefined) return decided(decision);
        now = { ...asked, status: 0 };
      }
    },
    ...(options.onKept === undefined
      ? {}
      : {
          keep: async (kept: Kept) => {
            options.onKept?.();
            await lookAround(kept, { terminal, say, hide, endLine: typed.endLine });
          },
        }),
  };
}

/** What commands print on the shell: a question begins on a line of its own. */
function shellOutput(say: (text: string) => void): { show(text: string): void; endLine(): void } {
  let open = false;
  return {
    show(text) {
      if (text === '') return;
      say(cleanText(text));
      open = !text.endsWith('\n');
    },
    endLine() {
      if (open) say('\n');
      open = false;
    },
  };
}

function factsOf(plan: Plan, id: string): PlannedStepFacts | undefined {
  return plan.facts.steps.find(step => step.id === id);
}
