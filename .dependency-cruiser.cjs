/**
 * The one-way order of docs/architecture.md. A layer may import the layers before it; parts within one layer do not see
 * each other. Type-only imports count.
 */
const workspace = [['packages/protocol'], ['packages/sdk', 'apps/server'], ['apps/web', 'apps/loadtest']];

const server = [
  ['lib'],
  ['cluster'],
  ['room', 'auth'],
  ['store', 'bus', 'db', 'ice', 'sfu'],
  ['hub', 'http'],
  ['config.ts'],
  ['live-rooms.ts'],
  ['roles'],
  ['main.ts', 'migrate.ts', 'rotate-keys.ts'],
];

const loadtest = [
  ['measure', 'random.ts'],
  ['scenarios', 'bot'],
  ['worker-messages.ts', 'crowd.ts', 'conductor.ts'],
  ['flags.ts'],
  ['report', 'servers', 'fleet.ts', 'watch.ts'],
  ['run.ts'],
  ['main.ts'],
];

const web = [['storage'], ['ui', 'i18n', 'api'], ['session'], ['features'], ['pages'], ['router.tsx', 'main.tsx']];

/** One rule for each part: it reaches nothing that comes later, nor what stands beside it. */
function order(name, base, layers) {
  return layers.flatMap((layer, index) => {
    const later = layers.slice(index + 1).flat();
    return layer.map((part) => ({
      name: `${name}-order-${part.replace(/\W+/g, '-')}`,
      severity: 'error',
      from: { path: `^${base}${part}(/|$)` },
      to: { path: later.concat(layer.filter((other) => other !== part)).map((other) => `^${base}${other}(/|$)`) },
    }));
  });
}

module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...order('workspace', '', workspace).filter((rule) => rule.to.path.length > 0),
    {
      name: 'server-imports-protocol-only',
      severity: 'error',
      from: { path: '^apps/server/' },
      to: { path: '^(packages/(?!protocol/)|apps/(?!server/))' },
    },
    {
      // What starts a built server, and finds the worker for it, is shared with the other programs that do.
      name: 'loadtest-imports-protocol-and-sdk-only',
      severity: 'error',
      from: { path: '^apps/loadtest/' },
      to: {
        path: '^(packages|apps|scripts)/',
        pathNot: '^(packages/(protocol|sdk)/src/index[.]ts$|apps/loadtest/|scripts/(built-server|sfu-worker)[.]mjs$)',
      },
    },
    {
      name: 'product-imports-no-tests',
      severity: 'error',
      from: { path: '^(packages|apps)/' },
      to: { path: '^(e2e|faults|bench)/' },
    },
    {
      name: 'nothing-imports-the-simulator',
      severity: 'error',
      from: { pathNot: '^simulate/' },
      to: { path: '^simulate/' },
    },
    {
      name: 'protocol-imports-zod-only',
      severity: 'error',
      from: { path: '^packages/protocol/src/', pathNot: '[.]test[.]ts$' },
      to: { pathNot: '^(packages/protocol/|node_modules/zod/)' },
    },
    ...order('server', 'apps/server/src/', server).filter((rule) => rule.to.path.length > 0),
    ...order('web', 'apps/web/src/', web).filter((rule) => rule.to.path.length > 0),
    ...order('loadtest', 'apps/loadtest/src/', loadtest).filter((rule) => rule.to.path.length > 0),
    {
      name: 'features-are-strangers',
      severity: 'error',
      from: { path: '^apps/web/src/features/([^/]+)/' },
      to: { path: '^apps/web/src/features/', pathNot: '^apps/web/src/features/$1/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist/|[.][^/]+$)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
