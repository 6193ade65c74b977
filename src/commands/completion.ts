// `guac completion bash|zsh|fish`: what a shell needs to complete guac's command line, made from that itself.

import type { Command } from 'commander'
import { bashScript } from '../completion/bash.ts'
import { readCommand } from '../completion/command-tree.ts'
import { fishScript } from '../completion/fish.ts'
import { zshScript } from '../completion/zsh.ts'
import type { Io } from '../io.ts'

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const

/** Prints the script of a shell. */
export const completion = (io: Io, program: Command, shell: keyof typeof scripts): void =>
  io.print(scripts[shell](readCommand(program)).trimEnd())
