import type { Catalogue } from '../en/catalogue.ts';
import { common } from './common.ts';
import { devices } from './devices.ts';
import { errors } from './errors.ts';
import { home } from './home.ts';
import { lobby } from './lobby.ts';
import { meeting } from './meeting.ts';

export const ja: Catalogue = { common, devices, errors, home, lobby, meeting };
