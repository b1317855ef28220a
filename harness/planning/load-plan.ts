import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { rulesVersion } from '../model/rules-version.ts';
import type { Located, Scenario } from '../model/scenario.ts';
import type { Problem } from '../model/problem.ts';
import type { Runbook } from '../model/runbook.ts';
import type { Stack } from '../model/stack.ts';
import { readRunbook } from '../reading/read-runbook.ts';
import { readScenario } from '../reading/read-scenario.ts';
import { elsewhere } from '../reading/scenario/runbook-path.ts';
import { readStack } from '../reading/read-stack.ts';
import { messageOf } from '../support/harness-error.ts';
import { applyPatches } from './apply-patches.ts';
import { bindFaults } from './bind-faults.ts';
import { bindProbes } from './bind-probes.ts';
import { exportedVariables } from './bind-variables.ts';
import { fileDigests } from './file-digests.ts';
import { inputDigest } from './input-digest.ts';
import type { Inputs } from './input-digest.ts';
import type { Known, Report } from './known.ts';
import { loadConfig } from './load-config.ts';
import { loadPlugins } from './plugins/load-plugins.ts';
import { withOwnClocks } from './own-clocks.ts';
import { planFacts, targetOf } from './plan-facts.ts';
import { stackFileLines, stackFilesDigest } from './stack-files-digest.ts';
import { planSteps } from './plan-steps.ts';
import type { Planned } from './plan.ts';
import { selectSteps } from './select-steps.ts';
import { reportUnset } from './unset-variables.ts';

export interface LoadOptions {
  /** Told of the plugins' files before any of them is loaded: they run with the user's rights. */
  readonly onPlugins?: (files: readonly string[]) => void;
  /** Texts that take the place of scenario and Compose files on disk, by full path: what a proposal would do. */
  readonly unwritten?: ReadonlyMap<string, string>;
}

/** Reads a scenario with all that it names and binds it into a plan that can be drilled, or tells everything that stands in the way. */
export async function loadPlan(
  scenarioFile: string,
  builtIn: Known,
  { onPlugins, unwritten = new Map() }: LoadOptions = {},
): Promise<Planned> {
  const problems: Problem[] = [];
  const report: Report = ({ severity = 'error', ...problem }) => void problems.push({ severity, ...problem });
  const proposed = unwritten.get(resolve(scenarioFile));
  const text = await (proposed === undefined ? readFile(scenarioFile, 'utf8') : Promise.resolve(proposed)).catch((thrown: unknown) => {
    const code = (thrown as NodeJS.ErrnoException).code ?? messageOf(thrown);
    report({
      rule: 'missing-file',
      message: `unexpected scenario "${scenarioFile}" (${code === 'ENOENT' ? 'there is none' : code}), expected a file that can be read`,
      location: { file: scenarioFile, line: 1, column: 1 },
    });
    return undefined;
  });
  if (text === undefined) return { ok: false, problems };
  const { config, problems: configProblems } = await loadConfig(scenarioFile);
  const { known, digests: plugins, problems: pluginProblems } = await loadPlugins(config, builtIn, onPlugins);
  // Without them, what the scenario says cannot be understood.
  if (pluginProblems.length > 0) return { ok: false, problems: [...configProblems, ...pluginProblems] };
  const { scenario, problems: found } = readScenario(scenarioFile, text, { ...known, runbooksFrom: config?.runbooksFrom ?? [] });
  problems.push(...found);
  if (scenario === undefined) return withSkipped([...problems, ...configProblems]);

  const runbooks = new Map<string, Runbook>();
  const documents: string[] = [];
  const open = async (file: string, from: Located<string>): Promise<Runbook | undefined> => {
    const before = runbooks.get(file);
    if (before !== undefined) return before;
    const content = await readFile(file).catch(() => undefined);
    if (content === undefined) {
      report({ rule: 'missing-file', message: `unexpected runbook "${file}", expected a file that exists`, location: from.location });
      return undefined;
    }
    const runbook = readRunbook(file, content);
    runbooks.set(file, runbook);
    documents.push(content.toString('utf8'));
    problems.push(...runbook.problems);
    return runbook;
  };
  const [main, { stack: read, problems: stackProblems }] = await Promise.all([
    open(scenario.runbook.value, scenario.runbook),
    stackOf(scenario, report, unwritten),
  ]);
  problems.push(...stackProblems, ...configProblems);
  if (main === undefined || read === undefined) return { ok: false, problems };
  const stack: Stack = config?.images === undefined ? read : { ...read, images: config.images };

  const patched = applyPatches(await selectSteps(scenario, main, open, report), scenario, report);
  const { steps, left } = planSteps(patched, scenario, report);
  reportUnset(steps, [...runbooks.values()], scenario, stack, report);
  for (const { block } of steps) {
    const { on } = block.attributes;
    if (on !== undefined && !stack.services.some(({ name }) => name === on))
      report({
        rule: 'unknown-service',
        message: `unexpected service "${on}", expected one of ${stack.services.map(({ name }) => name).join(', ')}`,
        location: block.attributeLocations.on ?? block.location,
      });
  }
  const probes = bindProbes(scenario, stack, known, report);
  const faults = bindFaults(scenario, stack, steps, known, report);
  if (problems.some(({ severity }) => severity === 'error')) return { ok: false, problems };
  const [files, lines] = await Promise.all([fileDigests(scenario), stackFileLines(stack)]);
  const stackFiles = stackFilesDigest(lines);
  const engine = scenario.engine ?? config?.engine?.value;
  const rtoMs = targetOf(scenario, [...runbooks.values()]);
  const inputs: Inputs = {
    scenario,
    stack,
    steps,
    files,
    stackFiles,
    stackFileLines: lines,
    plugins,
    rules: rulesVersion,
    left: left.map(({ message }) => message),
    ...(rtoMs === undefined ? {} : { rtoMs }),
    ...(engine === undefined ? {} : { engine }),
    ...(config === undefined ? {} : { config }),
  };
  const facts = planFacts(scenario, stack, [...runbooks.values()], steps, patched.adaptations, {
    inputDigest: inputDigest(inputs),
    faults,
    ...(config?.people === undefined ? {} : { people: config.people }),
    ...(config?.owner === undefined ? {} : { owner: config.owner }),
  });
  return {
    ok: true,
    warnings: problems,
    plan: {
      scenario,
      stack: withOwnClocks(stack, faults),
      runbooks: [...runbooks.values()],
      documents,
      steps,
      probes,
      faults,
      left,
      known,
      inputs,
      environment: exportedVariables(scenario.variables),
      secrets: [
        ...scenario.variables.filter(({ secret }) => secret).map(({ value }) => value),
        ...(config?.redactEnv ?? []).flatMap(name => process.env[name] ?? []).filter(value => value !== ''),
      ],
      facts: {
        ...facts,
        digests: {
          ...facts.digests,
          'stack files': stackFiles,
          ...(config === undefined ? {} : { [config.file]: config.digest }),
          ...plugins,
          ...files,
        },
      },
      ...(engine === undefined ? {} : { engine }),
      ...(config === undefined ? {} : { config }),
    },
  };
}

/** Skipped is only what nothing else stands in the way of. */
function withSkipped(problems: readonly Problem[]): Planned {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  return {
    ok: false,
    problems,
    ...(first !== undefined && errors.every(({ rule }) => rule === elsewhere) ? { skipped: first } : {}),
  };
}

async function stackOf(
  scenario: Scenario,
  report: Report,
  unwritten: ReadonlyMap<string, string>,
): Promise<{ readonly stack?: Stack; readonly problems: readonly Problem[] }> {
  const { stack, problems } = await readStack(
    scenario.stack.map(({ value }) => value),
    unwritten,
  );
  const missing = problems.filter(problem => problem.rule === 'missing-file');
  for (const { message } of missing) {
    const named = scenario.stack.find(({ value }) => message.includes(`"${value}"`));
    if (named !== undefined) report({ rule: 'missing-file', message, location: named.location });
  }
  return {
    ...(stack === undefined ? {} : { stack }),
    problems: problems.filter(
      problem => !missing.includes(problem) || !scenario.stack.some(({ value }) => problem.message.includes(`"${value}"`)),
    ),
  };
}
