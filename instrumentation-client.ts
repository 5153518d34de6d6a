// Runs in the browser before anything else of ours.
import { z } from 'zod'

// zod compiles its checks where it may, and finds out by trying: our policy refuses, and browsers report the try as a violation.
z.config({ jitless: true })
