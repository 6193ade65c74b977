// The three functions of the stack, in one bundle: Lambda's handlers are index.recv, index.weekly and
// index.successRate.

export { recv } from './recv.ts'
export { successRate } from './success-rate.ts'
export { weekly } from './weekly.ts'
