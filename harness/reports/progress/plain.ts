import { logText } from '../ci/log-text.ts';
import { asciiText } from '../ascii-text.ts';
import { cleanLine } from '../clean-text.ts';
import { painter } from '../paint.ts';
import { showPlace } from '../report-place.ts';
import { verdictLine, wholeSentence } from '../sentence.ts';
import type { Progress, ProgressOutput, ProgressStyle } from './contract.ts';
import { describeTrial } from './row.ts';
import { stamp } from './stamp.ts';
import { tell } from './tell.ts';
import { afterEvent } from './trial-state.ts';
import type { TrialState } from './trial-state.ts';

/** Where nothing else is heard of a trial, this often it is said that it lives. */
const aliveEveryMs = 30_000;

interface Said {
  readonly name: string;
  state: TrialState;
  saidMs: number;
}

/** One line per thing that happened, each with the time since the drill began; nothing is drawn over. */
export function plainProgress(out: ProgressOutput, { color, utf8, now }: ProgressStyle): Progress {
  const paint = painter(color);
  const trials = new Map<string, Said>();
  const beganMs = now();
  let ended = false;

  const write = (text: string): void => {
    const safe = logText(`${text}\n`);
    out.write(utf8 ? safe : asciiText(safe));
  };
  const say = (text: string): void => write(`[${stamp(now() - beganMs)}] ${text}`);
  const timer = setInterval(() => {
    for (const trial of trials.values()) {
      if (now() - trial.saidMs < aliveEveryMs) continue;
      trial.saidMs = now();
      say(`${trial.name}  still in ${describeTrial({ ...trial.state, because: '', name: 'as-written' }, now())}`);
    }
  }, 1_000);
  timer.unref();

  return {
    event(scenario, name, event) {
      if (ended) return;
      const key = `${scenario}\n${name}`;
      const at = now();
      const known = trials.get(key);
      const state = afterEvent(known?.state, name, event, at);
      const trial: Said = known ?? { name: cleanLine(`${scenario} ${name}`), state, saidMs: at };
      trial.state = state;
      trials.set(key, trial);
      const told = tell(event, trial.state);
      if (told !== undefined) {
        trial.saidMs = at;
        say(`${trial.name}  ${told.amiss ? paint('yellow', told.text) : told.text}`);
        for (const line of told.output ?? []) write(`  │ ${line}`);
      }
      if (event.type === 'trial.ended') trials.delete(key);
    },
    scenarioEnded(id, scenario) {
      if (ended || scenario === undefined) return;
      const { outcome, at, asExpected, unexpected } = scenario;
      const clean = outcome === 'verified' && asExpected;
      const tone = clean ? 'green' : asExpected ? 'dim' : outcome === 'inconclusive' ? 'yellow' : 'red';
      const parts = clean ? [] : [wholeSentence(scenario), ...(asExpected ? [] : [unexpected]), showPlace(at)];
      say([cleanLine(id), paint(tone, verdictLine(scenario)), ...parts.map(cleanLine)].join('  '));
    },
    note(text) {
      if (!ended) say(cleanLine(text));
    },
    end() {
      ended = true;
      clearInterval(timer);
    },
  };
}
