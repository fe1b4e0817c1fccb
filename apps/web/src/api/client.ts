import { type CreateRoom, JoinTicket, Me, RecentRooms, type RoomCode, RoomDetails } from '@cline-meet/protocol';
import { request, requestNothing } from './request.ts';

/** Who is signed in, and which ways in the server offers. */
export function fetchMe(): Promise<Me> {
  return request('/api/me', Me, { method: 'GET' });
}

/** Signs a guest in, or renames the guest who is. */
export function signInGuest(name: string): Promise<Me> {
  return request('/api/guest', Me, { method: 'POST', body: { name } });
}

export function signOut(): Promise<void> {
  return requestNothing('/api/logout', { method: 'POST' });
}

export function createRoom(room: CreateRoom): Promise<RoomDetails> {
  return request('/api/rooms', RoomDetails, { method: 'POST', body: room });
}

/** The person's own rooms that can still be entered, newest first. */
export function fetchRecentRooms(): Promise<RecentRooms> {
  return request('/api/rooms', RecentRooms, { method: 'GET' });
}

export function fetchRoom(code: RoomCode): Promise<RoomDetails> {
  return request(`/api/rooms/${code}`, RoomDetails, { method: 'GET' });
}

/** A single-use, short-lived permission to join. */
export function createTicket(code: RoomCode): Promise<JoinTicket> {
  return request(`/api/rooms/${code}/tickets`, JoinTicket, { method: 'POST', body: {} });
}
