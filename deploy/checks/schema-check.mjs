import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { nameOf } from './manifest.mjs';

const folder = new URL('./schemas/', import.meta.url);
const ajv = new Ajv({ allErrors: true, strict: false });
const addresses = new Map();

for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const schema = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  ajv.addSchema(schema, file);
  for (const name of Object.keys(schema.definitions)) {
    if (name.includes('/')) addresses.set(name, `${file}#/definitions/${name.replaceAll('/', '~1')}`);
  }
}

/** What is wrong with objects by the types of Kubernetes and of its extensions: a field that is not theirs, above all. */
export function checkSchemas(objects) {
  return objects.flatMap((object) => {
    const address = addresses.get(`${object.apiVersion}/${object.kind}`);
    if (!address) return [`${nameOf(object)}: no schema for ${object.apiVersion} ${object.kind}`];
    const validate = /** @type {import('ajv').ValidateFunction} */ (ajv.getSchema(address));
    if (validate(object)) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const field = params.additionalProperty ? ` (${params.additionalProperty})` : '';
      return `${nameOf(object)}: ${instancePath} ${message}${field}`;
    });
  });
}
