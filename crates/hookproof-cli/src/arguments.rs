//! What the command line may say.

use clap::{ArgGroup, Args, Parser, Subcommand};
use hookproof::Tolerance;
use std::path::PathBuf;

const ABOUT: &str = "\
Verifies webhook signatures: did this delivery really come from who it says, just now, unchanged?

A scheme says how a provider signs: a name (`hookproof schemes` lists them) or a line of text. Secrets are read from
variables and files, and are never arguments, which other users of the machine can see.";

const EXIT: &str = "\
Exit status:
  0  it worked; for verify: the delivery is authentic
  1  the delivery is rejected
  2  the configuration or the call is wrong
  3  for handshake: the request is none";

/// Verifies webhook signatures.
#[derive(Parser)]
#[command(name = "hookproof", version, about = ABOUT, after_help = EXIT)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Judge a delivery that was received
    #[command(after_help = concat!(
        "Example: a recorded delivery, with its body in a file\n",
        "  hookproof verify --scheme stripe --secret-env STRIPE_SECRET --tolerance ignore \\\n",
        "      --header 'Stripe-Signature: t=1533204620,v1=2220f8...' body.json\n\n",
        "Example: an in-house scheme, the headers in a file, the body from standard input\n",
        "  hookproof verify --scheme 'hmac-sha256 | x-acme-signature: {hex} | {body}' \\\n",
        "      --secret-file /run/secrets/acme --header @headers.txt --json < body.json\n\n",
        "Exit status: 0 authentic, 1 rejected, 2 the configuration or the call is wrong",
    ))]
    Verify(Verify),
    /// Print the answer to a provider's check that the endpoint is yours
    #[command(after_help = concat!(
        "A handshake is known by its name (docs/handshakes.md has the table) or is a line of text. One whose request is\n",
        "signed, or whose answer is computed with the secret, takes --scheme and a secret; some take settings.\n\n",
        "Example: what X wants back, about every hour\n",
        "  hookproof handshake --handshake twitter --scheme twitter --secret-env CONSUMER_SECRET --allow-api-key \\\n",
        "      --method GET --url '/hook?crc_token=Zm9vYmFy' /dev/null\n\n",
        "Example: the token that you entered beside the URL at Meta\n",
        "  hookproof handshake --handshake meta --setting-env verify-token=META_TOKEN --method GET --json \\\n",
        "      --url '/hook?hub.mode=subscribe&hub.verify_token=tok&hub.challenge=1158201444' /dev/null\n\n",
        "Exit status: 0 answered, 1 rejected, 2 the configuration or the call is wrong, 3 no handshake: verify it",
    ))]
    Handshake(Handshake),
    /// Print the header lines that make a delivery authentic, for tests and simulators
    #[command(after_help = concat!(
        "A line that begins with `query:`, `form:` or `json:` is no header: it names the place in the URL or in the body\n",
        "that the value belongs to, `query:signature: 5e1f...`.\n\n",
        "Example: send a signed delivery to a server under test\n",
        "  hookproof sign --scheme github --secret-env SECRET body.json > headers.txt\n",
        "  curl --header @headers.txt --data-binary @body.json http://localhost:8080/hook",
    ))]
    Sign(Sign),
    /// Print the verification key of a secret: it verifies, and cannot call the provider's API
    #[command(after_help = concat!(
        "Some providers sign with a secret that can call their API. Derive a verification key once, offline, and\n",
        "configure it in the secret's place: it is accepted wherever the secret is. It can sign: keep it as a secret.\n\n",
        "Example:\n",
        "  hookproof derive --scheme shopify --secret-env SHOPIFY_CLIENT_SECRET",
    ))]
    Derive(Derive),
    /// List the providers, or show one
    #[command(after_help = concat!(
        "Examples:\n",
        "  hookproof schemes\n",
        "  hookproof schemes stripe\n",
        "  hookproof schemes 'hmac-sha256 | x-acme-signature: {hex} | {body}'",
    ))]
    Schemes(Schemes),
}

/// The scheme and its secrets.
#[derive(Args)]
pub(crate) struct Keys {
    /// A provider's name, or a scheme's line
    #[arg(long, value_name = "NAME|LINE")]
    pub(crate) scheme: String,

    /// Variable that holds a secret or a verification key; its name is the key's id. May be given several times
    #[arg(long, value_name = "VAR", required_unless_present = "secret_file")]
    pub(crate) secret_env: Vec<String>,

    /// File that holds a secret or a verification key (one newline at its end is left out); its path is the key's id.
    /// May be given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: Vec<PathBuf>,
}

impl Handshake {
    /// What the verifier is made of, if there is one.
    pub(crate) fn keys(&self) -> Option<Keys> {
        let scheme = self.scheme.clone()?;
        Some(Keys { scheme, secret_env: self.secret_env.clone(), secret_file: self.secret_file.clone() })
    }
}

/// The delivery.
#[derive(Args)]
pub(crate) struct Delivery {
    /// A header as it was received, or `@FILE` with one on each line (where it holds a token, say, which is a secret).
    /// May be given several times
    #[arg(long = "header", value_name = "'NAME: VALUE'|@FILE")]
    pub(crate) headers: Vec<String>,

    /// The method, for schemes that sign it, and for handshakes
    #[arg(long, value_name = "METHOD", default_value = "")]
    pub(crate) method: String,

    /// The whole public URL, as the provider knows it, for schemes that read it
    #[arg(long, value_name = "URL", default_value = "")]
    pub(crate) url: String,

    /// The largest body to read, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = hookproof::DEFAULT_BODY_LIMIT as u64)]
    pub(crate) max_body: u64,

    /// Take a secret that can call the provider's API, knowingly (better: `hookproof derive`)
    #[arg(long)]
    pub(crate) allow_api_key: bool,

    /// The raw body; `-` is standard input
    #[arg(value_name = "BODY_FILE", default_value = "-")]
    pub(crate) body: PathBuf,
}

/// What a request is judged by.
#[derive(Args)]
pub(crate) struct Judgement {
    /// The time of the judgement in Unix seconds, instead of the system's
    #[arg(long, value_name = "UNIX")]
    pub(crate) now: Option<u64>,

    /// How far the delivery's time may be from now, instead of the scheme's; `ignore` switches the check off
    #[arg(long, value_name = "SECONDS|ignore", value_parser = tolerance)]
    pub(crate) tolerance: Option<Tolerance>,

    /// Where the provider reaches the endpoint, `https://hooks.example.com`: the URL is then this, followed by the path
    /// and the query of `--url`
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,

    /// Take the headers X-Forwarded-Proto and X-Forwarded-Host for the beginning of the URL: behind a proxy that sets them
    #[arg(long)]
    pub(crate) trust_forwarded: bool,
}

#[derive(Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) keys: Keys,

    #[command(flatten)]
    pub(crate) delivery: Delivery,

    #[command(flatten)]
    pub(crate) judgement: Judgement,

    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
#[command(group(ArgGroup::new("secret").multiple(true)))]
pub(crate) struct Handshake {
    /// The name of a provider's handshake, or a handshake's line
    #[arg(long, value_name = "NAME|LINE")]
    pub(crate) handshake: String,

    /// Variable that holds a setting of the handshake. May be given several times
    #[arg(long, value_name = "SETTING=VAR")]
    pub(crate) setting_env: Vec<String>,

    /// File that holds a setting of the handshake (one newline at its end is left out). May be given several times
    #[arg(long, value_name = "SETTING=FILE")]
    pub(crate) setting_file: Vec<String>,

    /// A provider's name, or a scheme's line: of the verifier
    #[arg(long, value_name = "NAME|LINE", requires = "secret")]
    pub(crate) scheme: Option<String>,

    /// As for `hookproof verify`
    #[arg(long, value_name = "VAR", requires = "scheme", group = "secret")]
    pub(crate) secret_env: Vec<String>,

    /// As for `hookproof verify`
    #[arg(long, value_name = "FILE", requires = "scheme", group = "secret")]
    pub(crate) secret_file: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) delivery: Delivery,

    #[command(flatten)]
    pub(crate) judgement: Judgement,

    /// Print one JSON object; a secret that the request brings is in it
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct Sign {
    #[command(flatten)]
    pub(crate) keys: Keys,

    #[command(flatten)]
    pub(crate) delivery: Delivery,

    /// The time to sign in Unix seconds, instead of the system's
    #[arg(long, value_name = "UNIX")]
    pub(crate) timestamp: Option<u64>,
}

#[derive(Args)]
pub(crate) struct Derive {
    #[command(flatten)]
    pub(crate) keys: Keys,
}

#[derive(Args)]
pub(crate) struct Schemes {
    /// A provider's name, or a scheme's line; all providers if there is none
    #[arg(value_name = "NAME|LINE")]
    pub(crate) name: Option<String>,

    /// Print JSON: an array, or for one scheme an object
    #[arg(long)]
    pub(crate) json: bool,
}

fn tolerance(text: &str) -> Result<Tolerance, String> {
    match text {
        "ignore" => Ok(Tolerance::Ignore),
        _ => text.parse().map(Tolerance::Seconds).map_err(|_| "a number of seconds, or `ignore`".to_owned()),
    }
}
