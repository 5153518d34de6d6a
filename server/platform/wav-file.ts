/** How samples lie one after another. */
export type SampleLayout = {
  /** 1 whole numbers, 3 floating point; 6 and 7 are A-law and mu-law, which can be cut but not measured here. */
  coding: number
  channels: number
  rate: number
  bits: number
  /** Bytes of one moment over all channels. */
  frameBytes: number
}

/** The header of a file with so many bytes of sound in a layout. */
function wavHeader({ coding, channels, rate, bits, frameBytes }: SampleLayout, dataBytes: number): Buffer {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(36 + dataBytes + (dataBytes % 2), 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(coding, 20)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE(rate * frameBytes, 28)
  header.writeUInt16LE(frameBytes, 32)
  header.writeUInt16LE(bits, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(dataBytes, 40)
  return header
}

/** A file of these frames of sound. */
export function wavFile(format: SampleLayout, data: Buffer): Buffer {
  const padding = Buffer.alloc(data.length % 2)
  return Buffer.concat([wavHeader(format, data.length), data, padding])
}
