/**
 * Text for the log of a CI job, in which no line is a command to the system that runs the job, and every line is still readable.
 *
 * GitHub's runner takes a line whose first characters after white space are `::` for a command, and `##[` wherever it stands
 * (actions/runner, ActionCommand.cs); Azure Pipelines has `##vso[`, TeamCity `##teamcity[`. Colours in front are looked through.
 */
export function logText(text: string): string {
  return text.replaceAll(commandLine, '$1$2│ ').replaceAll(bracketCommand, '## ');
}

// eslint-disable-next-line no-control-regex -- Colours of ours stand in front of a line's text.
const commandLine = /(^|[\n\r\u2028\u2029\u0085])((?:[^\S\n\r\u2028\u2029]|\u001B\[[\d;]*m)*)(?=::)/g;
const bracketCommand = /##(?=\w*\[)/g;
