import { describe, expect, it } from 'vitest';
import { identityOf } from './identity.ts';

const google = { iss: 'https://accounts.google.com', sub: '1234' };

describe('who the claims tell of', () => {
  it('is known by the subject of Google, and by issuer and subject of any other provider', () => {
    expect(identityOf(google).googleId).toBe('1234');
    expect(identityOf({ iss: 'https://keycloak.example.org/realms/a', sub: '1234' }).googleId).toBe(
      'https://keycloak.example.org/realms/a#1234',
    );
  });

  it.each([
    [{ email: 'Aki@Example.org', email_verified: true }, 'aki@example.org'],
    [{ email: 'aki@example.org', email_verified: 'true' }, 'aki@example.org'],
    [{ email: 'aki@example.org', xms_edov: true }, 'aki@example.org'],
    [{}, null],
  ])('has the verified address of %j', (claims, email) => {
    expect(identityOf({ ...google, ...claims }).email).toBe(email);
  });

  it.each([{}, { email_verified: false }, { email_verified: 'false' }, { email_verified: 'yes' }, { xms_edov: '0' }])(
    'is refused with an address and %j',
    (claims) => {
      expect(() => identityOf({ ...google, email: 'ceo@example.org', ...claims })).toThrow('not verified');
    },
  );

  it.each([
    [{ name: ' Aki\u0000\nMori ' }, 'Aki Mori'],
    [{ name: '', given_name: 'Aki' }, 'Aki'],
    [{ preferred_username: 'aki@example.org' }, 'aki'],
    [{ email: 'aki@example.org', email_verified: true }, 'aki'],
    [{}, '?'],
    [{ name: 'x'.repeat(80) }, 'x'.repeat(60)],
    [{ name: `${'x'.repeat(59)}🦊` }, 'x'.repeat(59)],
  ])('is called by what %j says', (claims, name) => {
    expect(identityOf({ ...google, ...claims }).name).toBe(name);
  });

  it.each(['http://example.org/a.png', 'javascript:alert(1)', 'data:image/png;base64,AA', 'a.png', ''])(
    'has no picture at %s',
    (picture) => {
      expect(identityOf({ ...google, picture }).avatarUrl).toBeNull();
    },
  );
});
