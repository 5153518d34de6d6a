import { unknownRoute } from '#server/http/unknown-route.ts'

export const GET = unknownRoute
export const POST = unknownRoute
export const PUT = unknownRoute
export const PATCH = unknownRoute
export const DELETE = unknownRoute
