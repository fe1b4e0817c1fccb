import { expect, test } from './fixtures.ts';

test('messages go both ways, and who comes later reads them too', async ({ person }) => {
  const [ana, ben] = await Promise.all([person('Ana'), person('Ben')]);
  const code = await ana.createRoom();
  await Promise.all([ana.join(code), ben.join(code)]);

  await ben.chat.open();
  await ana.chat.say('Hello Ben');
  await expect(ben.chat.message('Hello Ben')).toBeVisible();
  await ben.chat.say('Hello Ana');
  await expect(ana.chat.message('Hello Ana')).toBeVisible();

  const cho = await person('Cho');
  await cho.join(code);
  await cho.chat.open();
  await expect(cho.chat.message('Hello Ben')).toHaveCount(1);
  await expect(cho.chat.message('Hello Ana')).toHaveCount(1);
});

test('what looks like markup stays text, and only web addresses become links', async ({ person }) => {
  const [ana, ben] = await Promise.all([person('Ana'), person('Ben')]);
  const code = await ana.createRoom();
  await Promise.all([ana.join(code), ben.join(code)]);

  await ben.chat.open();
  await ana.chat.say('<img src=x onerror="document.title=1"> javascript:alert(1) https://example.com/a?b=c');
  await expect(ben.chat.message('<img src=x onerror')).toBeVisible();
  const links = ben.chat.log.getByRole('link');
  await expect(links).toHaveCount(1);
  await expect(links).toHaveAttribute('href', 'https://example.com/a?b=c');
  await expect(links).toHaveAttribute('rel', /noopener/);
  await expect(ben.chat.log.locator('img[src="x"]')).toHaveCount(0);
});
