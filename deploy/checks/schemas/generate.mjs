/**
 * Makes the JSON schemas in this folder again: `node deploy/checks/schemas/generate.mjs`. They come from the types of
 * published packages, which are made from the OpenAPI description of Kubernetes and from the definitions of the custom
 * resources. Only what the manifests use is kept, so that nobody has to install 80 MB to run the tests. A field that a
 * type does not name is refused.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';

const sources = [
  {
    file: 'kubernetes.json',
    package: 'kubernetes-models@5.1.0',
    // All of its numbers are int32 or int64.
    numbers: 'integer',
    kinds: {
      v1: ['ConfigMap', 'Namespace', 'PersistentVolumeClaim', 'Secret', 'Service', 'ServiceAccount'],
      'apps/v1': ['DaemonSet', 'Deployment', 'StatefulSet'],
      'autoscaling/v2': ['HorizontalPodAutoscaler'],
      'batch/v1': ['Job'],
      'networking.k8s.io/v1': ['Ingress', 'NetworkPolicy'],
      'policy/v1': ['PodDisruptionBudget'],
    },
  },
  {
    file: 'istio.json',
    package: '@kubernetes-models/istio@3.0.1',
    numbers: 'number',
    kinds: {
      'networking.istio.io/v1': ['DestinationRule', 'Gateway', 'VirtualService'],
      'security.istio.io/v1': ['AuthorizationPolicy', 'PeerAuthentication'],
    },
  },
  {
    file: 'prometheus-operator.json',
    package: '@kubernetes-models/prometheus-operator@6.0.0',
    numbers: 'number',
    kinds: { 'monitoring.coreos.com/v1': ['PodMonitor', 'PrometheusRule', 'ServiceMonitor'] },
  },
  {
    file: 'external-secrets.json',
    package: '@kubernetes-models/external-secrets@2.0.0',
    numbers: 'number',
    kinds: { 'external-secrets.io/v1': ['ExternalSecret', 'SecretStore'] },
  },
  {
    file: 'gke.json',
    package: '@kubernetes-models/gke@4.6.2',
    numbers: 'number',
    kinds: {
      'cloud.google.com/v1': ['BackendConfig'],
      'networking.gke.io/v1': ['ManagedCertificate'],
      'networking.gke.io/v1beta1': ['FrontendConfig'],
    },
  },
];

const folder = mkdtempSync(join(tmpdir(), 'cline-meet-schemas-'));
try {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const packages = sources.map((source) => source.package);
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], { cwd: folder });
  for (const source of sources) write(source);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function write(source) {
  const { file, kinds } = source;
  const name = source.package.replace(/@[^@]*$/, '');
  const licence = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).license;
  const roots = Object.entries(kinds).flatMap(([apiVersion, names]) => names.map((kind) => ({ apiVersion, kind })));
  const definitions = readTypes(name, roots, source.numbers);
  const $comment = `Made by generate.mjs from ${source.package} (${licence}).`;
  writeFileSync(new URL(file, import.meta.url), `${JSON.stringify({ $comment, definitions })}\n`);
}

/** The types of all kinds as JSON schemas: `apiVersion/kind` by that name, what they consist of by the names of types. */
function readTypes(name, roots, numbers) {
  const entry = join(folder, `${name.replaceAll('/', '-')}.ts`);
  const lines = roots.map(({ apiVersion, kind }) => `import { I${kind} } from '${name}/${apiVersion}';`);
  writeFileSync(entry, lines.join('\n'));
  const options = { noEmit: true, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
  const program = ts.createProgram([entry], options);
  const definitions = {};
  const { shapeOf, declarationOf } = converter(program.getTypeChecker(), definitions, numbers);
  const statements = /** @type {any} */ (program.getSourceFile(entry)).statements;
  statements.forEach((statement, at) => {
    const [imported] = statement.importClause.namedBindings.elements;
    definitions[`${roots[at].apiVersion}/${roots[at].kind}`] = shapeOf(declarationOf(imported.name).members);
  });
  return Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * By the syntax alone: some types spell out thousands of combinations of what excludes each other, which the compiler
 * takes minutes to compare. Here they become one object that may have any of the fields.
 */
function converter(checker, definitions, numbers) {
  const names = new Map();

  function convert(node) {
    switch (node.kind) {
      case ts.SyntaxKind.StringKeyword:
        return { type: 'string' };
      case ts.SyntaxKind.NumberKeyword:
        return { type: numbers };
      case ts.SyntaxKind.BooleanKeyword:
        return { type: 'boolean' };
      case ts.SyntaxKind.AnyKeyword:
      case ts.SyntaxKind.UnknownKeyword:
      case ts.SyntaxKind.ObjectKeyword:
        return {};
      case ts.SyntaxKind.ParenthesizedType:
        return convert(node.type);
      case ts.SyntaxKind.ArrayType:
        return { type: 'array', items: convert(node.elementType) };
      case ts.SyntaxKind.LiteralType:
        return { enum: [node.literal.kind === ts.SyntaxKind.NullKeyword ? null : JSON.parse(node.literal.getText())] };
      case ts.SyntaxKind.TypeLiteral:
        return shapeOf(node.members);
      case ts.SyntaxKind.UnionType:
        return merge(node.types.map(convert), (a, b) => a.filter((field) => b.includes(field)));
      case ts.SyntaxKind.IntersectionType:
        return merge(node.types.map(convert), (a, b) => [...new Set([...a, ...b])]);
      case ts.SyntaxKind.TypeReference:
        return reference(node);
      default:
        throw new Error(`no schema for ${node.getText()}`);
    }
  }

  function reference({ typeName, typeArguments }) {
    if (typeName.text === 'Array') return { type: 'array', items: convert(typeArguments[0]) };
    // One way of several that exclude each other.
    if (typeName.text === 'Exclude') return convert(typeArguments[0]);
    const declaration = declarationOf(typeName);
    if (ts.isTypeAliasDeclaration(declaration)) return convert(declaration.type);
    if (!names.has(declaration)) {
      // Two packages may have one of the same name.
      const namesakes = [...names.keys()].filter((other) => other.name.text === declaration.name.text).length;
      names.set(declaration, `${declaration.name.text}${namesakes || ''}`);
      definitions[names.get(declaration)] = shapeOf(declaration.members);
    }
    return { $ref: `#/definitions/${names.get(declaration)}` };
  }

  function declarationOf(name) {
    const symbol = checker.getSymbolAtLocation(name);
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return target.declarations.find((found) => ts.isInterfaceDeclaration(found) || ts.isTypeAliasDeclaration(found));
  }

  function shapeOf(members) {
    const fields = members.filter(ts.isPropertySignature);
    const others = members.find(ts.isIndexSignatureDeclaration);
    const isAnything = members.length === 0;
    return {
      type: 'object',
      properties: Object.fromEntries(fields.map((field) => [field.name.text, convert(field.type)])),
      required: fields.filter((field) => !field.questionToken).map((field) => field.name.text),
      additionalProperties: others ? convert(others.type) : isAnything,
    };
  }

  return { shapeOf, declarationOf };
}

/** One schema for what is said by several. `join` tells what is required of what each requires. */
function merge(schemas, join) {
  return schemas.reduce((merged, schema) => {
    if (JSON.stringify(merged) === JSON.stringify(schema)) return merged;
    if (merged.enum && schema.enum) return { enum: [...new Set([...merged.enum, ...schema.enum])] };
    if (merged.type !== 'object' || schema.type !== 'object') return either(merged, schema);
    const properties = { ...merged.properties };
    for (const [field, other] of Object.entries(schema.properties)) {
      properties[field] = properties[field] ? merge([properties[field], other], join) : other;
    }
    const additionalProperties = merged.additionalProperties || schema.additionalProperties;
    return { type: 'object', properties, required: join(merged.required, schema.required), additionalProperties };
  });
}

function either(a, b) {
  const ways = [a, b].flatMap((schema) => schema.anyOf ?? [schema]);
  return { anyOf: [...new Map(ways.map((way) => [JSON.stringify(way), way])).values()] };
}
