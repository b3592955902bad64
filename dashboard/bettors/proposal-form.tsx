import {
  Alert,
  Button,
  Group,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  TextInput,
} from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { money, type ProposalKind, type UseProposalsResult } from '../../clients/react/index.ts';
import { useUntilChanged } from '../parts/use-until-changed.ts';
import { type TypedAmount, typedAmount } from './amount.ts';
import { FightField } from './fight-field.tsx';
import { explain } from './refusals.ts';

interface ProposalFormProps {
  readonly book: UseProposalsResult;
  readonly opponent: string | undefined;
  readonly fightIds: readonly string[];
  readonly fightId: string;
  readonly onFight: (fightId: string) => void;
}

/** Until the server has listed the currencies, no amount can be read. */
const unknownAmount: TypedAmount = { minorUnits: undefined };

/** Makes a proposal, in one of the currencies of the stack. */
export function ProposalForm({ book, opponent, fightIds, fightId, onFight }: ProposalFormProps) {
  const [kind, setKind] = useState<ProposalKind>('pago');
  const [toUserId, setToUserId] = useState(opponent ?? '');
  const [typed, setTyped] = useState('500');
  const [chosenCode, setChosenCode] = useState<string>();
  const [message, setMessage] = useState('');
  const [isSending, setIsSending] = useState(false);
  const { currencies } = book;
  const currency = currencies.find(({ code }) => code === chosenCode) ?? currencies[0];
  const { minorUnits: amount, reason } = currency ? typedAmount(typed, currency) : unknownAmount;
  const [refusal, setRefusal] = useUntilChanged<string>(
    kind,
    toUserId,
    typed,
    currency?.code,
    fightId,
    message,
  );
  const isWhole = fightId !== '' && toUserId !== '' && amount !== undefined;

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (amount === undefined || currency === undefined) return;
    setIsSending(true);
    setRefusal(undefined);
    const outcome = await book.propose(kind, {
      toUserId,
      fightId,
      amount,
      currency: currency.code,
      ...(message === '' ? {} : { message }),
    });
    setIsSending(false);
    if (outcome.kind !== 'answered') setRefusal(explain(outcome));
  }

  return (
    <form onSubmit={event => void send(event)}>
      <Stack gap="xs">
        <SegmentedControl
          fullWidth
          aria-label="Kind of proposal"
          value={kind}
          onChange={value => setKind(value === 'doy' ? 'doy' : 'pago')}
          data={[
            { value: 'pago', label: 'PAGO' },
            { value: 'doy', label: 'DOY' },
          ]}
        />
        <SimpleGrid cols={2} spacing="xs">
          <TextInput
            label="To"
            value={toUserId}
            onChange={event => setToUserId(event.currentTarget.value)}
          />
          <TextInput
            label="Amount"
            inputMode="decimal"
            autoComplete="off"
            // The very text: a field for numbers makes another amount of what it cannot read.
            value={typed}
            onChange={event => setTyped(event.currentTarget.value)}
            error={reason}
            description={
              amount === undefined || currency === undefined
                ? undefined
                : money(amount, currency.code)
            }
            inputWrapperOrder={['label', 'input', 'description', 'error']}
          />
          {currencies.length > 1 && (
            <Select
              label="Currency"
              data={currencies.map(({ code }) => code)}
              value={currency?.code ?? null}
              onChange={code => setChosenCode(code ?? undefined)}
              allowDeselect={false}
            />
          )}
          <FightField fightIds={fightIds} fightId={fightId} onFight={onFight} />
          <TextInput
            label="Message"
            placeholder="Optional"
            value={message}
            onChange={event => setMessage(event.currentTarget.value)}
            maxLength={500}
          />
        </SimpleGrid>
        {refusal !== undefined && (
          <Alert color="red" p="xs" role="alert">
            {refusal}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button
            type="submit"
            loading={isSending}
            disabled={!isWhole}
            leftSection={<IconSend size={16} />}
          >
            Propose
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
