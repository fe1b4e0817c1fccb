export const common = {
  loading: 'Loading…',
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  tryAgain: 'Try again',
  backHome: 'Back to home',
  copyLink: 'Copy link',
  linkCopied: 'Link copied',
  copyFailed: 'The link could not be copied. Select it and copy it yourself.',
  language: 'Language',
  languageFailed: 'The language could not be loaded. Check your connection and try again.',
};
