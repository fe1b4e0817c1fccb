import type { ErrorCode } from '@cline-meet/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import type * as z from 'zod/mini';
import { Failure } from './failure.ts';

type Schema = z.ZodMiniType;
type Output<S> = S extends z.ZodMiniType<infer Value> ? Value : undefined;

/** One thing that the API does, with all that the OpenAPI document says of it. */
export interface Operation<
  Params extends Schema | undefined,
  Body extends Schema | undefined,
  Answer extends Schema | null,
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
  /** The most calls a minute from one address. */
  perMinute?: number;
}

// biome-ignore lint/suspicious/noExplicitAny: operations of all shapes; each was checked where it was defined.
export type AnyOperation = Operation<any, any, any>;

/** Checks an operation's types and keeps those of its schemas. */
export function operation<
  Answer extends Schema | null,
  Params extends Schema | undefined = undefined,
  Body extends Schema | undefined = undefined,
>(definition: Operation<Params, Body, Answer>): Operation<Params, Body, Answer> {
  return definition;
}

interface Handling<Params, Body, Answer, Caller> {
  /** Says who calls, or throws for who may not. Runs before anything of the request is looked at. */
  authorize?: (request: FastifyRequest) => Promise<Caller>;
  handle: (input: {
    caller: Caller;
    params: Output<Params>;
    body: Output<Body>;
    request: FastifyRequest;
    reply: FastifyReply;
  }) => Promise<Answer extends Schema ? z.input<Answer> : void>;
}

/** How this process does an operation. */
export interface Route {
  readonly operation: AnyOperation;
  // biome-ignore lint/suspicious/noExplicitAny: checked against the operation's schemas where the route was defined.
  readonly handling: Handling<any, any, any, any>;
}

/** Checks a handler's types against the schemas of its operation. */
export function route<
  Answer extends Schema | null,
  Params extends Schema | undefined,
  Body extends Schema | undefined,
  Caller = undefined,
>(definition: Operation<Params, Body, Answer>, handling: Handling<Params, Body, Answer, Caller>): Route {
  return { operation: definition, handling };
}

export function register(app: FastifyInstance, routes: readonly Route[]): void {
  for (const each of routes) {
    const { method, path, perMinute } = each.operation;
    const options: RouteShorthandOptions = perMinute ? { config: { rateLimit: { max: perMinute } } } : {};
    app.route({ method, url: path, ...options, handler: (request, reply) => answer(each, request, reply) });
  }
}

async function answer(
  { operation, handling }: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const caller = await handling.authorize?.(request);
  const params = check(operation.params, request.params);
  const body = check(operation.body, request.body ?? {});
  const result = await handling.handle({ caller, params, body, request, reply });
  reply.header('Cache-Control', 'no-store');
  if (operation.answer === null) return reply.code(204).send();
  return reply.code(operation.status ?? 200).send(result);
}

function check(schema: Schema | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Failure('invalid_request', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
}
