import { common } from './common.ts';
import { devices } from './devices.ts';
import { errors } from './errors.ts';
import { home } from './home.ts';
import { lobby } from './lobby.ts';
import { meeting } from './meeting.ts';

export const en = { common, devices, errors, home, lobby, meeting };

/** The shape that every language must have. */
export type Catalogue = typeof en;
