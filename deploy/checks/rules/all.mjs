import { checkSchemas } from '../schema-check.mjs';
import { checkArchitecture } from './architecture.mjs';
import { checkContainers } from './containers.mjs';
import { checkEdges } from './edges.mjs';
import { checkMedia } from './media.mjs';
import { checkPorts } from './ports.mjs';
import { checkBackendConfigs, checkNamespaces, checkReferences } from './references.mjs';
import { checkRollout } from './rollout.mjs';
import { checkRoutes } from './routes.mjs';
import { checkSelectors } from './selectors.mjs';
import { checkSettings } from './settings.mjs';

/**
 * What holds for any folder of manifests.
 * @type {((objects: any[], overlay: string) => string[])[]}
 */
export const generalRules = [checkSchemas, checkSelectors, checkPorts, checkContainers, checkNamespaces];

/** What holds for an overlay of the whole. */
export const rules = [
  ...generalRules,
  checkReferences,
  checkBackendConfigs,
  checkSettings,
  checkEdges,
  checkArchitecture,
  checkRollout,
  checkRoutes,
  checkMedia,
];
