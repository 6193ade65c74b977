// The three functions of the stack, in one bundle: Lambda's handlers are index.recv, index.weekly and
// index.successRate. Said as CommonJS, since what esbuild writes to turn exports into it takes half a kilobyte.

import { recv } from './recv.ts'
import { successRate } from './success-rate.ts'
import { weekly } from './weekly.ts'

module.exports = { recv, successRate, weekly }
