import encodeQR from "qr";

const BORDER = 4;
/** Pixels that a picture is wide at most, as long as a square of the code has two. */
const WIDTH = 400;
/** Pixels that one square of a code has. */
const SCALE = { least: 2, most: 8 };

/** A QR code as a GIF, which every mail program shows. */
export function qrPicture(text: string): Uint8Array {
  const squares = encodeQR(text, "raw", { ecc: "medium", border: BORDER }).length;
  const scale = Math.min(SCALE.most, Math.max(SCALE.least, Math.floor(WIDTH / squares)));
  return encodeQR(text, "gif", { scale, ecc: "medium", border: BORDER });
}

/** A QR code as an SVG, which can be printed in any size. */
export function qrDrawing(text: string): string {
  return encodeQR(text, "svg", { ecc: "medium", border: BORDER });
}
