import {
  CHECK_STEPS,
  type CheckFinding,
  type CheckResult,
  type ModelAbilities,
} from '#server/contracts/providers.ts'
import { EgressFailure } from '#server/platform/egress/egress-failure.ts'
import type { Endpoint } from './endpoint.ts'
import { type FoundContext, findContext } from './find-context.ts'
import { type Finding, failed, ok, unknown } from './finding.ts'
import { listOfferedModels } from './list-offered-models.ts'
import { type Tried, tryChat } from './try-chat.ts'
import { tryTranscription } from './try-transcription.ts'

// A model of one's own is loaded for its first question. All of it stays below what the front door waits for an answer.
const CHAT_MS = 25_000
const JSON_MS = 15_000
const NAMED_MOST = 5

type Findings = Partial<Record<CheckFinding['step'], Finding>>

/** Which of its models are asked: the first answers questions, the others are only looked up. */
export type AskedModels = {
  models: readonly [string, ...string[]]
  /** The one that writes down recordings. */
  transcribe?: string | undefined
}

/**
 * Asks a server what it can: its list of models, one word as a stream, one small object as JSON, how much its models take at once,
 * a tone to be transcribed. Costs a few tokens and takes at most 50 s. Every outcome is a sentence of ours: nothing that the server sent is repeated but the names of its models.
 */
export async function checkEndpoint(
  endpoint: Endpoint,
  { models, transcribe }: AskedModels,
): Promise<Omit<CheckResult, 'checkedAt'>> {
  const findings: Findings = {}
  let offered: string[] = []
  let firstWordMs: number | null = null
  const abilities = new Map<string, ModelAbilities>()
  try {
    const list = await listOfferedModels(endpoint)
    offered = list.offered ?? []
    findings.reachable = ok('It can be reached.')
    findings.authorised = authorisedBy(list.status, endpoint)
    if (list.offered) findings.model = modelIn(offered, transcribe ? [...models, transcribe] : models)
    if (findings.authorised.outcome !== 'failed') {
      // At once: each of the two models may have to be loaded, and the time of a check is one for both.
      const [chat, heard] = await Promise.all([
        streamedOrWhole(endpoint, models[0]),
        transcribe === undefined ? undefined : tryTranscription(endpoint, transcribe),
      ])
      if (heard) findings.transcribes = heard
      Object.assign(findings, chatFindings(chat, findings, list.status, endpoint))
      if (chat.answered) {
        firstWordMs = chat.firstWordMs
        // A model that was asked is loaded: only then do some servers say how much it takes.
        const [json, contexts] = await Promise.all([
          jsonFinding(endpoint, models[0]),
          contextsOf(endpoint, models, list.contexts),
        ])
        findings.json = json
        findings.context = contextFinding(contexts.get(models[0]))
        for (const [model, context] of contexts) {
          const contextTokens = context && 'tokens' in context ? context.tokens : null
          const isAsked = model === models[0]
          const facts = {
            ...{ model, contextTokens },
            streams: isAsked ? chat.streamed : null,
            thinks: isAsked && chat.thought ? true : null,
            json: isAsked && json.outcome !== 'unknown' ? json.outcome === 'ok' : null,
          }
          if (isAsked || contextTokens !== null) abilities.set(model, facts)
        }
      }
    }
  } catch (error) {
    if (!(error instanceof EgressFailure)) throw error
    findings[findings.reachable ? 'model' : 'reachable'] = failed(error.message)
  }
  const works = firstWordMs !== null && findings.model?.outcome === 'ok'
  return { works, findings: inOrder(findings), firstWordMs, offered, abilities: [...abilities.values()] }
}

// Each takes a question or three; more models than that stand on one server of one's own at most.
const CONTEXTS_MOST = 8

/** How much each of the models takes, by the list of models where that tells it, else by what the server says elsewhere. */
async function contextsOf(
  endpoint: Endpoint,
  models: readonly string[],
  listed: ReadonlyMap<string, number>,
): Promise<Map<string, FoundContext | undefined>> {
  const found = await Promise.all(
    models.slice(0, CONTEXTS_MOST).map(async (model) => {
      const tokens = listed.get(model)
      return [model, tokens === undefined ? await findContext(endpoint, model) : { tokens }] as const
    }),
  )
  return new Map(found)
}

function contextFinding(context: FoundContext | undefined): Finding {
  if (!context) return unknown('It does not tell how long a text may be; a refusal will.')
  if ('tokens' in context)
    return ok(`It takes ${figures(context.tokens)} tokens, question and answer together.`)
  return unknown(
    `The model could take ${figures(context.most)} tokens; how many this server gives it is not told.`,
  )
}

function figures(count: number): string {
  return count.toLocaleString('en')
}

function authorisedBy(status: number, { apiKey }: Endpoint): Finding {
  if (status === 401 || status === 403)
    return failed(
      apiKey === undefined
        ? `It wants a key (${status}).`
        : `It refuses the key (${status}). Enter it again.`,
    )
  if (status >= 200 && status < 300)
    return ok(apiKey === undefined ? 'It wants no key.' : 'It accepts the key.')
  return unknown(`Its list of models answers ${status}, so that nothing is known of the key.`)
}

function modelIn(offered: readonly string[], models: readonly string[]): Finding {
  const missing = models.filter((model) => !offered.includes(model) && !offered.includes(`${model}:latest`))
  if (missing.length === 0)
    return ok(models.length === 1 ? `It has the model ${models[0]}.` : `It has all ${models.length} models.`)
  const others = offered.slice(0, NAMED_MOST).join(', ')
  const has =
    others === '' ? 'It has none at all' : `It has ${others}${offered.length > NAMED_MOST ? ', ...' : ''}`
  return failed(`It names no model ${missing.join(', ')}. ${has}.`)
}

/** Some servers refuse a stream; asked without one they answer. */
async function streamedOrWhole(endpoint: Endpoint, model: string): Promise<Tried> {
  const question = { model, prompt: 'Answer with the single word yes.', json: false, ms: CHAT_MS }
  const streamed = await tryChat(endpoint, { ...question, stream: true })
  if (streamed.answered || ![400, 422, 501].includes(streamed.status)) return streamed
  return await tryChat(endpoint, { ...question, stream: false })
}

function chatFindings(tried: Tried, known: Findings, listStatus: number, { apiKey }: Endpoint): Findings {
  if (tried.answered) {
    const streams = tried.streamed
      ? ok('It streams: words are seen as they come.')
      : failed('It answers in one piece: results are seen when they are whole.')
    const model = answerFinding(
      tried,
      known.model?.outcome === 'failed' ? ', though it is not in its list' : '',
    )
    const authorised = known.authorised?.outcome === 'unknown' && ok('It accepts questions.')
    return { model, streams, ...(authorised && { authorised }) }
  }
  const { status } = tried
  if (status === 401 || status === 403)
    return {
      authorised: failed(
        apiKey === undefined ? `It wants a key (${status}).` : `The key may not ask this model (${status}).`,
      ),
    }
  if (status === 429)
    return { model: failed('It is overloaded, or what the key may use is spent (429). Try again later.') }
  if (status === 404 && listStatus === 404)
    return { model: failed('Nothing is at this address (404). Most addresses end in /v1.') }
  if (known.model?.outcome === 'failed') return {}
  return {
    model: failed(
      status === 404
        ? 'It does not know the model (404).'
        : status >= 500
          ? `It failed (${status}). Look into its own log.`
          : `It refuses the question (${status}): look whether the model is one for chats.`,
    ),
  }
}

function answerFinding({ text, thought }: Extract<Tried, { answered: true }>, unlisted: string): Finding {
  const slower = 'Jobs give it room for that and wait longer; switch its thinking off where its server can.'
  if (text === '')
    return thought
      ? unknown(`It spent its answer on thinking. ${slower}`)
      : unknown('It answered, but without a word; a model that thinks for long does that.')
  return ok(
    thought ? `The model answers${unlisted}, and thinks first. ${slower}` : `The model answers${unlisted}.`,
  )
}

async function jsonFinding(endpoint: Endpoint, model: string): Promise<Finding> {
  const prompt = 'Answer with this JSON object and nothing else: {"ok": true}'
  const tried = await tryChat(endpoint, { model, prompt, stream: false, json: true, ms: JSON_MS }).catch(
    (error: unknown) => {
      if (error instanceof EgressFailure) return undefined
      throw error
    },
  )
  if (!tried) return unknown('Whether it keeps to JSON could not be found out in time.')
  if (!tried.answered)
    return failed(`It cannot be told to answer in JSON (${tried.status}); it is asked for it in words.`)
  return isObject(tried.text)
    ? ok('It keeps to JSON when told to.')
    : failed('It does not keep to JSON; kinds that need a list or fields may have to be asked twice.')
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
  } catch {
    // That is the finding.
    return false
  }
}

function inOrder(found: Findings): CheckFinding[] {
  return CHECK_STEPS.filter((step) => step !== 'transcribes' || found[step]).map((step) => ({
    step,
    ...(found[step] ?? unknown('Not looked at.')),
  }))
}
