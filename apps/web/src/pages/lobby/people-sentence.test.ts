import { expect, test } from 'vitest';
import { en } from '../../i18n/en/catalogue.ts';
import { ja } from '../../i18n/ja/catalogue.ts';
import { peopleSentence } from './people-sentence.ts';

test.each([
  [[], 'No one else is here yet'],
  [['Ada'], 'Ada is in this meeting'],
  [['Ada', 'Ben'], 'Ada and Ben are in this meeting'],
  [['Ada', 'Ben', 'Cyd'], 'Ada, Ben and Cyd are in this meeting'],
  [['Ada', 'Ben', 'Cyd', 'Dan'], 'Ada, Ben and 2 others are in this meeting'],
])('%j', (names, sentence) => {
  expect(peopleSentence(en, names)).toBe(sentence);
});

test('Japanese names everyone with さん', () => {
  expect(peopleSentence(ja, ['山田', '佐藤', '鈴木'])).toBe('山田 さん、佐藤 さん、鈴木 さんが参加しています');
  expect(peopleSentence(ja, ['山田', '佐藤', '鈴木', '田中'])).toBe('山田 さん、佐藤 さん、ほか 2 人が参加しています');
});
