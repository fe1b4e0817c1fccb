import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IceServer, RoomId } from '@cline-meet/protocol';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { Registry } from 'prom-client';
import type { Login } from '../auth/login.ts';
import type { Account, LoginSessions, UsedSignIns, Users } from '../auth/ports.ts';
import type { Clock } from '../lib/clock.ts';
import { createLogger } from '../lib/logger.ts';
import { createSigningKey, SigningKeys } from '../lib/signing-keys.ts';
import { TokenSigner, TokenVerifier } from '../lib/tokens.ts';
import { type AppContext, createApp } from './app.ts';
import { type AuthServiceContext, serveAuth } from './auth-service.ts';
import { type GatewayServiceContext, serveGateway } from './gateway-service.ts';
import type { RoomGlimpse, RoomRecord, Rooms } from './ports.ts';

const DAY_MS = 24 * 3_600_000;
export const stun: IceServer = { urls: ['stun:stun.example.org'] };
export const turn: IceServer = { urls: ['turn:turn.example.org'], username: 'u', credential: 'c' };

type Context = AppContext & AuthServiceContext & GatewayServiceContext;

/** The roles that speak HTTP over plain maps, on a clock that the test moves. */
export async function startApp(change: Partial<Context> = {}) {
  const clock = { nowMs: Date.now(), now: () => clock.nowMs };
  const closedSockets: { userId: string; sessionId: string }[] = [];
  const glimpses = new Map<RoomId, RoomGlimpse>();
  const records = new Map<string, RoomRecord>();
  const accounts = new Map<string, Account>();
  const [authKeys, gatewayKeys] = await Promise.all([newKeys(clock), newKeys(clock)]);
  const context: Context = {
    users: usersOf(accounts),
    sessions: sessionsOf(accounts),
    loginSockets: { closeAll: async (session) => void closedSockets.push(session) },
    rooms: roomsOf(records, clock),
    glimpses: { look: async (roomId) => glimpses.get(roomId) ?? null },
    signer: new TokenSigner('cline-meet/auth', authKeys, clock),
    logins: new TokenVerifier('cline-meet/auth', authKeys.find, clock),
    authKeys: () => authKeys.publicSet,
    ticketSigner: new TokenSigner('cline-meet/gateway', gatewayKeys, clock),
    gatewayKeys: () => gatewayKeys.publicSet,
    clock,
    guestsAllowed: true,
    roomCreators: { who: 'anyone' },
    signIn: null,
    usedSignIns: usedSignInsOf(),
    publicUrl: null,
    ice: {
      forAnyone: () => ({ iceServers: [stun], iceTransportPolicy: 'relay' }),
      forUser: () => ({ iceServers: [stun, turn], iceTransportPolicy: 'relay', ttlSeconds: 600 }),
    },
    operator: { registry: new Registry(), isReady: async () => true },
    log: createLogger('silent'),
    trustedHops: 0,
    tls: null,
    webFolder: webFolder(),
    ...change,
  };
  const app = await createApp(context);
  serveAuth(app, context);
  serveGateway(app, context);
  const tickets = new TokenVerifier('cline-meet/gateway', gatewayKeys.find, clock);
  const { signer, ticketSigner } = context;
  const guest = (name: string) => signIn(app, name);
  return { app, clock, signer, ticketSigner, tickets, glimpses, records, closedSockets, guest };
}

const newKeys = async (clock: Clock) => SigningKeys.of([await createSigningKey(clock.now())], clock);

async function signIn(app: FastifyInstance, name: string) {
  const answer = await app.inject({ method: 'POST', url: '/api/guest', payload: { name } });
  const cookie = answer.cookies[0];
  if (!cookie) throw new Error(`no cookie: ${answer.body}`);
  const cookies = { [cookie.name]: cookie.value };
  const call = (method: 'GET' | 'POST', url: string, payload?: object) => {
    const options: InjectOptions = { method, url, cookies };
    return app.inject(payload ? { ...options, payload } : options);
  };
  return { call, cookie, userId: answer.json().user.userId as string };
}

function usersOf(accounts: Map<string, Account>): Users {
  const googleIds = new Map<string, Account['userId']>();
  const emails = new Map<string, string | null>();
  return {
    async createGuest(name) {
      const account = {
        userId: crypto.randomUUID() as Account['userId'],
        name,
        avatarUrl: null,
        kind: 'guest' as const,
      };
      accounts.set(account.userId, account);
      return account;
    },
    async rename(userId, name) {
      const account = accounts.get(userId);
      if (account) accounts.set(userId, { ...account, name });
    },
    async signedIn({ googleId, email, name, avatarUrl }) {
      const userId = googleIds.get(googleId) ?? (crypto.randomUUID() as Account['userId']);
      const account = { userId, name, avatarUrl, kind: 'google' as const };
      googleIds.set(googleId, userId);
      emails.set(userId, email);
      accounts.set(userId, account);
      return account;
    },
    emailOf: async (userId) => emails.get(userId) ?? null,
  };
}

function usedSignInsOf(): UsedSignIns {
  const used = new Set<string>();
  return {
    use: async (id) => {
      const isFirst = !used.has(id);
      used.add(id);
      return isFirst;
    },
  };
}

function sessionsOf(accounts: Map<string, Account>): LoginSessions {
  const open = new Map<Login['sessionId'], Account['userId']>();
  return {
    async open(userId) {
      const id = crypto.randomUUID();
      open.set(id, userId);
      return id;
    },
    find: async (id) => accounts.get(open.get(id) ?? '') ?? null,
    async close(id) {
      open.delete(id);
    },
  };
}

function roomsOf(records: Map<string, RoomRecord>, clock: { nowMs: number }): Rooms {
  return {
    async create(room) {
      const expiresAt = new Date(clock.nowMs + DAY_MS);
      const roomId = crypto.randomUUID() as RoomId;
      const record: RoomRecord = { ...room, roomId, locked: false, expiresAt, endedAt: null };
      records.set(room.code, record);
      return record;
    },
    findByCode: async (code) => records.get(code) ?? null,
    recentOf: async (userId) => [...records.values()].filter(({ hostUserId }) => hostUserId === userId),
  };
}

function webFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cline-meet-web-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<title>cline-meet</title>');
  writeFileSync(join(folder, 'assets/app-12345678.js'), 'export {};');
  // In the place of what the build makes of it.
  writeFileSync(join(folder, 'assets/app-12345678.js.br'), 'by brotli');
  writeFileSync(join(folder, 'assets/app-12345678.js.gz'), 'by gzip');
  return folder;
}
