import { z } from 'zod';

/** https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html */
const longestAddress = 254;

const expectation = `an e-mail address of up to ${longestAddress} characters`;

export const alarmEmailSchema = z
  .email({ error: expectation })
  .max(longestAddress, { error: expectation });

/** An address that nothing would ever be sent to. */
export function mailOfNoAlarm(context: Readonly<Record<string, unknown>>): string[] {
  const { alarms, alarmEmail } = context;
  if (alarmEmail === undefined || String(alarms) !== 'false') return [];
  return [
    `alarmEmail: received ${JSON.stringify(alarmEmail)}, expected no value, because alarms=false makes no alarm`,
  ];
}
