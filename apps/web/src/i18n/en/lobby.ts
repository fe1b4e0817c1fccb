import { plural } from '../plural.ts';

export const lobby = {
  pageTitle: (name: string) => `Join ${name}`,
  ready: 'Ready to join?',
  unnamed: 'Meeting',
  join: 'Join now',
  askToJoin: 'Ask to join',
  askHint: 'The host decides who comes in.',
  noDevicesHint: 'Nobody will see or hear you until you turn on your camera or microphone.',
  nobodyInside: 'No one else is here yet',
  insideOne: (name: string) => `${name} is in this meeting`,
  insideFew: (names: readonly string[], last: string) => `${names.join(', ')} and ${last} are in this meeting`,
  insideMany: (names: readonly string[], others: number) =>
    plural('en', others, {
      one: `${names.join(', ')} and # other are in this meeting`,
      other: `${names.join(', ')} and # others are in this meeting`,
    }),
  devicesTitle: 'Your camera and microphone',
  pickersTitle: 'Choose devices',
  shareTitle: 'Invite others',
  nameTitle: "What's your name?",
  nameText: 'You need a name before you can join.',
  signInTitle: 'Sign in to join',
  signInText: 'This server admits people who sign in. You come back to this meeting afterwards.',
  or: 'or',
  continue: 'Continue',
  roomNotFoundTitle: 'Check your meeting code',
  roomExpiredTitle: 'This meeting has expired',
  roomEndedTitle: 'This meeting has ended',
  roomLockedTitle: 'This meeting is locked',
  roomFullTitle: 'This meeting is full',
  failedTitle: 'The meeting could not be opened',
};
