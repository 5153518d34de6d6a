/** An MPEG 1 layer III file of silent frames at 128 kbit/s and 44.1 kHz, each marked with its number in bytes that are not decoded. */
export function makeMp3(
  frames: number,
  { tag = false, info = false }: { tag?: boolean; info?: boolean } = {},
): Buffer {
  const id3 = Buffer.alloc(tag ? 10 + 300 : 0)
  if (tag) {
    id3.write('ID3', 0, 'latin1')
    id3.set([4, 0, 0, 0, 0, 300 >> 7, 300 & 127], 3)
  }
  const one = (number: number): Buffer => {
    const frame = Buffer.alloc(MP3_FRAME_BYTES)
    frame.writeUInt32BE(0xfffb9004, 0)
    frame.writeUInt32BE(number, MP3_FRAME_BYTES - 4)
    return frame
  }
  const about = one(0)
  about.write('Info', 36, 'latin1')
  return Buffer.concat([
    id3,
    ...(info ? [about] : []),
    ...Array.from({ length: frames }, (_, number) => one(number)),
  ])
}

// 144 x 128,000 / 44,100, without the odd byte.
export const MP3_FRAME_BYTES = 417
