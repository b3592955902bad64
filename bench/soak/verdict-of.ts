import type { Received } from './received.ts';
import type { ExpectedOf, Verdict } from './soak-message.ts';

const maxExamples = 5;

/** Who has received something, and is to have what its kind has. */
interface Judged {
  readonly kind: { readonly name: string };
  readonly received: Pick<Received, 'count' | 'faults'>;
}

/** What all readers lost, and got again; of some of them each its own. */
export function verdictOf(readers: readonly Judged[], expected: ExpectedOf): Verdict {
  const faults = readers.map(({ kind, received }) =>
    received.faults(expected[kind.name] ?? { epoch: '', seqs: [] }),
  );
  const sum = (of: keyof (typeof faults)[number]): number =>
    faults.reduce((all, each) => all + each[of], 0);
  const faulty = faults.flatMap((each, number) =>
    Object.values(each).some(count => count > 0)
      ? [`reader ${number} (${readers[number]?.kind.name}): ${JSON.stringify(each)}`]
      : [],
  );
  return {
    kind: 'verdict',
    readers: readers.length,
    received: readers.reduce((all, { received }) => all + received.count, 0),
    lost: sum('lost'),
    repeated: sum('repeated'),
    notRising: sum('notRising'),
    unexpected: sum('unexpected'),
    faulty: faulty.length,
    examples: faulty.slice(0, maxExamples),
  };
}
