import type { Page } from '@playwright/test';
import type { VisitStep } from './protocol.ts';

/** Does what a person does; waits until that is possible. Rejects when the time is over, or when a selector means more than one thing. */
export async function act(page: Page, step: VisitStep, left: () => number): Promise<void> {
  if ('fill' in step) await page.locator(step.fill).fill(step.text, { timeout: left() });
  else if ('click' in step) await page.locator(step.click).click({ timeout: left() });
  else if ('press' in step) await page.locator(step.press).press(step.key, { timeout: left() });
  else await page.getByText(step.see).filter({ visible: true }).first().waitFor({ timeout: left() });
}
