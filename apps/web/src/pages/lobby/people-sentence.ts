import type { Catalogue } from '../../i18n/en/catalogue.ts';

/** How many are named when there are more than can be. */
const NAMED = 2;

/** Says who is inside: everyone up to three people, else two and how many others. */
export function peopleSentence({ lobby }: Pick<Catalogue, 'lobby'>, names: readonly string[]): string {
  const last = names.at(-1);
  if (last === undefined) return lobby.nobodyInside;
  if (names.length === 1) return lobby.insideOne(last);
  if (names.length <= NAMED + 1) return lobby.insideFew(names.slice(0, -1), last);
  return lobby.insideMany(names.slice(0, NAMED), names.length - NAMED);
}
