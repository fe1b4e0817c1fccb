/** `npm run types`: checks every project, and goes on after one that fails. */
import { projects, typeCheck } from './checks/types.mjs';

for (const project of projects()) {
  const result = await typeCheck(project);
  if (!result.ok) {
    console.log(result.output.trim());
    process.exitCode = 1;
  }
}
