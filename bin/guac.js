#!/usr/bin/env node
import { bundle, isStale } from './bundle.js'

if (isStale()) await bundle()
const { run } = await import('../dist/cli.js')
await run(process)
