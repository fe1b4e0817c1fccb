import type { home as en } from '../en/home.ts';

export const home: typeof en = {
  title: '離れていても、顔を見て話せます',
  subtitle: '会議を作成してリンクを共有するだけ。ブラウザで使え、インストールは必要ありません。',
  newMeeting: '会議を新規作成',
  newMeetingHint: '参加してもらいたい相手にリンクを送信してください。会議には 24 時間参加できます。',
  meetingName: '会議名',
  meetingNameHint: '省略できます。会議の参加者全員に表示されます。',
  waitingRoom: '待機室',
  waitingRoomHint: '主催者が許可するまで、参加者は待機します。',
  encryption: 'エンドツーエンド暗号化',
  encryptionHint: '完全なリンクを持つ人だけが映像と音声を利用できます。このサーバーも内容を見られません。',
  encryptionUnsupported:
    'このブラウザはエンドツーエンド暗号化に対応していません。更新するか、別のブラウザをお使いください。',
  encrypted: 'エンドツーエンドで暗号化',
  create: '会議を作成',
  yourName: 'あなたの名前',
  yourNameHint: '会議でほかの参加者に表示されます。このブラウザに保存されます。',
  nameNeeded: '名前を入力してください。',
  codeLabel: '会議コードまたはリンク',
  codePlaceholder: '会議コードまたはリンクを入力',
  codeHint: '会議コードの例: abc-mnop-xyz',
  codeInvalid: '会議コードまたはリンクではありません。会議コードは abc-mnop-xyz のような形式です。',
  codeNeeded: '会議コードまたはリンクを入力してください。',
  join: '参加',
  recentTitle: 'あなたの会議',
  recentEmpty: '作成または参加した会議が、有効期限までここに表示されます。',
  recentSignedOut: '会議を作成すると、ここに表示されます。',
  unnamed: '会議',
  host: '主催者',
  expires: (relative, exact) => `${relative}に期限切れ（${exact}）`,
  open: (name) => `${name}を開く`,
  signedInAs: (name) => `アカウント: ${name}`,
  rename: '名前を変更',
  renameTitle: '名前の変更',
  signOut: 'ログアウト',
  signOutHint:
    'このブラウザでは会議の一覧が表示されなくなり、会議の主催者ではなくなります。暗号化された会議の鍵も消去されるため、リンクを保管してください。',
  googleOff: 'このサーバーでは Google ログインが無効になっています。ご自分で決めた名前で、ゲストとして参加できます。',
  guestsOff: 'このサーバーではゲストの参加が許可されていません。会議を作成または参加するにはログインしてください。',
  noSignIn:
    'このサーバーでは Google ログインが無効で、ゲストの参加も許可されていないため、ログインできません。管理者にお問い合わせください。',
  signInWith: (provider) => `${provider} でログイン`,
  signOutHintAccount:
    'このブラウザでアカウントからログアウトします。もう一度ログインすると、会議の一覧が表示され、主催者に戻れます。暗号化された会議の鍵は消去されるため、リンクを保管してください。',
  creatorsSignIn: 'このサーバーで会議を作成するには、ログインが必要です。会議コードがあれば、そのまま参加できます。',
  creatorsDomains:
    'このアカウントでは、このサーバーで会議を作成できません。会議コードまたはリンクがあれば参加できます。',
  signInErrors: {
    sign_in_failed: 'ログインできませんでした。何も変更されていません。もう一度ログインしてください。',
    sign_in_cancelled: 'ログインは完了していません。いつでももう一度お試しいただけます。',
    sign_in_unavailable: 'ログインサービスに接続できません。しばらく待ってから、もう一度お試しください。',
    sign_in_email_unverified:
      'このアカウントのメールアドレスは確認されていません。ログインサービスでアドレスを確認するか、別のアカウントを使用してください。',
  },
};
