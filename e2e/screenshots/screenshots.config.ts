import { defineConfig } from '@playwright/test';
import tests from '../../playwright.config.ts';

/** Takes the pictures of docs/screenshots, with the same browser and fixtures as the tests. */
export default defineConfig({
  ...tests,
  testDir: '.',
  testMatch: 'pictures.ts',
  outputDir: '../../test-results/screenshots',
  workers: 1,
  reporter: 'list',
});
