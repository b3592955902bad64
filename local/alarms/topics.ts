import type { HostLog } from '../contract/host-log.ts';

/** A message that was published to a topic. */
export interface TopicMessage {
  readonly topicArn: string;
  /** ISO 8601. */
  readonly publishedAt: string;
  readonly subject: string;
  /** As its publisher wrote it: JSON is given as what it says. */
  readonly message: unknown;
  /** Where it would go on AWS ("email"); nothing is sent from here. */
  readonly notSentTo: readonly string[];
}

/** Who publishes, and for which resource. */
export interface Publisher {
  /** "cloudwatch.amazonaws.com". */
  readonly service: string;
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

/** What a policy of a topic says of a publication. */
export type PublishRule = (publisher: Publisher) => boolean;

interface Topic {
  /** Absent: the policy that every topic begins with, by which services of the account publish. */
  rule: PublishRule | undefined;
  readonly protocols: string[];
}

/** What is kept of the newest messages. */
const mostMessages = 1_000;

/** The topics of one host, and what was published to them. */
export class Topics {
  readonly #topics = new Map<string, Topic>();
  readonly #log: HostLog;
  #messages: TopicMessage[] = [];

  constructor(log: HostLog) {
    this.#log = log;
  }

  /** The newest last. */
  get messages(): readonly TopicMessage[] {
    return this.#messages;
  }

  add(topicArn: string): void {
    this.#topics.set(topicArn, { rule: undefined, protocols: [] });
  }

  /** Puts a policy in the place of the one that every topic begins with. @throws Error if there is no such topic. */
  restrict(topicArn: string, rule: PublishRule, requestedBy: string): void {
    this.#existing(topicArn, requestedBy).rule = rule;
  }

  /** @throws Error if there is no such topic. */
  subscribe(topicArn: string, protocol: string, requestedBy: string): void {
    this.#existing(topicArn, requestedBy).protocols.push(protocol);
  }

  has(topicArn: string): boolean {
    return this.#topics.has(topicArn);
  }

  /** Keeps the message; false if the topic's policy does not let that service publish. */
  publish(topicArn: string, publisher: Publisher, subject: string, message: unknown): boolean {
    const topic = this.#topics.get(topicArn);
    if (topic === undefined) return false;
    if (topic.rule !== undefined && !topic.rule(publisher)) {
      this.#log.error(
        `${publisher.sourceArn} cannot publish to ${topicArn}: its policy does not let ${publisher.service}. A policy of one's own takes the place of the one that a topic begins with.`,
      );
      return false;
    }
    const publishedAt = new Date().toISOString();
    const published = { topicArn, publishedAt, subject, message, notSentTo: topic.protocols };
    this.#messages = [...this.#messages, published].slice(-mostMessages);
    return true;
  }

  #existing(topicArn: string, requestedBy: string): Topic {
    const topic = this.#topics.get(topicArn);
    if (topic !== undefined) return topic;
    throw new Error(`${requestedBy}: expected a topic of this template; received ${topicArn}`);
  }
}
