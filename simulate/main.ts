import { OptionError, readOptions, usage } from './options.ts';

try {
  const options = readOptions(process.argv.slice(2));
  if (options.isHelp) console.log(usage());
  else {
    // Only now: what it loads of the server takes longer than to refuse a flag.
    const { run } = await import('./run.ts');
    await run(options);
  }
} catch (error) {
  if (!(error instanceof OptionError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
