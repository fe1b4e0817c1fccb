import { readdirSync, readFileSync } from 'node:fs';

/** CPU seconds that all threads of a process have used so far, to the nanosecond (`schedstat` of proc(5)). */
export function cpuSecondsOf(pid: number): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) nanoseconds += nanosecondsOf(pid, thread);
  return nanoseconds / 1e9;
}

function nanosecondsOf(pid: number, thread: string | number): number {
  return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
}

/** CPU seconds that its first thread has used so far: of Node, the one that runs JavaScript. */
export function threadSecondsOf(pid: number): number {
  return nanosecondsOf(pid, pid) / 1e9;
}

/** Resident memory in bytes. */
export function residentBytesOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}

/** What a server of ours, or the generator, has open beside its connections. */
const OTHER_FILES = 200;

/** How many connections a process may have. */
export const mostConnections = (): number => openFilesLimit() - OTHER_FILES;

/** The most files, sockets among them, that this process and those that it starts may have open. */
export function openFilesLimit(): number {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  return Number(/^Max open files\s+\d+\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
}
