import type { common as en } from '../en/common.ts';

export const common: typeof en = {
  loading: '読み込んでいます…',
  close: '閉じる',
  cancel: 'キャンセル',
  save: '保存',
  tryAgain: '再試行',
  backHome: 'ホームに戻る',
  copyLink: 'リンクをコピー',
  linkCopied: 'リンクをコピーしました',
  copyFailed: 'リンクをコピーできませんでした。リンクを選択してコピーしてください。',
  language: '言語',
  languageFailed: '言語を読み込めませんでした。接続を確認して、もう一度お試しください。',
};
