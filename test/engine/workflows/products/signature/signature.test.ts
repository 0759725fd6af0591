import { expect, test } from "bun:test";
import { saySame } from "../../../../../src/engine/workflows/products/signature/same-words.ts";
import { signatureOf } from "../../../../../src/engine/workflows/products/signature/signature.ts";

test.each([
  ["iPhone 15 Pro Max 256GB Negro", "NEGRO iphone 15 pro max 256 gb"],
  ["Perfume 100 ml EDP", "Perfume 100 ml eau de parfum"],
  ["Taladro 650 W", "TALADRO 650 watts"],
  ["Coca Cola Original 2L", "Coca-Cola original 2000 ml"],
  ["Coca Cola Original 2L", "COCA COLA ORIGINAL 2 LTS"],
  ["Kit 2 platos 4 vasos", "kit 4 vasos 2 platos"],
  ["Notebook 8GB RAM, 512GB SSD", "Notebook 512 GB SSD, 8 GB RAM"],
  ['Monitor LG 27" IPS', "Monitor LG IPS 27 pulgadas"],
  ["Sony DSC-W120 cámara", "camara sony dscw120"],
  ["Polera Nike hombre talla L", "POLERA NIKE HOMBRE TALLA L"],
  ["Audífonos JBL con cable", "audifonos jbl c/ cable"],
])("%s and %s have one key", (one, other) => {
  expect(signatureOf(one).key).toBe(signatureOf(other).key);
});

test.each([
  ["iPhone 15 128GB", "iPhone 15 256GB"],
  ["iPhone 15 128GB", "iPhone 14 128GB"],
  ["iPhone 15 Pro", "iPhone 15 Pro Max"],
  ["Galaxy S24", "Galaxy S24+"],
  ["Perfume 100 ml EDP", "Perfume 100 ml EDT"],
  ["iPhone 12 negro", "iPhone 12 negro reacondicionado"],
  ["Polera hombre M", "Polera mujer M"],
  ["Polera hombre M", "Polera hombre L"],
  ["Cerveza 6x350cc", "Cerveza 4x350cc"],
  ["Anillo CF717869BKCC", "Anillo CF717869BKCY"],
  ["Celular 4G", "Celular 5G"],
  ["Funda para iPhone 15", "iPhone 15 con funda"],
])("%s and %s are never compared", (one, other) => {
  expect(signatureOf(one).hash).not.toBe(signatureOf(other).hash);
});

const same = (one: string, other: string) => {
  const [left, right] = [signatureOf(one), signatureOf(other)];
  return left.hash === right.hash && saySame(left.said, right.said);
};

test.each([
  ["Cerveza Kunstmann Torobayo botella 330ml", "CERV. KUNSTMANN TOROBAYO BOT. 330 CC"],
  ["Sony Cyber-shot rosada", "sony cyber shot ROSADA"],
  ["Refrigerador Mademsa 300 L acero", "REFRIG MADEMSA ACERO 300L"],
  ["Detergente Omo líquido 3 L", "omo deterg. liq. 3000ml"],
  ["Pantalón Levis hombre", "PNTLN LEVIS HOMBRE"],
])("%s and %s say the same", (one, other) => {
  expect(same(one, other)).toBe(true);
});

test.each([
  ["Lismore Honey Bud Vase", "Lismore Sugar Bud Vase"],
  ["Pan sin gluten", "Pan con gluten"],
  ["Jugo Watts durazno 1L", "Jugo Watts damasco 1L"],
  ["Carcasa negra", "Carcasa"],
  ["Mouse Logitech", "Mouse Logitech gamer"],
  ["Silla madera", "Silla metal"],
  ["Blk Label whisky", "Red Label whisky"],
  ["Vitaminas Kids 60 ct", "Vitaminas Children's 60 ct"],
  ["Funda negra", "Funda black"],
  ["Crema facial size 10.7 oz", "Crema facial 10.7 oz"],
  ["Kit de limpieza con", "Kit de limpieza"],
  ["resumemaker 12", "resume maker 12"],
  ["acrobat professional 7", "acrobat professional 7.0"],
  ["Silla de oficina", "Silla oficina"],
  ["Lentes de contacto -2.00", "Lentes de contacto +2.00"],
  ["Curso de C", "Curso de C++"],
  ["Kit 2 platos 4 vasos", "Kit 4 platos 2 vasos"],
  ["Notebook 8GB RAM 512GB SSD", "Notebook 512GB RAM 8GB SSD"],
])("%s and %s do not", (one, other) => {
  expect(same(one, other)).toBe(false);
});
