import { OpenReaders } from '../../../core/stream/open-readers.ts';
import { recordingMeter } from '../../support/recording-meter.ts';

test('says how many streams of each name are open, each time it is asked', () => {
  const meter = recordingMeter();
  const readers = new OpenReaders();
  const [first, second] = [readers.add('fights'), readers.add('fights')];
  readers.add('live');
  readers.countIn(meter);
  expect(meter.taken()).toEqual({ 'Readers channel=fights': 2, 'Readers channel=live': 1 });
  first();
  // One that has left already leaves no second time.
  first();
  readers.countIn(meter);
  expect(meter.taken()).toEqual({ 'Readers channel=fights': 1, 'Readers channel=live': 1 });
  second();
  readers.countIn(meter);
  expect(meter.taken()).toEqual({ 'Readers channel=live': 1 });
});
