/** Thrown by a service to break the caller's connection instead of answering. */
export class HangUp extends Error {
  override readonly name = 'HangUp'
}
