/** What a PDF has on its pages, read by Mozilla's pdf.js: words with their place, lines with their place and colour. */
import { getDocumentProxy, getResolvedPDFJS } from 'unpdf';

/** In points from the left edge of the paper. */
interface Mark {
  left: number;
  right: number;
}
export interface Sheet {
  width: number;
  texts: (Mark & { text: string })[];
  /** The least contrast of a text's colour to white paper, 1 to 21. */
  faintest: number;
  /** Lines and filled shapes. `colour`: `#1660a8`. */
  lines: (Mark & { colour: string })[];
}

interface Ink {
  at: Matrix;
  fill: string;
  stroke: string;
}
type Matrix = [number, number, number, number, number, number];
const times = ([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix => [
  ...([a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j] as const),
  ...([a * k + c * l + e, b * k + d * l + f] as const),
];

/** WCAG's relative luminance. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export async function readPdf(bytes: Uint8Array): Promise<Sheet[]> {
  const { OPS } = await getResolvedPDFJS();
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const sheets: Sheet[] = [];
  for (let n = 1; n <= pdf.numPages; n += 1) {
    const page = await pdf.getPage(n);
    const { items } = await page.getTextContent();
    const { fnArray, argsArray } = await page.getOperatorList();
    const lines: Sheet['lines'] = [];
    const colours: string[] = [];
    const kept: Ink[] = [];
    let now: Ink = { at: [1, 0, 0, 1, 0, 0], fill: '#000000', stroke: '#000000' };
    for (const [i, fn] of fnArray.entries()) {
      const args = argsArray[i] as unknown[];
      if (fn === OPS.save || fn === OPS.paintFormXObjectBegin) kept.push({ ...now });
      if (fn === OPS.restore || fn === OPS.paintFormXObjectEnd) now = kept.pop() ?? now;
      if (fn === OPS.transform) now.at = times(now.at, args as Matrix);
      if (fn === OPS.paintFormXObjectBegin) now.at = times(now.at, Object.values(args[0] as Matrix) as Matrix);
      if (fn === OPS.setFillRGBColor) now.fill = String(args[0]);
      if (fn === OPS.setStrokeRGBColor) now.stroke = String(args[0]);
      if (fn === OPS.showText) colours.push(now.fill);
      // A dashed line comes as a shape that is filled.
      if (fn === OPS.constructPath && (args[0] === OPS.stroke || args[0] === OPS.fill)) {
        const [from = 0, , to = 0] = Object.values(args[2] as number[]);
        const ends = [from, to].map((x) => now.at[0] * x + now.at[4]);
        lines.push({ left: Math.min(...ends), right: Math.max(...ends), colour: args[0] === OPS.fill ? now.fill : now.stroke });
      }
    }
    const faintest = Math.min(...colours.map((colour) => 1.05 / (luminance(colour) + 0.05)));
    const texts = items.flatMap((item) => {
      if (!('str' in item) || item.str.trim() === '') return [];
      const left = Number(item.transform[4]);
      return [{ text: item.str, left, right: left + item.width }];
    });
    sheets.push({ width: page.view[2] ?? Number.NaN, texts, lines, faintest });
  }
  return sheets;
}
