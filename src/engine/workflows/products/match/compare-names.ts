import { type Signature, signatureOfTitle } from "../signature/signature.ts";
import { bareCode } from "../title/codes.ts";
import { readTitle, type Title } from "../title/read-title.ts";

/** A name as it is compared with names of other shops. */
export interface ComparableName {
  readonly title: Title;
  readonly signature: Signature;
  /** Every word and feature that may tell products apart, once. */
  readonly tokens: ReadonlySet<string>;
  readonly codes: readonly string[];
}

/** How often each token stands in the names of a list: what is rare tells more. */
export interface TokenWeights {
  weightOf(token: string): number;
}

/** How alike two names are, and what speaks for and against their being one product. */
export interface NameLikeness {
  /** 0 to 1. */
  readonly score: number;
  readonly reasons: readonly LikenessReason[];
}

export type LikenessReason =
  | "same-code"
  | "other-code"
  | "same-brand"
  | "other-brand"
  | "other-amount"
  | "other-pack"
  | "other-colour"
  | "other-generation"
  | "other-condition";

/** Reads a name for comparing. */
export function comparableName(name: string): ComparableName {
  const title = readTitle(name);
  const signature = signatureOfTitle(title);
  return {
    title,
    signature,
    tokens: new Set([...signature.features, ...signature.words]),
    codes: title.codes.map(({ word }) => bareCode(word)).filter((code) => code.length >= 4),
  };
}

/** Weights by how rare a token is among so many names (inverse document frequency). */
export function weigh(names: Iterable<ComparableName>): TokenWeights {
  const counts = new Map<string, number>();
  let total = 0;
  for (const { tokens } of names) {
    total++;
    for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  return { weightOf: (token) => Math.log(1 + total / (1 + (counts.get(token) ?? 0))) };
}

/** What a contradiction takes from the likeness, and an agreement adds. */
const worth: Readonly<Record<LikenessReason, number>> = {
  "same-code": 0.45,
  "other-code": -0.12,
  "same-brand": 0.04,
  "other-brand": -0.35,
  "other-amount": -0.15,
  "other-pack": -0.3,
  "other-colour": -0.15,
  "other-generation": -0.2,
  "other-condition": -0.4,
};

/**
 * How alike two names of different shops are: the shared weight of their words, and what their typed features say. Shops
 * leave out what others write, so that a feature speaks against only where both have one of its kind.
 */
export function likeness(one: ComparableName, other: ComparableName, weights: TokenWeights): NameLikeness {
  const reasons: LikenessReason[] = [];
  const tell = (isSo: boolean, reason: LikenessReason) => {
    if (isSo) reasons.push(reason);
  };
  const shared = one.codes.filter((code) => other.codes.some((their) => isSameCode(code, their)));
  tell(shared.length > 0, "same-code");
  tell(shared.length === 0 && one.codes.length > 0 && other.codes.length > 0, "other-code");
  const [brand, theirs] = [one.title.brand, other.title.brand];
  if (brand?.isKnown && theirs?.isKnown)
    tell(true, brand.name === theirs.name ? "same-brand" : "other-brand");
  tell(contradict(one, other, amounts), "other-amount");
  tell(contradict(one, other, ["pack", "content"]), "other-pack");
  tell(contradict(one, other, ["color"]), "other-colour");
  tell(contradict(one, other, ["gen"]), "other-generation");
  tell(has(one, "condition") !== has(other, "condition"), "other-condition");
  const sum = reasons.reduce((all, reason) => all + worth[reason], overlap(one, other, weights));
  return { score: Math.min(Math.max(sum, 0), 1), reasons };
}

const amounts = ["memory", "volume", "weight", "length", "frequency", "power", "charge", "pixels"];

/** Codes of other shops have more at their ends: `dscw120` and `dscw120p`. */
function isSameCode(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  return short === long || (short.length >= 5 && long.length - short.length <= 2 && long.startsWith(short));
}

function featuresOf({ signature }: ComparableName, kind: string): string[] {
  return signature.features.filter((feature) => feature.startsWith(`${kind}:`));
}

function has(name: ComparableName, kind: string): boolean {
  return featuresOf(name, kind).length > 0;
}

/** Do both have features of one of the kinds, and none in common? */
function contradict(one: ComparableName, other: ComparableName, kinds: readonly string[]): boolean {
  return kinds.some((kind) => {
    const [left, right] = [featuresOf(one, kind), featuresOf(other, kind)];
    return left.length > 0 && right.length > 0 && !left.some((feature) => right.includes(feature));
  });
}

/** The weight of what both have, as a part of the lighter one: shops differ in how much they write. */
function overlap(one: ComparableName, other: ComparableName, { weightOf }: TokenWeights): number {
  const of = ({ tokens }: ComparableName) => {
    let sum = 0;
    for (const token of tokens) sum += weightOf(token);
    return sum;
  };
  let shared = 0;
  for (const token of one.tokens) if (other.tokens.has(token)) shared += weightOf(token);
  const [left, right] = [of(one), of(other)];
  if (left === 0 || right === 0) return 0;
  return 0.5 * (shared / Math.min(left, right)) + 0.5 * (shared / Math.sqrt(left * right));
}
