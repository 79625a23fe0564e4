// Text from files goes to a terminal: what could steer it is shown as a sign instead.
const steering = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text of a user's file, made safe to print. */
export function printable(text: string): string {
  return text.replaceAll("\t", " ").replace(steering, "·");
}

const steeringInJson = /[\u007F-\u009F\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A value as JSON that says all that it says, and is safe to print: what could steer a terminal is escaped. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(steeringInJson, (sign) =>
    sign
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
