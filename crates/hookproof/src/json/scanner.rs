//! The grammar, as an automaton that takes a text in pieces.

use super::path::{Paths, Set, members};
use super::text::{Escape, Surrogates, plain};
use super::{Kind, MAX_DEPTH, Malformed, Mode};

/// What stands at a pointer: `Begin`, any number of `Raw`, `End`. In a text of one piece there is at most one `Raw`.
#[derive(Clone, Copy)]
pub(crate) enum Event<'b> {
    Begin(Kind),
    /// The next bytes as they stand in the text; of a string, what is between the quotes. See [`Decoder`](super::Decoder).
    Raw(&'b [u8]),
    End,
}

/// What may come next.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Value,
    /// Behind `[`.
    FirstElement,
    /// Behind `{`.
    FirstKey,
    /// Behind the comma of an object.
    Key,
    Colon,
    /// Behind a value.
    Comma,
    /// Inside a string that is a value, a key that may be one that is looked for, another key.
    Text,
    WantedKey,
    OtherKey,
    /// Behind a `\` in a string.
    Escape,
    Literal,
    /// Inside a number.
    Number(Part),
    /// All is found, nothing more is read.
    Found,
    Broken,
}

/// What of a number stands last.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Minus,
    Zero,
    Integer,
    Point,
    Fraction,
    Exponent,
    ExponentSign,
    ExponentDigits,
}

impl Part {
    fn first(byte: u8) -> Result<Self, Malformed> {
        match byte {
            b'-' => Ok(Part::Minus),
            b'0' => Ok(Part::Zero),
            b'1'..=b'9' => Ok(Part::Integer),
            _ => Err(Malformed),
        }
    }

    /// What the byte adds; `None` if the number is over.
    fn next(self, byte: u8) -> Result<Option<Self>, Malformed> {
        let next = match (self, byte) {
            (Part::Minus, b'0') => Part::Zero,
            (Part::Minus, b'1'..=b'9') | (Part::Integer, b'0'..=b'9') => Part::Integer,
            (Part::Zero | Part::Integer, b'.') => Part::Point,
            (Part::Point | Part::Fraction, b'0'..=b'9') => Part::Fraction,
            (Part::Zero | Part::Integer | Part::Fraction, b'e' | b'E') => Part::Exponent,
            (Part::Exponent, b'+' | b'-') => Part::ExponentSign,
            (Part::Exponent | Part::ExponentSign | Part::ExponentDigits, b'0'..=b'9') => Part::ExponentDigits,
            _ if self.may_end() => return Ok(None),
            _ => return Err(Malformed),
        };
        Ok(Some(next))
    }

    fn may_end(self) -> bool {
        matches!(self, Part::Zero | Part::Integer | Part::Fraction | Part::ExponentDigits)
    }
}

/// Finds the scalars at given pointers in a text that comes in pieces, cut anywhere.
pub(crate) struct Scanner<'p> {
    paths: Paths<'p>,
    state: State,
    escape: Escape,
    /// The kind of string that the escape is in.
    string: State,
    /// What is still to come of `true`, `false` or `null`.
    literal: &'static [u8],
    /// Of the key that is read.
    surrogates: Surrogates,
    /// How many containers are open.
    depth: u32,
    /// A bit for each of them, the innermost lowest: it is an array.
    arrays: u64,
    /// The pointers that end at the scalar that is read.
    captured: Set,
}

const _: () = assert!(MAX_DEPTH <= u64::BITS);

impl<'p> Scanner<'p> {
    /// A scanner for the first scalar at each pointer: of two equal keys the first counts, a container at a pointer is
    /// nothing, and beyond the point where all are found nothing is looked at.
    pub(crate) fn new(pointers: &[&'p [u8]]) -> Self {
        Self::with_mode(pointers, Mode::First)
    }

    pub(super) fn with_mode(pointers: &[&'p [u8]], mode: Mode) -> Self {
        let paths = Paths::new(pointers, mode);
        let state = if paths.all_done() { State::Found } else { State::Value };
        let surrogates = Surrogates::default();
        Scanner {
            paths,
            state,
            escape: Escape::default(),
            string: State::Text,
            literal: &[],
            surrogates,
            depth: 0,
            arrays: 0,
            captured: 0,
        }
    }

    /// This scanner for the same pointers, which are somewhere else by now: it looks at them again.
    pub(crate) fn along<'q>(self, pointers: &[&'q [u8]]) -> Scanner<'q> {
        let Scanner { paths, state, escape, string, literal, surrogates, depth, arrays, captured } = self;
        let paths = paths.along(pointers);
        Scanner { paths, state, escape, string, literal, surrogates, depth, arrays, captured }
    }

    /// Takes the next piece; calls the sink with the index of a pointer and with what stands there.
    pub(crate) fn update<'b>(&mut self, piece: &'b [u8], sink: &mut dyn FnMut(usize, Event<'b>)) {
        if self.scan(piece, sink).is_err() {
            self.state = State::Broken;
            self.captured = 0;
        }
    }

    /// The end of the text; calls the sink for a number that ends here.
    ///
    /// # Errors
    /// [`Malformed`] unless the text is JSON as far as it was looked at.
    pub(crate) fn finish<'b>(mut self, sink: &mut dyn FnMut(usize, Event<'b>)) -> Result<(), Malformed> {
        match self.state {
            State::Number(part) if part.may_end() && self.depth == 0 => {
                self.end_scalar(&[], sink);
                Ok(())
            }
            State::Found => Ok(()),
            State::Comma if self.depth == 0 => Ok(()),
            _ => Err(Malformed),
        }
    }

    fn scan<'b>(&mut self, piece: &'b [u8], sink: &mut dyn FnMut(usize, Event<'b>)) -> Result<(), Malformed> {
        let mut state = self.state;
        let mut rest = piece;
        // Where the raw text begins of the scalar that is read.
        let mut scalar = piece;
        while let [byte, tail @ ..] = rest {
            let byte = *byte;
            let here = rest;
            rest = tail;
            let white = matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
            state = match state {
                State::Text | State::WantedKey | State::OtherKey => {
                    let (run, behind) = here.split_at_checked(plain(here)).unwrap_or_default();
                    if state == State::WantedKey {
                        self.key_run(run);
                    }
                    let [special, behind @ ..] = behind else { break };
                    rest = behind;
                    match (special, state) {
                        (b'\\', _) => {
                            self.string = state;
                            State::Escape
                        }
                        (b'"', State::Text) => self.end_scalar(before(scalar, rest, 1), sink),
                        (b'"', State::WantedKey) => self.end_key()?,
                        (b'"', _) => State::Colon,
                        _ => return Err(Malformed),
                    }
                }
                State::Escape => match self.escape.push(byte)? {
                    None => state,
                    Some(unit) => {
                        if self.string == State::WantedKey {
                            self.key_unit(unit);
                        }
                        self.string
                    }
                },
                State::Literal => match self.literal {
                    [expected] if *expected == byte => self.end_scalar(before(scalar, rest, 0), sink),
                    [expected, literal @ ..] if *expected == byte => {
                        self.literal = literal;
                        state
                    }
                    _ => return Err(Malformed),
                },
                State::Number(part) => match part.next(byte)? {
                    Some(part) => State::Number(part),
                    None => {
                        // The byte is not part of the number.
                        rest = here;
                        self.end_scalar(before(scalar, rest, 0), sink)
                    }
                },
                State::Found | State::Broken => break,
                _ if white => continue,
                State::Colon if byte == b':' => State::Value,
                State::Comma => self.behind_value(byte)?,
                State::FirstKey if byte == b'}' => self.close(),
                State::Key | State::FirstKey if byte == b'"' => self.begin_key(),
                State::FirstElement if byte == b']' => self.close(),
                State::Value | State::FirstElement => {
                    if state == State::FirstElement && self.paths.lead_into(self.depth) {
                        self.paths.begin_element();
                    }
                    let (kind, state) = match byte {
                        b'{' | b'[' => {
                            state = self.open(byte == b'[')?;
                            continue;
                        }
                        b'"' => (Kind::String, State::Text),
                        b't' => (Kind::Bool, self.begin_literal(b"rue")),
                        b'f' => (Kind::Bool, self.begin_literal(b"alse")),
                        b'n' => (Kind::Null, self.begin_literal(b"ull")),
                        _ => (Kind::Number, State::Number(Part::first(byte)?)),
                    };
                    scalar = if kind == Kind::String { rest } else { here };
                    self.captured = self.paths.scalar();
                    self.tell(Event::Begin(kind), sink);
                    state
                }
                State::Colon | State::Key | State::FirstKey => return Err(Malformed),
            };
        }
        self.state = state;
        self.tell(Event::Raw(scalar), sink);
        Ok(())
    }

    fn begin_literal(&mut self, rest: &'static [u8]) -> State {
        self.literal = rest;
        State::Literal
    }

    fn begin_key(&mut self) -> State {
        if !self.paths.lead_into(self.depth) {
            return State::OtherKey;
        }
        self.surrogates = Surrogates::default();
        self.paths.begin_key();
        State::WantedKey
    }

    fn behind_value(&mut self, byte: u8) -> Result<State, Malformed> {
        let array = self.in_array();
        match byte {
            b',' if array => {
                if self.paths.lead_into(self.depth) {
                    self.paths.end_element(false)?;
                    self.paths.begin_element();
                }
                Ok(State::Value)
            }
            b']' if array => {
                if self.paths.lead_into(self.depth) {
                    self.paths.end_element(true)?;
                }
                Ok(self.close())
            }
            b',' if self.depth != 0 => Ok(State::Key),
            b'}' if self.depth != 0 && !array => Ok(self.close()),
            _ => Err(Malformed),
        }
    }

    fn in_array(&self) -> bool {
        self.arrays & 1 != 0
    }

    fn end_key(&mut self) -> Result<State, Malformed> {
        if !self.surrogates.paired() {
            self.paths.drop_key();
        }
        self.paths.end_key()?;
        Ok(State::Colon)
    }

    fn key_run(&mut self, run: &[u8]) {
        // Half a pair of surrogates is no text, so this is none of the keys.
        if !self.surrogates.paired() && !run.is_empty() {
            self.paths.drop_key();
        }
        self.paths.key(run);
    }

    fn key_unit(&mut self, unit: u16) {
        match self.surrogates.push(unit) {
            Some(decoded) => self.paths.key(decoded.as_bytes()),
            None => self.paths.drop_key(),
        }
    }

    fn open(&mut self, array: bool) -> Result<State, Malformed> {
        if self.depth == MAX_DEPTH {
            return Err(Malformed);
        }
        self.depth = self.depth.saturating_add(1);
        self.arrays = self.arrays << 1 | u64::from(array);
        self.paths.open(self.depth, array)?;
        Ok(if array { State::FirstElement } else { State::FirstKey })
    }

    fn close(&mut self) -> State {
        self.arrays >>= 1;
        if self.paths.lead_into(self.depth) {
            self.paths.leave(self.in_array());
        }
        self.depth = self.depth.saturating_sub(1);
        State::Comma
    }

    fn tell<'b>(&self, event: Event<'b>, sink: &mut dyn FnMut(usize, Event<'b>)) {
        if !matches!(event, Event::Raw([])) {
            members(self.captured).for_each(|index| sink(index, event));
        }
    }

    fn end_scalar<'b>(&mut self, raw: &'b [u8], sink: &mut dyn FnMut(usize, Event<'b>)) -> State {
        if self.captured == 0 {
            return State::Comma;
        }
        self.tell(Event::Raw(raw), sink);
        self.tell(Event::End, sink);
        self.captured = 0;
        if self.paths.all_done() { State::Found } else { State::Comma }
    }
}

/// What of `text` stands before its end `rest` and the `less` bytes in front of that.
fn before<'b>(text: &'b [u8], rest: &[u8], less: usize) -> &'b [u8] {
    text.get(..text.len().saturating_sub(rest.len()).saturating_sub(less)).unwrap_or_default()
}
