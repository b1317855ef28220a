import type { Answer } from '../../model/operation.ts';
import type { OperationDefinition } from '../../operations/operation.ts';
import { HarnessError, Unsupported, messageOf } from '../../support/harness-error.ts';
import type { ProbePlugin } from './define.ts';
import { badKind, badMembers, settingsOf } from './members.ts';

/** Settings beside a probe's, a write's or a preparation's kind. */
const reserved = ['name', 'expect', 'every', 'within', 'mark'];

/** A plugin's probe as the drill knows operations, or what is wrong with it. Times are taken here, never by the plugin. */
export function adaptProbe(value: object, file: string): OperationDefinition | readonly string[] {
  const plugin = value as ProbePlugin<unknown>;
  const wrong = [
    ...badKind(plugin.kind, /^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/, reserved),
    ...badMembers(plugin, ['kind', 'settings', 'check', 'ask'], { text: [], functions: ['ask'], optional: ['check'] }),
  ];
  const settings = settingsOf(plugin.settings);
  if (wrong.length > 0 || 'wrong' in settings) return [...wrong, ...('wrong' in settings ? [settings.wrong] : [])];
  const { kind } = plugin;
  return {
    kind,
    settings: settings.schema,
    check(given, stack) {
      try {
        const found: unknown = plugin.check?.(given, stack) ?? [];
        return Array.isArray(found) ? found.map(String) : [`unexpected answer of the plugin's \`check\`, expected a list of texts`];
      } catch (thrown) {
        return [`unexpected failure of the plugin ${file}: ${messageOf(thrown)}`];
      }
    },
    async ask(given, context) {
      const began = performance.now();
      let found: unknown;
      try {
        found = await plugin.ask(given, context);
      } catch (thrown) {
        // Its time was over, or the trial is: that is the caller's to tell.
        if (context.signal.aborted)
          return { answered: false, text: '', error: messageOf(context.signal.reason), durationMs: performance.now() - began };
        if (thrown instanceof HarnessError || thrown instanceof Unsupported) throw thrown;
        throw new HarnessError(
          'plugin',
          `${file}: ${kind} could not ask: ${messageOf(thrown)}`,
          'Let `ask` return { answered: false, text, error } for what the system did.',
          { cause: thrown },
        );
      }
      return { ...answerOf(found, `${file}: ${kind}`), durationMs: performance.now() - began };
    },
  };
}

/** Members that have the wrong type are not left out: an expectation would then look at nothing. */
function answerOf(found: unknown, who: string): Omit<Answer, 'durationMs'> {
  const answer = (typeof found === 'object' && found !== null ? found : {}) as Record<string, unknown>;
  const is = (member: string, type: 'string' | 'number', needed = false): boolean =>
    (answer[member] === undefined && !needed) || (typeof answer[member] === type && !Number.isNaN(answer[member]));
  const wrong = [
    ...(typeof answer['answered'] === 'boolean' ? [] : ['answered']),
    ...(['text', 'error', 'note'] as const).filter(member => !is(member, 'string', member === 'text')),
    ...(['status', 'exit', 'number'] as const).filter(member => !is(member, 'number')),
    ...(answer['rows'] === undefined || Array.isArray(answer['rows']) ? [] : ['rows']),
  ];
  if (wrong.length > 0)
    throw new HarnessError(
      'plugin',
      `${who}: unexpected answer of ask (${wrong.join(', ')}), expected { answered: true or false, text, … }`,
      'Mend the plugin.',
    );
  const { answered, text, status, exit, rows, number, error, note } = answer as unknown as Answer;
  return {
    answered,
    text,
    ...(status === undefined ? {} : { status }),
    ...(exit === undefined ? {} : { exit }),
    ...(rows === undefined ? {} : { rows }),
    ...(number === undefined ? {} : { number }),
    ...(error === undefined ? {} : { error }),
    ...(note === undefined ? {} : { note }),
  };
}
