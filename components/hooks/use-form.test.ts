// @vitest-environment jsdom
import { createElement } from 'react'
import { beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { type Rendered, renderHook } from '#server/testing/render-hook.ts'
import { ApiProblem } from '../api-client.ts'
import { useForm } from './use-form.ts'

const Account = z.object({
  name: z.string().trim().min(1, 'A name is missing'),
  email: z.email('This is no address'),
  city: z.string().optional(),
})

type Form = ReturnType<typeof useForm<typeof Account>>

let form: Rendered<Form>
let sent: z.output<typeof Account>[]

beforeEach(async () => {
  sent = []
  form = await renderHook(() => useForm(Account, { name: '', email: '', city: '' }), {
    draw: ({ submit, field }) =>
      createElement(
        'form',
        { onSubmit: submit((data) => sent.push(data)) },
        (['name', 'email', 'city'] as const).map((name) => {
          const { fault, ...rest } = field(name)
          return createElement('input', { key: name, 'data-fault': fault, ...rest })
        }),
      ),
  })
})

const type = (name: 'name' | 'email' | 'city', value: string) =>
  form.act(() => form.now().field(name).onChange({ target: { value } }))
const leave = (name: 'name' | 'email') => form.act(() => form.now().field(name).onBlur())
const submit = () =>
  form.act(() =>
    form.box.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })),
  )
const faults = () =>
  Object.fromEntries(
    (['name', 'email', 'city'] as const).map((name) => [name, form.now().field(name).fault] as const),
  )

test('a field is not blamed while it is typed in, nor when it was only passed through', async () => {
  await type('email', 'ad')
  expect(faults().email).toBeUndefined()
  await leave('name')
  expect(faults().name).toBeUndefined()
})

test('a fault shows when the field is left, and goes with the key that mends it', async () => {
  await type('email', 'ada')
  await leave('email')
  expect(faults().email).toBe('This is no address')
  await type('email', 'ada@')
  expect(faults().email).toBe('This is no address')
  await type('email', 'ada@example.org')
  expect(faults().email).toBeUndefined()
})

test('sending shows all faults at once, sends nothing and leads to the first', async () => {
  await submit()
  expect(faults()).toEqual({ name: 'A name is missing', email: 'This is no address', city: undefined })
  expect(sent).toEqual([])
  expect(document.activeElement?.getAttribute('name')).toBe('name')
  await type('name', 'Ada')
  await submit()
  expect(document.activeElement?.getAttribute('name')).toBe('email')
})

test('what is sent is what the contract makes of what was typed', async () => {
  await type('name', '  Ada ')
  await type('email', 'ada@example.org')
  await submit()
  expect(sent).toEqual([{ name: 'Ada', email: 'ada@example.org', city: '' }])
})

test('faults that the server names stand at their fields, and nothing that was typed is lost', async () => {
  await type('name', 'Ada')
  const problem = new ApiProblem({
    ...{ detail: 'No.', code: 'invalid-input', requestId: null, retryable: false },
    faults: [
      { path: 'email', message: 'This address is taken' },
      { path: 'elsewhere', message: 'of no field' },
    ],
  })
  let taken = false
  await form.act(() => {
    taken = form.now().takeFaults(problem)
  })
  expect(taken).toBe(true)
  expect(faults()).toEqual({ name: undefined, email: 'This address is taken', city: undefined })
  expect(form.now().values.name).toBe('Ada')
})

test('a failure without faults, or of another kind, is for the form to tell', async () => {
  const problem = new ApiProblem({
    ...{ detail: 'No.', code: 'unavailable', requestId: null, retryable: true },
    faults: [{ path: 'elsewhere', message: 'of no field' }],
  })
  await form.act(() => {
    expect(form.now().takeFaults(problem)).toBe(false)
    expect(form.now().takeFaults(new Error('broken'))).toBe(false)
  })
  expect(Object.values(faults()).every((fault) => fault === undefined)).toBe(true)
})
