import { crc32, deflateRawSync } from 'node:zlib'

/** A part of an archive, with what its directory claims of it where that is not the truth. */
export type ZipPart = {
  name: string
  data: Uint8Array
  /** Compressed by hand, where packing it here would take too long. */
  packed?: Buffer
  claimedSize?: number
  encrypted?: boolean
  /** Unix mode, as in the upper half of the external attributes. */
  mode?: number
}

/** An archive of compressed parts that may lie; the honest ones are as any program makes them. */
export function makeZip(parts: readonly ZipPart[], claimedEntries = parts.length): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const {
    name,
    data,
    packed = deflateRawSync(data),
    claimedSize,
    encrypted,
    mode = 0o100644,
  } of parts) {
    const label = Buffer.from(name, 'utf8')
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(encrypted ? 1 : 0, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(data), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(claimedSize ?? data.length, 18)
    common.writeUInt16LE(label.length, 22)
    const local = Buffer.concat([sign(0x04034b50), common, label, packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE((mode << 16) >>> 0, 6)
    rest.writeUInt32LE(offset, 10)
    const made = Buffer.from([20, 3])
    bodies.push(local)
    directory.push(Buffer.concat([sign(0x02014b50), made, common, rest, label]))
    offset += local.length
  }
  const size = directory.reduce((sum, entry) => sum + entry.length, 0)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(claimedEntries & 0xffff, 4)
  end.writeUInt16LE(claimedEntries & 0xffff, 6)
  end.writeUInt32LE(size, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...bodies, ...directory, sign(0x06054b50), end])
}

function sign(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
