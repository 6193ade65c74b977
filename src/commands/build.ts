import { buildService, type Service } from '../bundle/build-service.ts'
import { describeSizes, grouped, limit } from '../bundle/size-by-part.ts'
import { watchSources } from '../bundle/watch-sources.ts'
import { isFresh, type Written, writeService } from '../bundle/write-service.ts'
import { errors, PersonError } from '../errors.ts'
import type { Io } from '../io.ts'

export type BuildOptions = { readonly check?: boolean; readonly watch?: boolean; readonly json?: boolean }

/** Regenerates service.yaml and the zip of the code, or only checks that service.yaml is fresh. */
export const build = (io: Io, options: BuildOptions): Promise<void> =>
  options.watch ? watchSources(io.home, io.stopping, () => surviving(io, options)) : buildOnce(io, options)

const buildOnce = async (io: Io, { check, json }: BuildOptions): Promise<void> => {
  const service = await buildService(io.home)
  if (check && !(await isFresh(service, io.home))) throw errors.staleTemplate('service.yaml')
  const written = check ? undefined : await writeService(service, io.home)
  io.print(json ? asJson(service, written) : asText(service, written))
}

// A person in the middle of an edit has broken sources most of the time.
const surviving = (io: Io, options: BuildOptions): Promise<void> =>
  buildOnce(io, options).catch(error => {
    if (!(error instanceof PersonError)) throw error
    io.tell(`guac: ${error.message}`)
  })

const asText = ({ sizes }: Service, written: Written | undefined): string =>
  [
    `service.yaml ${written?.changed ? 'written' : 'is up to date'}`,
    describeSizes(sizes),
    `  of ${grouped(limit)} bytes, ${grouped(limit - sizes.total)} to spare`,
    ...(written ? [`${written.zip} holds the code`] : []),
  ].join('\n')

const asJson = ({ code, sizes }: Service, written: Written | undefined): string =>
  JSON.stringify({
    template: 'service.yaml',
    changed: written?.changed ?? false,
    zip: written?.zip,
    hash: code.hash,
    version: code.version,
    bytes: sizes,
    limit,
  })
