//! The buffer through which everything comes in: the host writes the pieces one after the other, and says of each
//! what it is.

use alloc::vec::Vec;
use hookproof::{Error, Handshake, Key, Keyring, Request, Verifier};
use zeroize::Zeroize;

/// A buffer larger than this is given back after use, 1 MiB.
const KEEP: usize = 1 << 20;

/// How many lines of known headers reach the core: one of them comes twice at least, so that what is beyond can't change
/// the answer (`duplicate_header`).
const KNOWN_LINES: usize = Verifier::MAX_HEADERS + Handshake::MAX_HEADERS + 1;

/// How many lines reach it where the request says which headers are signed: one too many, so that what is beyond can't
/// change the answer (`malformed_header`).
const ALL_LINES: usize = Request::MAX_HEADERS + 1;

/// The buffer grows by pages of this many bytes.
const PAGE: usize = 4096;

/// Adds an item; `None` if there is no memory for it.
pub(crate) fn push<T>(list: &mut Vec<T>, item: T) -> Option<()> {
    list.try_reserve(1).ok()?;
    // Always so. Behind this question the compiler leaves out what `Vec::push` does where there is no room: it traps.
    if list.len() < list.capacity() {
        list.push(item);
    }
    Some(())
}

/// A piece of the buffer.
#[derive(Clone, Copy, Default)]
struct Piece {
    start: usize,
    end: usize,
}

/// The name of a header: its index among those that are read, or the name itself.
#[derive(Clone, Copy)]
enum Name {
    Known(usize),
    Given(Piece),
}

/// A header line.
#[derive(Clone, Copy)]
struct Line {
    name: Name,
    value: Piece,
}

/// How many keys reach the core: one more than a keyring holds, so that it sees that there are too many.
const MAX_KEYS: usize = 17;

#[derive(Clone, Copy)]
struct KeyPieces {
    id: Piece,
    secret: Piece,
    not_before: Option<u64>,
    not_after: Option<u64>,
}

/// What the host has written for the next call.
pub(crate) struct Exchange {
    buffer: Vec<[u8; PAGE]>,
    /// The number of bytes that the host asked room for, and how many of them are taken.
    room: usize,
    taken: usize,
    overrun: bool,
    method: Piece,
    url: Piece,
    body: Piece,
    digests: Piece,
    base_url: Option<Piece>,
    lines: [Line; ALL_LINES],
    line_count: usize,
    keys: [KeyPieces; MAX_KEYS],
    key_count: usize,
    /// Name and value of each setting of a handshake.
    settings: Vec<(Piece, Piece)>,
}

impl Exchange {
    pub(crate) const fn new() -> Self {
        const NOTHING: Piece = Piece { start: 0, end: 0 };
        Exchange {
            buffer: Vec::new(),
            room: 0,
            taken: 0,
            overrun: false,
            method: NOTHING,
            url: NOTHING,
            body: NOTHING,
            digests: NOTHING,
            base_url: None,
            lines: [Line { name: Name::Known(0), value: NOTHING }; ALL_LINES],
            line_count: 0,
            keys: [KeyPieces { id: NOTHING, secret: NOTHING, not_before: None, not_after: None }; MAX_KEYS],
            key_count: 0,
            settings: Vec::new(),
        }
    }

    /// Forgets the pieces and makes room for this number of bytes: the address to write them to, or 0 if the memory
    /// can't grow so far.
    pub(crate) fn begin(&mut self, bytes: usize) -> usize {
        self.forget();
        let pages = bytes.div_ceil(PAGE);
        if self.buffer.len() < pages {
            self.buffer = Vec::new();
            if self.buffer.try_reserve_exact(pages).is_err() {
                return 0;
            }
            while self.buffer.len() < pages {
                if push(&mut self.buffer, [0; PAGE]).is_none() {
                    return 0;
                }
            }
        }
        self.room = bytes;
        self.buffer.as_ptr() as usize
    }

    /// The next `len` bytes are one piece.
    fn take(&mut self, len: usize) -> Piece {
        let start = self.taken;
        match start.checked_add(len) {
            Some(end) if end <= self.room => self.taken = end,
            _ => self.overrun = true,
        }
        Piece { start, end: self.taken }
    }

    /// Whether the host said of more bytes what they are than it asked room for.
    pub(crate) const fn is_overrun(&self) -> bool {
        self.overrun
    }

    pub(crate) fn take_method(&mut self, len: usize) {
        self.method = self.take(len);
    }

    pub(crate) fn take_url(&mut self, len: usize) {
        self.url = self.take(len);
    }

    pub(crate) fn take_body(&mut self, len: usize) {
        self.body = self.take(len);
    }

    pub(crate) fn take_digests(&mut self, len: usize) {
        self.digests = self.take(len);
    }

    /// What the host computed.
    pub(crate) fn digests(&self) -> &[u8] {
        self.bytes(self.digests)
    }

    /// The next `len` bytes; `None` if there are not so many.
    pub(crate) fn take_bytes(&mut self, len: usize) -> Option<&[u8]> {
        let piece = self.take(len);
        (!self.overrun).then(|| self.bytes(piece))
    }

    /// What was written, as it is; nothing is left here.
    pub(crate) fn detach(&mut self) -> Exchange {
        core::mem::replace(self, Exchange::new())
    }

    pub(crate) fn take_base_url(&mut self, len: usize) {
        self.base_url = Some(self.take(len));
    }

    /// The base URL, where there is one; empty if it is no text, which the core refuses.
    pub(crate) fn base_url(&self) -> Option<&str> {
        self.base_url.map(|piece| self.text(piece).unwrap_or_default())
    }

    pub(crate) fn take_header(&mut self, index: usize, len: usize) {
        let value = self.take(len);
        self.push(Line { name: Name::Known(index), value });
    }

    pub(crate) fn take_named_header(&mut self, name_len: usize, len: usize) {
        let name = Name::Given(self.take(name_len));
        let value = self.take(len);
        self.push(Line { name, value });
    }

    fn push(&mut self, line: Line) {
        if let Some(place) = self.lines.get_mut(self.line_count) {
            *place = line;
            self.line_count += 1;
        }
    }

    pub(crate) fn take_key(&mut self, id: usize, secret: usize, not_before: Option<u64>, not_after: Option<u64>) {
        let key = KeyPieces { id: self.take(id), secret: self.take(secret), not_before, not_after };
        if let Some(place) = self.keys.get_mut(self.key_count) {
            *place = key;
            self.key_count += 1;
        }
    }

    pub(crate) fn take_setting(&mut self, name: usize, value: usize) {
        let setting = (self.take(name), self.take(value));
        // Without memory for it the call is not made.
        self.overrun |= push(&mut self.settings, setting).is_none();
    }

    /// The settings as the core takes them; `None` if there is no memory for the list.
    pub(crate) fn settings(&self) -> Option<Vec<(&str, &[u8])>> {
        let mut settings = Vec::new();
        for (name, value) in &self.settings {
            push(&mut settings, (self.text(*name).unwrap_or_default(), self.bytes(*value)))?;
        }
        Some(settings)
    }

    pub(crate) fn take_text(&mut self, len: usize) -> Option<&str> {
        let piece = self.take(len);
        self.text(piece)
    }

    fn bytes(&self, piece: Piece) -> &[u8] {
        self.buffer.as_flattened().get(piece.start..piece.end).unwrap_or_default()
    }

    fn text(&self, piece: Piece) -> Option<&str> {
        core::str::from_utf8(self.bytes(piece)).ok()
    }

    fn keys(&self) -> &[KeyPieces] {
        self.keys.get(..self.key_count).unwrap_or_default()
    }

    /// The secret of a key; empty if there is none with this index.
    pub(crate) fn secret(&self, index: usize) -> &[u8] {
        self.keys().get(index).map_or(&[], |key| self.bytes(key.secret))
    }

    /// The keys as the core takes them. One secret alone has the id that the core gives it.
    pub(crate) fn keyring(&self) -> Result<Keyring<'_>, Error> {
        if let [KeyPieces { id, secret, not_before: None, not_after: None }] = self.keys()
            && id.start == id.end
        {
            return Ok(Keyring::single(self.bytes(*secret)));
        }
        let mut keyring = Keyring::new();
        for key in self.keys() {
            keyring.add(Key {
                id: self.text(key.id).unwrap_or_default(),
                secret: self.bytes(key.secret),
                not_before: key.not_before,
                not_after: key.not_after,
            })?;
        }
        Ok(keyring)
    }

    /// What a call of `use_it` makes of the request for this verifier; `None` if that is an error, which is put where errors are.
    pub(crate) fn with_request<T>(
        &self,
        verifier: &Verifier,
        error: &mut Option<Error>,
        mut use_it: impl FnMut(&Request<'_>) -> Result<T, Error>,
    ) -> Option<T> {
        let mut made = None;
        self.with_headers(&mut verifier.headers(), verifier.scheme().names_headers(), &mut |request| match use_it(
            request,
        ) {
            Ok(it) => made = Some(it),
            Err(what) => *error = Some(what),
        });
        made
    }

    /// Calls `use_it` with the request in the form that the core takes. The known headers have these names; `takes_all` if
    /// those that are not known count, too.
    pub(crate) fn with_headers<'a>(
        &'a self,
        names: &mut dyn Iterator<Item = &'a str>,
        takes_all: bool,
        use_it: &mut dyn FnMut(&Request<'_>),
    ) {
        const NOTHING: (&str, &[u8]) = ("", &[]);
        let lines = self.lines.get(..self.line_count).unwrap_or_default();
        let (mut known, mut all);
        let headers = if takes_all {
            all = [NOTHING; ALL_LINES];
            all.as_mut_slice()
        } else {
            known = [NOTHING; KNOWN_LINES];
            known.as_mut_slice()
        };
        let mut places = headers.iter_mut();
        for (index, name) in names.enumerate() {
            for line in lines.iter().filter(|line| matches!(line.name, Name::Known(other) if other == index)) {
                if let Some(place) = places.next() {
                    *place = (name, self.bytes(line.value));
                }
            }
        }
        for line in lines {
            if let Name::Given(name) = line.name
                && let Some(place) = places.next()
            {
                *place = (self.text(name).unwrap_or_default(), self.bytes(line.value));
            }
        }
        let left = places.len();
        use_it(&Request {
            method: self.text(self.method).unwrap_or_default(),
            url: self.text(self.url).unwrap_or_default(),
            headers: headers.get(..headers.len() - left).unwrap_or_default(),
            body: self.bytes(self.body),
        });
    }

    /// Forgets the pieces; secrets among them are overwritten.
    pub(crate) fn forget(&mut self) {
        if self.key_count > 0 || !self.settings.is_empty() {
            self.key_count = 0;
            self.settings.clear();
            self.buffer.as_flattened_mut().get_mut(..self.room).unwrap_or_default().zeroize();
        }
        self.room = 0;
        self.taken = 0;
        self.overrun = false;
        self.line_count = 0;
        self.base_url = None;
        (self.method, self.url, self.body, self.digests) = Default::default();
    }

    /// Like `forget`, and gives a large buffer back.
    pub(crate) fn clear(&mut self) {
        self.forget();
        if self.buffer.len() > KEEP / PAGE {
            self.buffer = Vec::new();
        }
    }
}
