import encodeQR from "qr";

/** Pixels that one square of a code has. */
const SCALE = 8;

/** A QR code as a GIF, which every mail program shows. */
export function qrPicture(text: string): Uint8Array {
  return encodeQR(text, "gif", { scale: SCALE, ecc: "medium", border: 4 });
}

/** A QR code as an SVG, which can be printed in any size. */
export function qrDrawing(text: string): string {
  return encodeQR(text, "svg", { ecc: "medium", border: 4 });
}
