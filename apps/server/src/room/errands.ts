/** For what must be done in the store in the end, though it could not be done now. */
export interface Errands {
  /** Does it soon, and again until it succeeds: it may be done twice. */
  add(errand: () => Promise<unknown>): void;
}
