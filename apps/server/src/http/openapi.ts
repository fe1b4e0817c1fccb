import { ApiError, type ErrorCode, errorMeanings } from '@cline-meet/protocol';
import * as z from 'zod/mini';
import { statusOf } from './failure.ts';
import type { AnyOperation } from './route.ts';

/** Describes operations as an OpenAPI 3.1 document. */
export function describeApi(operations: readonly AnyOperation[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const definition of operations) {
    const path = definition.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [definition.method.toLowerCase()]: describe(definition) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'cline-meet', version: '1', license: { name: 'MIT', identifier: 'MIT' } },
    paths,
    components: {
      schemas: { ApiError: jsonSchema(ApiError, 'output') },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'cline_meet_session' } },
    },
    security: [{ session: [] }],
  };
}

function describe({ summary, params, body, answer, status, errors }: AnyOperation): Record<string, unknown> {
  return {
    summary,
    ...(params && { parameters: parameters(params) }),
    ...(body && { requestBody: { required: true, content: json(jsonSchema(body, 'input')) } }),
    responses: { ...success(answer, status), ...failures(errors) },
  };
}

function success(answer: z.ZodMiniType | null, status = 200): Record<string, unknown> {
  if (!answer) return { 204: { description: 'Done' } };
  return { [status]: { description: 'Done', content: json(jsonSchema(answer, 'output')) } };
}

/** Errors that share a status share an entry that names them all. */
function failures(codes: readonly ErrorCode[]): Record<string, unknown> {
  const byStatus = new Map<number, string[]>();
  for (const code of codes) {
    const line = `\`${code}\`: ${errorMeanings[code]}`;
    byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), line]);
  }
  const content = json({ $ref: '#/components/schemas/ApiError' });
  const entries = [...byStatus].map(([status, lines]) => [status, { description: lines.join('\n\n'), content }]);
  return Object.fromEntries(entries);
}

function parameters(params: z.ZodMiniType): unknown[] {
  const { properties = {} } = jsonSchema(params, 'input');
  return Object.entries(properties as object).map(([name, schema]) => ({ name, in: 'path', required: true, schema }));
}

function jsonSchema(schema: z.ZodMiniType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _draft, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}

function json(schema: unknown): Record<string, unknown> {
  return { 'application/json': { schema } };
}
