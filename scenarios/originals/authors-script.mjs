/**
 * Stands for scripts that a document calls and does not show: nobody here has them, and a guess at what they do would be judged as if it
 * were theirs. Scenarios put it before the script's name (`variables`), so that the drill ends as `unsupported` at that line.
 * @type {import('drillbook').ShimPlugin}
 */
const authorsScript = {
  kind: 'authors-script',
  follows: 'nothing: a stub',
  async run({ argv }, _stack, unsupported) {
    return unsupported(`${argv[0] ?? 'a script'} is the authors' own: their document calls it and does not show it`);
  },
};
export default authorsScript;
