import type { meeting as en } from '../en/meeting.ts';

export const meeting: typeof en = {};
