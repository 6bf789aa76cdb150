/** Dots across one sign. */
export const GLYPH_WIDTH = 5;
/** Dots down one sign. */
export const GLYPH_HEIGHT = 7;

/**
 * Seven rows of five dots a sign, from the top: a row is one digit to base 32,
 * whose highest bit is the leftmost dot.
 */
const GLYPHS: ReadonlyMap<string, string> = new Map([
  ['0', 'ehjlphe'],
  ['1', '4c4444e'],
  ['2', 'eh1248v'],
  ['3', 'eh161he'],
  ['4', '26aiv22'],
  ['5', 'vgu11he'],
  ['6', 'egguhhe'],
  ['7', 'v124444'],
  ['8', 'ehhehhe'],
  ['9', 'ehhf11e'],
  ['A', 'ehhvhhh'],
  ['B', 'uhhuhhu'],
  ['C', 'ehggghe'],
  ['D', 'uhhhhhu'],
  ['E', 'vgguggv'],
  ['F', 'vgguggg'],
  ['G', 'ehgnhhe'],
  ['H', 'hhhvhhh'],
  ['I', 'e44444e'],
  ['J', '72222ic'],
  ['K', 'hikokih'],
  ['L', 'ggggggv'],
  ['M', 'hrllhhh'],
  ['N', 'hpljhhh'],
  ['O', 'ehhhhhe'],
  ['P', 'uhhuggg'],
  ['Q', 'ehhhlid'],
  ['R', 'uhhukih'],
  ['S', 'fgge11u'],
  ['T', 'v444444'],
  ['U', 'hhhhhhe'],
  ['V', 'hhhhha4'],
  ['W', 'hhhllrh'],
  ['X', 'hha4ahh'],
  ['Y', 'hha4444'],
  ['Z', 'v1248gv'],
  [' ', '0000000'],
  ['.', '00000cc'],
  [',', '0000c48'],
  [':', '0cc0cc0'],
  [';', '0cc0c48'],
  ['-', '000v000'],
  ['+', '044v440'],
  ['/', '01248g0'],
  ['%', 'op248j3'],
  ['(', '2488842'],
  [')', '8422248'],
  ['=', '00v0v00'],
  ['!', '4444404'],
  ['?', 'eh12404'],
  ["'", '4400000'],
  ['<', '248g842'],
  ['>', '8421248'],
  ['#', 'aavavaa'],
  ['*', '04lel40'],
  ['_', '000000v'],
  ['♠', '4evvv4e'],
  ['♥', 'avvvee4'],
  ['♦', '4eevee4'],
  ['♣', 'eevvr4e'],
]);

/** What is drawn for a sign that the font lacks: a frame. */
const MISSING = 'vhhhhhv';

/** The rows of a sign, from the top; bit 4 of a row is its leftmost dot. */
export function glyphRows(sign: string): readonly number[] {
  const rows = GLYPHS.get(sign.toUpperCase()) ?? MISSING;
  return Array.from(rows, (digit) => parseInt(digit, 32));
}
