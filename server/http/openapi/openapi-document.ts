import { z } from 'zod'
import { JsonSchema } from './json-schema.ts'

const Reference = z.object({ $ref: z.string() })

const Parameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().optional(),
  description: z.string().optional(),
  schema: JsonSchema,
  example: z.unknown().optional(),
})
export type Parameter = z.infer<typeof Parameter>

const Content = z.record(
  z.string(),
  z.object({ schema: JsonSchema.optional(), example: z.unknown().optional() }),
)

const Header = z.object({ description: z.string(), schema: JsonSchema, example: z.unknown().optional() })

const Response = z.object({
  description: z.string().optional(),
  headers: z.record(z.string(), z.union([Reference, Header])).optional(),
  content: Content.optional(),
  $ref: z.string().optional(),
})
export type Response = z.infer<typeof Response>

const Operation = z.object({
  operationId: z.string(),
  tags: z.array(z.string()),
  summary: z.string(),
  description: z.string().optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(z.union([Reference, Parameter])).optional(),
  requestBody: z.object({ required: z.boolean(), content: Content }).optional(),
  responses: z.record(z.string(), Response),
  'x-weft-access': z.enum(['anonymous', 'person', 'workspace-owner']),
  'x-weft-limit': z.string(),
})
export type Operation = z.infer<typeof Operation>

/** The description of the API as this server writes it: OpenAPI 3.1, of which it uses the part that stands here. */
export const OpenApiDocument = z.object({
  openapi: z.string(),
  info: z.looseObject({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.array(z.object({ url: z.string(), description: z.string() })),
  tags: z.array(z.object({ name: z.string(), description: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({
    schemas: z.record(z.string(), JsonSchema),
    responses: z.record(z.string(), Response),
    parameters: z.record(z.string(), Parameter),
    headers: z.record(z.string(), Header),
    securitySchemes: z.record(z.string(), z.record(z.string(), z.string())),
  }),
})
export type OpenApiDocument = z.infer<typeof OpenApiDocument>
