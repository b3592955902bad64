import { parseSettings } from '../../../lib/settings.ts';

const address = `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.example`;

describe('alarmEmail', () => {
  it.each(['on-call@example.com', 'on-call+night@mail.gallos.example', address.slice(0, 254)])(
    'takes %s',
    alarmEmail => {
      expect(parseSettings({ alarmEmail })).toMatchObject({ alarmEmail, alarms: true });
    },
  );

  it.each([
    '',
    'on-call',
    'on-call@',
    'on call@example.com',
    'a@example.com,b@example.com',
    `${'a'.repeat(243)}@example.com`,
  ])('refuses %j', alarmEmail => {
    expect(() => parseSettings({ alarmEmail })).toThrow(
      `bad context:\n  alarmEmail: received ${JSON.stringify(alarmEmail)}, expected an e-mail address of up to 254 characters`,
    );
  });

  it.each([false, 'false'])('is refused where there are no alarms (%j)', alarms => {
    expect(() => parseSettings({ alarms, alarmEmail: 'on-call@example.com' })).toThrow(
      'alarmEmail: received "on-call@example.com", expected no value, because alarms=false makes no alarm',
    );
  });
});

test('a deployment has alarms and no logs of sockets where nobody says so', () => {
  expect(parseSettings({})).toMatchObject({ alarms: true, accessLogs: false });
  expect(parseSettings({})).not.toHaveProperty('alarmEmail');
});
