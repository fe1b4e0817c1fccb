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
  shareEncrypted: 'このリンクの末尾は会議の鍵です。映像と音声を共有してよい相手にだけ送ってください。',
  encrypted: 'エンドツーエンドで暗号化されています',
  encryptedUnsupportedTitle: 'このブラウザでは暗号化された会議に参加できません',
  encryptedUnsupported:
    'この会議はエンドツーエンドで暗号化されています。ブラウザを更新するか、別のブラウザで参加してください。',
  keyTitle: 'この会議はエンドツーエンドで暗号化されています',
  keyText:
    '参加には完全なリンクに含まれる鍵が必要ですが、開いたアドレスには含まれていません。受け取ったリンクを貼り付けるか、主催者に確認してください。',
  keyLabel: '会議の完全なリンク',
  keyHint: '「#」より後の部分まで、すべて含めてください。鍵はこのブラウザから外に出ません。',
  keyInvalid: '鍵が含まれていません。リンクを末尾まですべて貼り付けてください。',
  keyOfOther: 'これは別の会議のリンクです。',
  useKey: 'このリンクを使う',
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
