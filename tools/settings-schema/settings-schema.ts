import { z } from 'zod';
import { parseSettings, settingsSchema } from '../../lib/settings.ts';

/** Of Markdown: a row's cells, a link with its text. */
const rowPattern = /^\| `(\w+)` \|.*\| (.+) \|$/gm;
const linkPattern = /\[([^\]]*)\]\([^)]*\)/g;

/**
 * The JSON Schema of the file of a stage, for editors: what zod knows of the settings, and what the page
 * says of each in the table of the context. It is laxer than synth, which also knows what belongs together.
 */
export function settingsJsonSchema(architecturePage: string): object {
  const schema = z.toJSONSchema(settingsSchema, { io: 'input', target: 'draft-7' });
  const defaults: Readonly<Record<string, unknown>> = parseSettings({});
  const sentences = new Map(
    [...architecturePage.matchAll(rowPattern)].map(([, name, sentence = '']) => [name, sentence]),
  );
  // The file is named after its stage.
  const { stage: _, ...properties } = schema.properties ?? {};
  return {
    $schema: schema.$schema,
    title: 'The settings of a stage of GalloBets Realtime',
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      ...Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [
          name,
          {
            description: sentences.get(name)?.replaceAll(linkPattern, '$1').replaceAll('`', ''),
            ...(typeof property === 'object' ? orText(property) : {}),
            default: defaults[name],
          },
        ]),
      ),
    },
    additionalProperties: false,
  };
}

/** A list may be a text with commas, too, as in the context. */
function orText(property: z.core.JSONSchema.BaseSchema): object {
  if (property.type !== 'array') return property;
  const { default: _, ...list } = property;
  return { anyOf: [{ type: 'string' }, list] };
}
