import { expect, test } from 'vitest'
import { createAddressGuard } from './address-guard.ts'

const guard = createAddressGuard({ host: 'models.example', port: 443 }, [{ host: '10.0.0.7', port: 443 }])

test('a name may lead to public addresses and to listed ones with the listed port, and nowhere else', () => {
  expect(() => guard.admit('8.8.8.8')).not.toThrow()
  expect(() => guard.admit('10.0.0.7')).not.toThrow()
  expect(() => guard.admit('10.0.0.8')).toThrow('WEFT_MODEL_HOSTS=10.0.0.7:443,models.example:443 ')
  const otherPort = createAddressGuard({ host: 'models.example', port: 80 }, [
    { host: '10.0.0.7', port: 443 },
  ])
  expect(() => otherPort.admit('10.0.0.7')).toThrow('not allowed')
})

test('a socket whose address is not known is not used', () => {
  expect(() => guard.admit('')).toThrow('not allowed')
})

test.each([true, false])(
  'of a name every address counts, whether one or all are asked for (all: %s)',
  async (all) => {
    const local = createAddressGuard({ host: 'localhost', port: 80 }, [])
    const [error] = await new Promise<unknown[]>((resolve) =>
      local.lookup('localhost', { all }, (...result) => resolve(result)),
    )
    expect(error).toMatchObject({ fault: 'not-allowed' })
  },
)
