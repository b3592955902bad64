/*
 * Stands in bundles for the packages with which the AWS SDK looks for credentials on the machines of
 * developers and on EC2 (lib/bundles.ts). A function has its own in its environment, or from the address
 * that the environment names; these packages, with clients of three more services, are a fifth of a bundle.
 */

type Provider = () => Promise<never>;

/** A source without credentials: the SDK asks the next one. */
function noneOf(source: string): () => Provider {
  return () => async () => {
    throw Object.assign(new Error(`functions read no credentials from ${source}`), {
      name: 'CredentialsProviderError',
      tryNextLink: true,
    });
  };
}

export const fromIni = noneOf('profiles');
export const fromProcess = noneOf('processes');
export const fromSSO = noneOf('single sign-on');
export const fromTokenFile = noneOf('token files');
export const fromContainerMetadata = noneOf('the metadata of containers');
export const fromInstanceMetadata = noneOf('the metadata of instances');

/** Of the metadata services, what the SDK asks before it asks them. */
export const ENV_CMDS_FULL_URI = 'AWS_CONTAINER_CREDENTIALS_FULL_URI';
export const ENV_CMDS_RELATIVE_URI = 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI';
