import type { ErrorCode } from '@cline-meet/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import type * as z from 'zod/mini';
import { Failure } from './failure.ts';

type Schema = z.ZodMiniType;
type Output<S> = S extends z.ZodMiniType<infer Value> ? Value : undefined;

/** An API route with all that the OpenAPI document says of it. */
export interface Route<
  Params extends Schema | undefined,
  Body extends Schema | undefined,
  Answer extends Schema | null,
  Caller,
> {
  method: 'GET' | 'POST';
  /** In Fastify's form, `/api/rooms/:code`. */
  path: string;
  summary: string;
  params?: Params;
  body?: Body;
  /** Null answers 204 without a body. */
  answer: Answer;
  /** 200 unless said otherwise; 204 for no answer. */
  status?: 200 | 201;
  errors: readonly ErrorCode[];
  /** Says who calls, or throws for who may not. Runs before anything of the request is looked at. */
  authorize?: (request: FastifyRequest) => Promise<Caller>;
  /** The most calls a minute from one address. */
  perMinute?: number;
  handle: (input: {
    caller: Caller;
    params: Output<Params>;
    body: Output<Body>;
    request: FastifyRequest;
    reply: FastifyReply;
  }) => Promise<Answer extends Schema ? z.input<Answer> : void>;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of routes of all shapes; each was checked where it was defined.
export type AnyRoute = Route<any, any, any, any>;

/** Checks a route's types against its schemas. */
export function route<
  Answer extends Schema | null,
  Params extends Schema | undefined = undefined,
  Body extends Schema | undefined = undefined,
  Caller = undefined,
>(definition: Route<Params, Body, Answer, Caller>): AnyRoute {
  return definition;
}

export function register(app: FastifyInstance, routes: readonly AnyRoute[]): void {
  for (const definition of routes) {
    const { method, path, perMinute } = definition;
    const options: RouteShorthandOptions = perMinute ? { config: { rateLimit: { max: perMinute } } } : {};
    app.route({ method, url: path, ...options, handler: (request, reply) => answer(definition, request, reply) });
  }
}

async function answer(definition: AnyRoute, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const caller = await definition.authorize?.(request);
  const params = check(definition.params, request.params);
  const body = check(definition.body, request.body ?? {});
  const result = await definition.handle({ caller, params, body, request, reply });
  reply.header('Cache-Control', 'no-store');
  if (definition.answer === null) return reply.code(204).send();
  return reply.code(definition.status ?? 200).send(result);
}

function check(schema: Schema | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Failure('invalid_request', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
}
