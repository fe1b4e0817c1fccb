import { defineConfig } from '@playwright/test';
import { chromiumArgs, findChromium } from './scripts/chromium.mjs';

/** By file. */
const heavy = /(balanced|moving|relay|sfu[a-z-]*|turn-renewal)\.spec\.ts$/;

const executablePath = findChromium();

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  /** No retries: a test that passes at the second try has found something. */
  retries: 0,
  /** Most tests wait for each other's pages: two cores bear two of them at once. */
  workers: 2,
  projects: [
    { name: 'together', testIgnore: heavy },
    /** Whole houses of servers, and pictures of several sizes: these need the machine for themselves. */
    { name: 'alone', testMatch: heavy, workers: 1, dependencies: ['together'] },
  ],
  fullyParallel: true,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/report.json' }]],
  use: {
    browserName: 'chromium',
    locale: 'en-US',
    viewport: { width: 1280, height: 720 },
    actionTimeout: 30_000,
    launchOptions: { args: chromiumArgs, ...(executablePath ? { executablePath } : {}) },
  },
});
