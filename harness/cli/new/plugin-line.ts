/** `drillbook.yaml` with one more plugin; undefined where its list is written in a way that only a person should change. */
export function withPlugin(text: string, plugin: string): string | undefined {
  const start = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  if (!/^plugins:/m.test(text)) return `${start}plugins: [${plugin}]\n`;
  const flow = /^plugins: *\[([^\]#\n]*)\] *$/m.exec(start);
  if (flow !== null) {
    const listed = flow[1]?.trim() ?? '';
    return start.replace(flow[0], () => `plugins: [${listed === '' ? '' : `${listed.replace(/,$/, '')}, `}${plugin}]`);
  }
  const block = /^plugins: *\n((?: *)- [^\n]*\n)(?: *- [^\n]*\n)*/m.exec(start);
  if (block === null) return undefined;
  const indent = /^ */.exec(block[1] ?? '')?.[0] ?? '';
  return start.replace(block[0], () => `${block[0]}${indent}- ${plugin}\n`);
}
