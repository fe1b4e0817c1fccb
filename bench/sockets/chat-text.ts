/** A sentence, as people write them. */
const TEXT = 'Shall we start with the numbers of last week, or wait for Hanako and the others to come in first?';

export const chatOf = (room: string): string => JSON.stringify({ room, text: TEXT });
