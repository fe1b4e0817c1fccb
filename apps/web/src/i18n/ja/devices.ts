import type { devices as en } from '../en/devices.ts';

export const devices: typeof en = {
  camera: 'カメラ',
  microphone: 'マイク',
  speaker: 'スピーカー',
  turnOnCamera: 'カメラをオンにする',
  turnOffCamera: 'カメラをオフにする',
  turnOnMicrophone: 'マイクをオンにする',
  turnOffMicrophone: 'マイクをオフにする',
  cameraOff: 'カメラはオフです',
  cameraStarting: 'カメラを起動しています…',
  cameraFailed: 'カメラを使用できません',
  preview: '自分のカメラ映像',
  level: 'マイクの音量',
  systemDefault: 'システムの既定',
  unnamedCamera: (index) => `カメラ ${index}`,
  unnamedMicrophone: (index) => `マイク ${index}`,
  unnamedSpeaker: (index) => `スピーカー ${index}`,
  noCamera: 'カメラが見つかりません',
  noMicrophone: 'マイクが見つかりません',
  background: {
    label: '背景',
    names: { none: 'エフェクトなし', slight: '少しぼかす', strong: 'ぼかす' },
    starting: '背景のぼかしを準備しています。準備ができるまでカメラはオフのままです。',
    failed: '背景をぼかすことができませんでした',
    failedHelp: '背景がほかの人に見えないように、カメラをオフにしました。',
    plainCamera: 'ぼかさずにカメラを使用',
    slow: 'このデバイスではぼかしの処理に時間がかかっています',
    slowHelp:
      'ほかの人に表示される映像がカクつくことがあります。ほかのアプリを閉じるか、背景で［エフェクトなし］を選択してください。',
  },
  speakerFixed: 'このブラウザでは、システムで使用中のスピーカーから音声が再生されます。',
  testSpeaker: 'テスト',
  testingSpeaker: '再生中…',
  testFailed: 'このスピーカーでテスト音を再生できませんでした。別のスピーカーを選択してください。',
  failureTitle: {
    microphone: {
      denied: 'マイクがブロックされています',
      not_found: 'マイクが見つかりません',
      in_use: 'マイクがほかのアプリで使用されています',
      insecure: 'マイクの使用には安全な接続が必要です',
      failed: 'マイクを起動できませんでした',
    },
    camera: {
      denied: 'カメラがブロックされています',
      not_found: 'カメラが見つかりません',
      in_use: 'カメラがほかのアプリで使用されています',
      insecure: 'カメラの使用には安全な接続が必要です',
      failed: 'カメラを起動できませんでした',
    },
    both: {
      denied: 'カメラとマイクがブロックされています',
      not_found: 'カメラとマイクが見つかりません',
      in_use: 'カメラとマイクがほかのアプリで使用されています',
      insecure: 'カメラとマイクの使用には安全な接続が必要です',
      failed: 'カメラとマイクを起動できませんでした',
    },
  },
  help: {
    denied: {
      chromium:
        'アドレスの左にあるアイコンを選択し、このサイトのカメラとマイクをオンにしてから、もう一度お試しください。',
      firefox:
        'アドレスの左にあるカメラまたはマイクのアイコンを選択し、ブロックを解除してから、もう一度お試しください。',
      safari:
        '［Safari］>［このWebサイトでの設定］を開き、カメラとマイクを［許可］にしてから、もう一度お試しください。',
      ios: 'アドレスバーのページメニューから［Webサイトの設定］を開き、カメラとマイクを許可してから、もう一度お試しください。',
      other: 'ブラウザの設定でこのサイトのカメラとマイクを許可してから、もう一度お試しください。',
    },
    deniedBySystem:
      'すでに許可している場合は、パソコンまたはスマートフォンのプライバシー設定で、このブラウザに許可されているか確認してください。',
    not_found: 'デバイスを接続して、もう一度お試しください。デバイスがなくても参加できます。',
    in_use:
      'カメラやマイクを使用しているほかのアプリやタブを閉じて、もう一度お試しください。使用せずに参加することもできます。',
    insecure:
      'カメラとマイクは、HTTPS のページか localhost でのみ使用できます。https:// で始まるアドレスでこのページを開いてください。使用せずに参加することもできます。',
    failed: 'デバイスを接続し直すか、別のデバイスを選択して、もう一度お試しください。',
  },
};
