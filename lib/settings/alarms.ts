import { z } from 'zod';

/** https://datatracker.ietf.org/doc/html/rfc5321#section-4.5.3 */
const longestAddress = 254;

const error = `an e-mail address of up to ${longestAddress} characters`;

/** By its pattern: a `format` is one that validators of JSON Schema, as editors have them, need not know. */
export const alarmEmailSchema = z
  .string({ error })
  .max(longestAddress, { error })
  .regex(z.regexes.email, { error });

/** An address that nothing would ever be sent to. */
export function mailOfNoAlarm(context: Readonly<Record<string, unknown>>): string[] {
  const { alarms, alarmEmail } = context;
  if (alarmEmail === undefined || String(alarms) !== 'false') return [];
  return [
    `alarmEmail: received ${JSON.stringify(alarmEmail)}, expected no value, because alarms=false makes no alarm`,
  ];
}
