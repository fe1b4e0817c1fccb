import { mutations as ofArchitecture } from './mutations/architecture.mjs';
import { mutations as ofContainers } from './mutations/containers.mjs';
import { mutations as ofEdges } from './mutations/edges.mjs';
import { mutations as ofMedia } from './mutations/media.mjs';
import { mutations as ofPorts } from './mutations/ports.mjs';
import { mutations as ofReferences } from './mutations/references.mjs';
import { mutations as ofRollout } from './mutations/rollout.mjs';
import { mutations as ofRoutes } from './mutations/routes.mjs';
import { mutations as ofSchemas } from './mutations/schemas.mjs';
import { mutations as ofSelectors } from './mutations/selectors.mjs';
import { mutations as ofSettings } from './mutations/settings.mjs';

const byRule = [
  ofSchemas,
  ofSelectors,
  ofPorts,
  ofReferences,
  ofSettings,
  ofEdges,
  ofArchitecture,
  ofContainers,
  ofRollout,
  ofRoutes,
  ofMedia,
].flatMap((of) => [...of]);

/** Changes of manifests that must not pass: what each breaks, in which overlay, and what its rule says. */
export const mutations = byRule.flatMap(([rule, cases]) =>
  cases.map(([breaks, overlay, mutate, complaint]) => ({ rule, breaks, overlay, mutate, complaint })),
);
