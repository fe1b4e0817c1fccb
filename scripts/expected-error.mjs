/** A failure whose message tells the person all they need: printed as one line, without a stack. */
export class ExpectedError extends Error {
  expected = true;
}
