import { FileVideo } from 'lucide-react'

/** Said before a file is chosen, or of one that cannot be worked on: what is missing on the server, and how it is had. */
export function NeedsFfmpeg() {
  return (
    <section
      aria-label="Needs ffmpeg"
      className="flex gap-3.5 rounded-lg border border-edge bg-raised px-4 py-4"
    >
      <FileVideo aria-hidden="true" size={18} strokeWidth={1.75} className="mt-1 shrink-0 text-warning" />
      <div className="min-w-0 max-w-[62ch]">
        <p className="display text-lg">This job needs ffmpeg, which the server does not have</p>
        <p className="text-soft text-sm leading-6">
          Without it Weft cuts WAV and MP3 files and lets recordings be transcribed, and no more. Whoever runs
          the server installs it: on Debian and Ubuntu <Command>apt-get install ffmpeg</Command>, on a Mac{' '}
          <Command>brew install ffmpeg</Command>. It is found within a minute, without a restart.
        </p>
      </div>
    </section>
  )
}

function Command({ children }: { children: string }) {
  return (
    <code className="whitespace-nowrap rounded-sm bg-paper px-1 py-px font-mono text-xs">{children}</code>
  )
}
