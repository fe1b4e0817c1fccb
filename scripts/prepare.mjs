import { build } from './build.mjs';
import { install } from './install.mjs';
import { inRepo } from './paths.mjs';
import { withLock } from './process-lock.mjs';

/** Installs and builds what is not current, one process at a time. */
export async function prepare({ withBuild = true } = {}) {
  const onWait = (pid) => console.log(`Waiting for process ${pid}, which is installing or building here ...`);
  await withLock(
    inRepo('.cache/prepare.lock'),
    async () => {
      await install();
      if (withBuild) await build();
    },
    { onWait },
  );
}
