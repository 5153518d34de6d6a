import { defineConfig } from '@playwright/test'
import shared from './playwright.config.ts'

// Browser tests that take minutes, each on an installation of its own. Run by `npm run test:long`.
const { projects: _, webServer: __, ...settings } = shared

export default defineConfig({ ...settings, testMatch: '**/*.long.spec.ts', workers: 1 })
