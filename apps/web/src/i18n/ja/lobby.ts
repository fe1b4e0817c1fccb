import type { lobby as en } from '../en/lobby.ts';
import { plural } from '../plural.ts';

const san = (name: string) => `${name} さん`;

export const lobby: typeof en = {
  pageTitle: (name) => `${name}に参加`,
  ready: '参加の準備はできましたか？',
  unnamed: '会議',
  join: '今すぐ参加',
  askToJoin: '参加をリクエスト',
  askHint: '参加には主催者の承認が必要です。',
  noDevicesHint: 'カメラまたはマイクをオンにするまで、ほかの参加者にあなたの映像や音声は届きません。',
  nobodyInside: 'ほかにまだ誰も参加していません',
  insideOne: (name) => `${san(name)}が参加しています`,
  insideFew: (names, last) => `${names.map(san).join('、')}、${san(last)}が参加しています`,
  insideMany: (names, others) =>
    plural('ja', others, { other: `${names.map(san).join('、')}、ほか # 人が参加しています` }),
  devicesTitle: '自分のカメラとマイク',
  pickersTitle: 'デバイスの選択',
  shareTitle: 'ほかのユーザーを招待',
  nameTitle: 'お名前を入力してください',
  nameText: '会議に参加するには名前が必要です。',
  signInTitle: 'ログインして参加',
  signInText: 'このサーバーの会議に参加するには、ログインが必要です。ログイン後、この会議に戻ります。',
  or: 'または',
  continue: '続行',
  roomNotFoundTitle: '会議コードを確認してください',
  roomExpiredTitle: 'この会議は有効期限が切れています',
  roomEndedTitle: 'この会議は終了しました',
  roomLockedTitle: 'この会議はロックされています',
  roomFullTitle: 'この会議は満員です',
  failedTitle: '会議を開けませんでした',
};
