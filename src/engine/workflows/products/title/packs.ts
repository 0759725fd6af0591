import { numberOf } from "./quantities.ts";
import { contents, pieces, units } from "./units.ts";

/** How many are sold together, and where the title says so. */
export interface Pack {
  readonly count: number;
  /** Of what, where the title says more than "pieces". */
  readonly of: string;
  readonly start: number;
  readonly end: number;
}

const measures = [...units]
  .filter(([, { kind }]) => kind === "volume" || kind === "weight")
  .map(([spelling]) => spelling);
const measure = measures
  .sort((a, b) => b.length - a.length)
  .map((spelling) => spelling.replace(/\./g, "\\."))
  .join("|");
const oneOf = (words: ReadonlySet<string>) =>
  [...words]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/\./g, "\\."))
    .join("|");

/** Beyond this many a number is no pack of goods. */
const most = 5000;

interface Rule {
  /** Its group `n` is the number, `of` what is counted; `each` is another number beside it. */
  readonly pattern: RegExp;
  /** What the words alone say. */
  readonly count?: number;
}

const rules: readonly Rule[] = [
  // 6x350cc, 6 x 1.5 L, and 473x4 cc
  {
    pattern: new RegExp(
      String.raw`(?<![\p{L}\d.,])(?<n>\d{1,4}) ?[x*] ?(?<each>\d+(?:[.,]\d+)?) ?(?:${measure})(?![\p{L}\d])`,
      "u",
    ),
  },
  // pack of 6, pack de 6, pack 6, paquete de 6, set de 4, case of 12, caja x 12
  {
    pattern:
      /\b(?<of>pack|packs|paquete|set|case|caja|display|bandeja|multipack|pk)(?: of| de| x| con|:)? ?x? ?(?<n>\d{1,4})(?![\d.,]*\d| ?(?:x|\*) ?\d{1,2} ?cm)(?!\p{L})/u,
  },
  // 6 pack, 12pack, 6-pack, 66/Pack, 100 per box, 16/Box
  {
    pattern:
      /(?<![\p{L}\d.,])(?<n>\d{1,3}(?:,\d{3})?|\d{1,4})(?: ?[-/] ?| per | por | )?(?<of>pack|packs|pk|paquetes|box|carton|case|pkg|package|canister|roll|set)\b/u,
  },
  // x6, x 12 un at the end of a word
  {
    pattern:
      /(?<=[ (])(?<![\d"] )x ?(?<n>\d{1,4})(?: ?(?:un|und|unid|unidades|u|uds))?(?![\p{L}\d.,"%]| ?(?:cm|mm|mts?|m|in|inch|pulg|x|ml|cc|lts?|l|gr?|kg|oz)\b)/u,
  },
  // 6 latas, 24 unidades
  {
    pattern: new RegExp(
      String.raw`(?<![\p{L}\d.,/x-])(?<n>\d{1,3}(?:[.,]\d{3})|\d{1,4})[ -]?(?<of>${oneOf(pieces)})(?![\p{L}\d])`,
      "u",
    ),
  },
  { pattern: /\b(?:six ?pack|sixpack)\b/u, count: 6 },
  { pattern: /\b(?:tripack|tri pack)\b/u, count: 3 },
  { pattern: /\b(?:duopack|bipack|twin pack|duo pack)\b/u, count: 2 },
];

/** Of "473x4 cc" it is the smaller number that counts. */
function counted({ groups }: RegExpExecArray): number {
  const first = numberOf(groups?.n ?? "");
  const each = Number(groups?.each);
  return each <= 48 && each < first ? each : first;
}

function found(count: number, match: RegExpExecArray): Pack {
  const of = match.groups?.of?.replace(/[.]/g, "") ?? "pack";
  return { count, of: kindsOfPieces.get(of) ?? of, start: match.index, end: match.index + match[0].length };
}

/** Words for pieces that mean the same. */
const kindsOfPieces: ReadonlyMap<string, string> = new Map(
  Object.entries({
    un: "und unid unids unidad unidades uds ud u units unit",
    pieza: "pcs pc piece pieces piezas pzas pz pzs",
    count: "ct cnt",
    each: "ea",
    pack: "packs pk paquete paquetes pkg package multipack",
    box: "boxes caja cajas",
    lata: "latas can cans",
    botella: "botellas bottle bottles",
    par: "pares pair pairs",
    rollo: "rollos roll rolls",
    tableta: "tabletas tablet tablets comprimidos",
    tab: "tabs",
    capsula: "capsulas capsules caps",
    hoja: "hojas sheet sheets",
    bolsa: "bags",
    toallita: "toallitas wipes",
    carga: "loads lavados",
    sobre: "sobres sachets",
  }).flatMap(([name, others]) => [name, ...others.split(" ")].map((word) => [word, name] as const)),
);

const content = new RegExp(
  String.raw`(?<![\p{L}\d.,/x-])(?<n>\d{1,3}(?:[.,]\d{3})|\d{1,4})[ -]?(?<of>${oneOf(contents)})(?![\p{L}\d])`,
  "u",
);

/** How many pieces are inside of what is sold as one; null where the title does not say. */
export function contentIn(fold: string): Pack | null {
  const match = content.exec(fold);
  const number = numberOf(match?.groups?.n ?? "");
  if (!match || !(number > 0)) return null;
  return found(number, match);
}

/** How many are in the pack, by the first way of saying so that the title uses; null where it does not. */
export function packIn(fold: string): Pack | null {
  for (const { pattern, count } of rules) {
    const match = pattern.exec(fold);
    if (!match) continue;
    const number = count ?? counted(match);
    if (Number.isInteger(number) && number > 0 && number <= most) return found(number, match);
  }
  return null;
}
