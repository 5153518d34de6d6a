import {
  File,
  FileArchive,
  FileAudio,
  FileImage,
  FileSpreadsheet,
  FileText,
  FileVideo,
  type LucideIcon,
} from 'lucide-react'

export type FileKind = 'audio' | 'video' | 'text' | 'pdf' | 'image' | 'sheet' | 'archive' | 'other'

export const FILE_ICONS: Record<FileKind, LucideIcon> = {
  audio: FileAudio,
  video: FileVideo,
  text: FileText,
  pdf: FileText,
  image: FileImage,
  sheet: FileSpreadsheet,
  archive: FileArchive,
  other: File,
}

const KIND_WORDS: Record<FileKind, string> = {
  audio: 'Audio',
  video: 'Video',
  text: 'Text',
  pdf: 'PDF',
  image: 'Image',
  sheet: 'Spreadsheet',
  archive: 'Archive',
  other: 'File',
}

const ARCHIVES = /zip|x-tar|gzip|x-7z|x-rar|zstd|x-bzip2|x-xz/
const SHEETS = /spreadsheet|ms-excel|csv/

/** What sort of file a media type is, for its sign and its preview. */
export function fileKind(mediaType: unknown): FileKind {
  const type = typeof mediaType === 'string' ? mediaType : ''
  if (type === 'application/pdf') return 'pdf'
  if (SHEETS.test(type)) return 'sheet'
  if (type.startsWith('audio/')) return 'audio'
  if (type.startsWith('video/')) return 'video'
  if (type.startsWith('image/')) return 'image'
  if (type.startsWith('text/')) return 'text'
  return ARCHIVES.test(type) ? 'archive' : 'other'
}

/** "PDF", "Audio"; for what has no such word the ending of the name, as people say it: "DOCX". */
export function fileKindWords(mediaType: unknown, name: unknown): string {
  const kind = fileKind(mediaType)
  if (kind !== 'other') return KIND_WORDS[kind]
  const ending = typeof name === 'string' ? /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1] : undefined
  return ending?.toUpperCase() ?? KIND_WORDS.other
}
