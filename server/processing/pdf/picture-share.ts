import { type getDocumentProxy, getResolvedPDFJS } from 'unpdf'
import { z } from 'zod'

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof getDocumentProxy>>['getPage']>>
type Matrix = readonly [number, number, number, number, number, number]

const Six = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()])

/** How much of a page its pictures cover, 0 to 1: of a scanned page nearly all. Pictures over one another count twice. */
export async function pictureShare(page: Page): Promise<number> {
  const { OPS } = await getResolvedPDFJS()
  const painting = new Set<number>([
    OPS.paintImageXObject,
    OPS.paintInlineImageXObject,
    OPS.paintImageMaskXObject,
  ])
  const { fnArray, argsArray } = await page.getOperatorList()
  const kept: Matrix[] = []
  let current: Matrix = [1, 0, 0, 1, 0, 0]
  let area = 0
  for (const [index, operator] of fnArray.entries()) {
    if (operator === OPS.save || operator === OPS.paintFormXObjectBegin) kept.push(current)
    if (operator === OPS.transform || operator === OPS.paintFormXObjectBegin) {
      const args: unknown = argsArray[index]
      // A form has its matrix first, among other things, and may have none.
      const matrix = Six.safeParse(
        operator === OPS.transform
          ? Array.from(z.array(z.number()).parse(args))
          : z.array(z.unknown()).parse(args)[0],
      )
      if (matrix.success) current = times(current, matrix.data)
    }
    if (operator === OPS.restore || operator === OPS.paintFormXObjectEnd) current = kept.pop() ?? current
    // A picture is drawn into the unit square.
    if (painting.has(operator)) area += Math.abs(current[0] * current[3] - current[1] * current[2])
  }
  const [left = 0, bottom = 0, right = 0, top = 0] = page.view
  const whole = Math.abs((right - left) * (top - bottom))
  return whole === 0 ? 0 : Math.min(1, area / whole)
}

function times(a: Matrix, b: Matrix): Matrix {
  return [
    a[0] * b[0] + a[2] * b[1],
    a[1] * b[0] + a[3] * b[1],
    a[0] * b[2] + a[2] * b[3],
    a[1] * b[2] + a[3] * b[3],
    a[0] * b[4] + a[2] * b[5] + a[4],
    a[1] * b[4] + a[3] * b[5] + a[5],
  ]
}
