// A zip whose bytes depend on nothing but what is in it. Entries are stored, not compressed: zlib's output
// differs between versions of Node and processors, and Lambda charges nothing for the few KB.
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT

export type Entry = { readonly name: string; readonly text: string }

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

// node:zlib has crc32 only from Node 20.15 on
const crc32 = (data: Uint8Array): number => {
  let value = 0xffffffff
  for (const byte of data) value = (value >>> 8) ^ (table[(value ^ byte) & 0xff] ?? 0)
  return (value ^ 0xffffffff) >>> 0
}

// 1 January 1980, 00:00: where MS-DOS dates begin
const date = 0x0021
// a plain file that everyone may read, which Lambda needs, as Unix writes it
const mode = 0o100644

const bytes = (...fields: readonly [size: 2 | 4, value: number][]): Buffer => {
  const buffer = Buffer.alloc(fields.reduce((sum, [size]) => sum + size, 0))
  let at = 0
  for (const [size, value] of fields) at = buffer.writeUIntLE(value, at, size)
  return buffer
}

/** A zip of these texts, in this order. The same entries give the same bytes on any machine. */
export const zip = (entries: readonly Entry[]): Buffer => {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, text } of entries) {
    const path = Buffer.from(name)
    const data = Buffer.from(text)
    // version needed 2.0, names in UTF-8, stored; then what both headers share
    const shared = bytes(
      [2, 20],
      [2, 0x0800],
      [2, 0],
      [2, 0],
      [2, date],
      [4, crc32(data)],
      [4, data.length],
      [4, data.length],
      [2, path.length],
      [2, 0],
    )
    files.push(bytes([4, 0x04034b50]), shared, path, data)
    // made by Unix (3), version 2.0
    directory.push(
      bytes([4, 0x02014b50], [2, (3 << 8) | 20]),
      shared,
      bytes([2, 0], [2, 0], [2, 0], [2, 0], [2, mode], [4, offset]),
      path,
    )
    offset += 4 + shared.length + path.length + data.length
  }
  const index = Buffer.concat(directory)
  const count = entries.length
  const end = bytes(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, index.length],
    [4, offset],
    [2, 0],
  )
  return Buffer.concat([...files, index, end])
}
