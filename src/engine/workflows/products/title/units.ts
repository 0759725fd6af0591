/** What is measured. Each kind has one unit in which values are compared. */
export type QuantityKind =
  | "volume"
  | "weight"
  | "memory"
  | "length"
  | "frequency"
  | "power"
  | "voltage"
  | "charge"
  | "energy"
  | "pixels"
  | "speed"
  | "percent"
  | "alcohol"
  | "protection"
  | "count";

/** A unit as it is written. */
export interface Unit {
  readonly kind: QuantityKind;
  /** How many of the kind's own unit it is. */
  readonly factor: number;
  /** How it is written in answers. */
  readonly symbol: string;
}

const table: readonly (readonly [kind: QuantityKind, factor: number, symbol: string, spellings: string])[] = [
  ["volume", 1, "ml", "ml mls mililitro mililitros milliliter milliliters millilitre cc c.c c.c. cm3"],
  ["volume", 10, "cl", "cl"],
  ["volume", 1000, "L", "l lt lts lt. lts. ltr ltrs litro litros liter liters litre litres"],
  [
    "volume",
    29.5735,
    "fl oz",
    "fl-oz floz fl.oz fluid-ounce fluid-ounces fluid-oz fl-ounce fl-ounces fl-ozs",
  ],
  ["volume", 3785.41, "gal", "gal gallon gallons galon galones"],
  ["weight", 0.000001, "mcg", "mcg microgram micrograms ug"],
  ["weight", 0.001, "mg", "mg mgs miligramo miligramos milligram milligrams"],
  ["weight", 1, "g", "g gr grs gr. grs. gramo gramos gram grams gm gms"],
  ["weight", 1000, "kg", "kg kgs kilo kilos kilogramo kilogramos kilogram kilograms"],
  ["weight", 28.3495, "oz", "oz ozs ounce ounces onza onzas"],
  ["weight", 453.592, "lb", "lb lbs lb. lbs. libra libras pound pounds"],
  ["memory", 1 / 1024, "MB", "mb megabyte megabytes megas"],
  ["memory", 1, "GB", "gb gigabyte gigabytes gigas giga gbs"],
  ["memory", 1024, "TB", "tb terabyte terabytes tera teras"],
  ["length", 1, "mm", "mm milimetro milimetros millimeter millimeters"],
  ["length", 10, "cm", "cm cms centimetro centimetros centimeter centimeters"],
  ["length", 1000, "m", "mt mts metro metros meter meters"],
  ["length", 25.4, '"', "\" '' in inch inches pulgada pulgadas pulg pulg. inch. in. plg"],
  ["length", 304.8, "ft", "ft foot feet pie pies"],
  ["frequency", 1, "Hz", "hz hertz"],
  ["frequency", 1e6, "MHz", "mhz"],
  ["frequency", 1e9, "GHz", "ghz"],
  ["power", 1, "W", "w watt watts vatios wats"],
  ["power", 1000, "kW", "kw kilowatt kilowatts"],
  ["voltage", 1, "V", "v volt volts voltios vdc vac"],
  ["charge", 1, "mAh", "mah"],
  ["energy", 1, "Wh", "wh"],
  ["energy", 1000, "kWh", "kwh"],
  ["pixels", 1, "MP", "mp mpx megapixel megapixels megapixeles"],
  ["speed", 1, "rpm", "rpm"],
  ["percent", 1, "%", "%"],
  ["alcohol", 1, "°", "° °gl °alc"],
];

/** By how it is written, folded; a blank inside is a hyphen here. */
export const units: ReadonlyMap<string, Unit> = new Map(
  table.flatMap(([kind, factor, symbol, spellings]) =>
    spellings.split(" ").map((spelling) => [spelling, { kind, factor, symbol }] as const),
  ),
);

/** Words for what is sold one by one as well, after a number: so many are a pack. */
export const pieces: ReadonlySet<string> = new Set(
  (
    "un und und. unid unid. unids unidad unidades uds ud u units unit pcs pc piece pieces pieza piezas pzas pz pzs " +
    "latas lata botellas botella cans can bottles bottle envases potes cajas boxes tarros pares pairs rollos rolls ea each"
  ).split(" "),
);

/** Words for what is inside of one thing that is sold, after a number: its content, not a pack. */
export const contents: ReadonlySet<string> = new Set(
  (
    "count ct cnt tab tabs tablet tablets tabletas capsulas capsules caps comprimidos softgels gummies gomitas sobres sachets bags " +
    "bolsitas teabags hojas sheets sheet bars barras pods pacs k-cups kcups packets pads panuelos toallitas wipes loads lavados " +
    "lozenges servings porciones"
  ).split(" "),
);
