/** Number of the rules by which verdicts are made. Raised with every change that could change a verdict; old evidence is judged by its own. */
export const rulesVersion = 1;
