import { randomOf } from "../../../engine/seeded-random.ts";
import type { Colour } from "../drawing/colour.ts";
import { mix } from "../drawing/colour.ts";

/** What makes one drawn person look other than the next. Lengths count half a face's width as 1. */
export interface DrawnPerson {
  readonly skin: Colour;
  readonly hair: Colour;
  readonly cloth: Colour;
  /** Always bluish: it is what lote's detector of drawn faces looks for. */
  readonly iris: Colour;
  /** Always crimson, for the same reason. */
  readonly lips: Colour;
  readonly height: number;
  readonly jaw: number;
  readonly hairTop: number;
  readonly hairSides: number;
  readonly fringe: number;
  readonly eyes: { readonly apart: number; readonly size: number };
  readonly brows: { readonly thick: number; readonly slope: number; readonly above: number };
  readonly nose: { readonly width: number; readonly length: number };
  readonly mouth: { readonly width: number; readonly thick: number };
  /** 0: none, 1: full. */
  readonly beard: number;
  readonly moustache: boolean;
  readonly glasses: boolean;
  /** Where each mole lies on the face. */
  readonly moles: readonly (readonly [x: number, y: number])[];
}

const hairs = [0x17120f, 0x3a2314, 0x6b4423, 0xb98a45, 0xd9c08a, 0x8f9098, 0xdedad2] as const;
const cloths = [0x4c5a3a, 0x6a5a48, 0x3c3c40, 0x7a6a30, 0x56604e] as const;

/** An invented person; the same seed, the same one. */
export function drawnPerson(seed: string): DrawnPerson {
  const random = randomOf(`drawn person ${seed}`);
  const { between } = random;
  return {
    skin: mix(mix(0xf6d3b3, 0xe8b48c, random.next()), 0x6b432a, between(0, 0.9)),
    hair: mix(random.pick(hairs), random.pick(hairs), between(0, 0.35)),
    cloth: random.pick(cloths),
    iris: mix(mix(0x1030d0, 0x3a18c0, random.next()), 0x1a58c8, random.next()),
    lips: mix(0xc81c50, 0xa01848, random.next()),
    height: between(1.18, 1.45),
    jaw: between(0.7, 1),
    hairTop: random.chance(0.12) ? 0 : between(0.12, 0.5),
    hairSides: random.chance(0.45) ? between(0.5, 1.5) : 0,
    fringe: random.chance(0.4) ? between(0.12, 0.42) : 0,
    eyes: { apart: between(0.34, 0.46), size: between(0.13, 0.19) },
    brows: { thick: between(0.03, 0.1), slope: between(-0.35, 0.35), above: between(0.2, 0.32) },
    nose: { width: between(0.08, 0.2), length: between(0.34, 0.5) },
    mouth: { width: between(0.24, 0.4), thick: between(0.05, 0.11) },
    beard: random.chance(0.3) ? between(0.4, 1) : 0,
    moustache: random.chance(0.22),
    glasses: random.chance(0.25),
    moles: Array.from(
      { length: random.whole(0, 3) },
      () => [between(-0.6, 0.6), between(-0.2, 0.75)] as const,
    ),
  };
}
