// What is written for the libraries' own classes is taken by ours, and gives the same types.

import type {
  Webhook as StandardWebhook,
  WebhookOptions,
  WebhookUnbrandedRequiredHeaders,
} from "hookproof/standardwebhooks";
import type { Webhook, WebhookRequiredHeaders, WebhookVerificationError } from "hookproof/svix";
import type * as theirStandard from "standardwebhooks";
import type * as theirs from "svix";

type Arguments<F> = F extends (...args: infer A) => unknown
  ? A
  : F extends new (
        ...args: infer A
      ) => unknown
    ? A
    : never;
type Takes<Theirs, Ours> = Theirs extends Ours ? true : false;
const takes = <_ extends true>(): void => {};

takes<Takes<ConstructorParameters<typeof theirs.Webhook>, ConstructorParameters<typeof Webhook>>>();
takes<Takes<Arguments<theirs.Webhook["verify"]>, Arguments<Webhook["verify"]>>>();
takes<Takes<Arguments<theirs.Webhook["sign"]>, Arguments<Webhook["sign"]>>>();
takes<Takes<ReturnType<Webhook["verify"]>, ReturnType<theirs.Webhook["verify"]>>>();
takes<Takes<Arguments<theirStandard.Webhook["verify"]>, Arguments<StandardWebhook["verify"]>>>();
takes<Takes<Arguments<theirStandard.Webhook["sign"]>, Arguments<StandardWebhook["sign"]>>>();
takes<Takes<theirs.WebhookRequiredHeaders, WebhookRequiredHeaders>>();
takes<Takes<theirs.WebhookUnbrandedRequiredHeaders, WebhookUnbrandedRequiredHeaders>>();
takes<Takes<WebhookOptions, theirStandard.WebhookOptions>>();
takes<Takes<WebhookVerificationError, Error>>();
// @ts-expect-error it would not be taken
takes<Takes<[number], Arguments<Webhook["verify"]>>>();
