import { emptyRoom, type RoomView } from './room-reducer.ts';
import type { ChatMessage, RoomState, SessionEvent, SessionPhase } from './session-state.ts';

/** A session's view of the room, and those who watch it. */
export class SessionStore {
  readonly #watchers = new Set<() => void>();
  readonly #eventListeners = new Set<(event: SessionEvent) => void>();
  #view: RoomView = { state: emptyRoom, position: null };

  get view(): RoomView {
    return this.#view;
  }

  get state(): RoomState {
    return this.#view.state;
  }

  get phase(): SessionPhase['name'] {
    return this.state.phase.name;
  }

  /** Replaces the view without telling anyone, for changes that belong together: {@link changed} follows. */
  replace(view: RoomView): void {
    this.#view = view;
  }

  setPhase(phase: SessionPhase): void {
    this.#view = { ...this.#view, state: { ...this.state, phase } };
  }

  setChat(chat: readonly ChatMessage[]): void {
    if (chat === this.state.chat) return;
    this.#view = { ...this.#view, state: { ...this.state, chat } };
    this.changed();
  }

  changed(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }

  emit(events: readonly SessionEvent[]): void {
    for (const event of events) for (const listener of [...this.#eventListeners]) listener(event);
  }

  subscribe(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  onEvent(listener: (event: SessionEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }
}
