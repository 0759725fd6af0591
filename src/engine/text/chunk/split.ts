import type { CountTokens } from "../../language-model/count-tokens.ts";
import type { StructuredText } from "../structured-text.ts";
import { type Boundary, boundariesOf, finerBoundaries, strengths } from "./boundaries.ts";

/** A part of the text between two boundaries that is not cut any further. */
interface Atom {
  readonly start: number;
  readonly end: number;
  readonly tokens: number;
  /** Of the boundary it begins at. */
  readonly strength: number;
  readonly weight: number;
}

/** A piece of a text: from `start` to before `end`. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  /** Of the boundary it begins at. */
  readonly strength: number;
}

/**
 * Cuts a text into pieces of at most `max` tokens that lie end to end: where its structure is strongest first. Among
 * equals a hash of the words that follow decides. So whether a place is a cut depends on what stands near it, and
 * not on all that comes before: an edited paragraph moves the cuts beside it and no others, which a window that is
 * filled from the start does not give. (It is how a treap is built, and why its shape does not depend on history.)
 */
export function splitText(source: StructuredText, max: number, count: CountTokens): Piece[] {
  const { text } = source;
  const least = Math.floor(max / 5);
  const atoms = atomsOf(text, 0, text.length, strengths.heading, boundariesOf(source), count);
  const pieces: Piece[] = [];
  const waiting: Atom[][] = [atoms];
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    const [first] = part;
    const last = part.at(-1);
    if (!first || !last) continue;
    if (tokensOf(part) <= max) {
      pieces.push({ start: first.start, end: last.end, strength: first.strength });
      continue;
    }
    const cut = bestCut(part, least);
    // Later parts wait below earlier ones.
    if (cut > 0) waiting.push(part.slice(cut), part.slice(0, cut));
    else waiting.push(part.flatMap((atom) => (atom.tokens > least / 2 ? finer(text, atom, count) : [atom])));
  }
  return pieces;
}

function tokensOf(atoms: readonly Atom[]): number {
  return atoms.reduce((sum, { tokens }) => sum + tokens, 0);
}

/** The atom before which to cut; 0 where every cut would leave crumbs. */
function bestCut(atoms: readonly Atom[], least: number): number {
  const total = tokensOf(atoms);
  let before = 0;
  let best = 0;
  // Among a million lines that are all the same, one at an end would leave nearly as many to be cut again.
  let bestOffCentre = 0;
  for (const [index, atom] of atoms.entries()) {
    if (index > 0 && before >= least && total - before >= least) {
      const rival = atoms[best];
      const offCentre = Math.abs(total - 2 * before);
      const order =
        best === 0 || rival === undefined
          ? 1
          : atom.strength - rival.strength || atom.weight - rival.weight || bestOffCentre - offCentre;
      if (order > 0) {
        best = index;
        bestOffCentre = offCentre;
      }
    }
    before += atom.tokens;
  }
  return best;
}

function finer(text: string, { start, end, strength, tokens, weight }: Atom, count: CountTokens): Atom[] {
  const piece = text.slice(start, end);
  const below = piece.length <= 2 ? 0 : strengths.line;
  for (let limit = below; limit > 0; ) {
    const boundaries = finerBoundaries(piece, limit);
    const [first] = boundaries;
    if (!first) break;
    const shifted = boundaries.map((one) => ({ ...one, at: one.at + start }));
    const atoms = atomsOf(text, start, end, strength, shifted, count);
    if (atoms.some((atom) => atom.tokens < tokens)) return atoms;
    limit = first.strength;
  }
  return [{ start, end, strength, tokens: 0, weight }];
}

function atomsOf(
  text: string,
  start: number,
  end: number,
  strength: number,
  boundaries: readonly Boundary[],
  count: CountTokens,
): Atom[] {
  const atoms: Atom[] = [];
  let from: Boundary = { at: start, strength };
  for (const next of [...boundaries, { at: end, strength: 0 }]) {
    if (next.at <= from.at) continue;
    const piece = text.slice(from.at, next.at);
    atoms.push({
      start: from.at,
      end: next.at,
      tokens: count(piece),
      strength: from.strength,
      weight: Bun.hash.xxHash32(firstWords(piece)),
    });
    from = next;
  }
  return atoms;
}

/** What a person who edits a paragraph leaves alone more often than the rest. */
function firstWords(piece: string): string {
  return piece.trimStart().slice(0, 24);
}
