import { client, type ProviderPerson, reserveProvider } from '../apps/server/src/auth/provider-fixture.ts';
import { freePort, startBuiltServer, temporaryFolder } from '../scripts/built-server.mjs';
import { test as base, type Server } from './fixtures.ts';

export { expect } from './fixtures.ts';

/** The picture of {@link aki}, as the provider tells of it; tests answer for its host. */
export const akisPicture = 'https://pictures.example.org/aki.svg';
const aki: ProviderPerson = {
  sub: 'aki',
  name: 'Aki Mori',
  email: 'aki@example.org',
  email_verified: true,
  picture: akisPicture,
};
const kit: ProviderPerson = { sub: 'kit', name: 'Kit', email: 'kit@elsewhere.example', email_verified: true };
interface SignInFixtures {
  /** More settings of the server. */
  settings: Record<string, string>;
  server: Server;
}

/** As everywhere, but the server has sign-in, with a provider that stands for Google. */
export const test = base.extend<object, SignInFixtures>({
  settings: [{}, { option: true, scope: 'worker' }],
  server: [
    async ({ settings }, use) => {
      const [provider, port, folder] = [await reserveProvider(), await freePort(), temporaryFolder()];
      await provider.open({ redirectUris: [`http://localhost:${port}/api/auth/google/callback`], people: [aki, kit] });
      const oidc = {
        OIDC_ISSUER: provider.issuer,
        OIDC_CLIENT_ID: client.clientId,
        OIDC_CLIENT_SECRET: client.clientSecret,
      };
      const server = await startBuiltServer({ dataDir: folder.path, port, env: { ...oidc, ...settings } });
      await use(server);
      await server.stop();
      await provider.stop();
      folder.remove();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});
